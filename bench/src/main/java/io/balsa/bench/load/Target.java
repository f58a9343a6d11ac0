package io.balsa.bench.load;

import org.agrona.DirectBuffer;

/**
 * What a load is put on: it answers each command with the command. One thread; a call neither waits nor allocates.
 */
public interface Target extends AutoCloseable
{
    /**
     * Offer a command.
     *
     * @param buffer borrowed for the call.
     * @param length of the command in bytes, from offset 0 on.
     * @return false when it has no room now.
     */
    boolean offer(DirectBuffer buffer, int length);

    /**
     * Do what is due, and have answers told.
     *
     * @return work count; 0 when there was nothing to do.
     */
    int poll();

    /** Release all that it holds. */
    @Override
    void close();
}
