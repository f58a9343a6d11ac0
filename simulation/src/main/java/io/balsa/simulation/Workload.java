package io.balsa.simulation;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.SplittableRandom;

/**
 * What the clients of a simulated cluster ask for. One instance serves all clients of one run, so it may keep what it
 * has asked for and check what it is told; it must take all chance from the random source that it is given.
 */
@FunctionalInterface
public interface Workload
{
    /**
     * Write the next command.
     *
     * @param random  source of all chance.
     * @param client  number of the client, from 0 on.
     * @param command to write to, from offset 0 on.
     * @return length of the command in bytes, 0 to the capacity of the buffer.
     */
    int next(SplittableRandom random, int client, MutableDirectBuffer command);

    /**
     * The newest command that {@link #next} wrote was taken by a client under this number.
     *
     * @param number of the command in the run.
     */
    default void onInvoked(final int number)
    {
    }

    /**
     * A command was applied and its client has the result.
     *
     * @param number of the command in the run.
     * @param result borrowed for the call.
     * @param offset of the result in bytes.
     * @param length of the result in bytes.
     */
    default void onResult(final int number, final DirectBuffer result, final int offset, final int length)
    {
    }

    /**
     * The run has ended, and all clients have been answered.
     *
     * @throws AssertionError when what clients were told cannot be.
     */
    default void onEnd()
    {
    }
}
