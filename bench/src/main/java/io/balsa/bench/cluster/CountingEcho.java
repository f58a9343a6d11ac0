package io.balsa.bench.cluster;

import io.balsa.bench.load.CommandDigest;
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
    private long digest = CommandDigest.EMPTY;

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
        digest = CommandDigest.next(digest, command.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        result.putBytes(0, command, offset, length);
        return length;
    }

    /** Go on behind the commands that had this digest. */
    void restore(final long value)
    {
        digest = value;
    }

    @Override
    public long digest()
    {
        return digest;
    }
}
