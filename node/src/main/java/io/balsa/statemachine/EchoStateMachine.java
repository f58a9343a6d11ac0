package io.balsa.statemachine;

import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Answers every command with the command itself and keeps no state: what is left is the cost of consensus.
 */
public final class EchoStateMachine implements StateMachine
{
    /**
     * Create.
     */
    public EchoStateMachine()
    {
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the command is longer than {@code result} has room for; the same on every
     *                                  member.
     */
    @Override
    public int apply(
        final long index,
        final long timestampNs,
        final long sessionId,
        final DirectBuffer command,
        final int offset,
        final int length,
        final MutableDirectBuffer result)
    {
        if (length > result.capacity())
        {
            throw new IllegalArgumentException(
                "the echo does not fit: commandLength=" + length + " resultCapacity=" + result.capacity());
        }
        result.putBytes(0, command, offset, length);
        return length;
    }
}
