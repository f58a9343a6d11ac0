package io.balsa.bench.cluster;

import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/**
 * Answers every command with the command, and keeps a digest of the numbers that commands begin with: it tells whether
 * a member has applied all of them, each once and in order.
 */
public final class CountingEcho implements StateMachine
{
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private long digest;

    /** Create. */
    public CountingEcho()
    {
    }

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
        digest = next(digest, command.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        result.putBytes(0, command, offset, length);
        return length;
    }

    @Override
    public long digest()
    {
        return digest;
    }

    /** The digest after commands with the numbers from 0 on. */
    static long digestAfter(final long commands)
    {
        long digest = 0;
        for (long number = 0; number < commands; number++)
        {
            digest = next(digest, number);
        }
        return digest;
    }

    private static long next(final long digest, final long number)
    {
        return (digest + number + 1) * FACTOR;
    }
}
