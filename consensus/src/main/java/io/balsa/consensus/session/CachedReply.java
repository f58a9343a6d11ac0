package io.balsa.consensus.session;

import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The first reply to a command, kept until the client needs it no more. Its memory is used again for later replies.
 */
public final class CachedReply
{
    /** Memory above this many bytes is given back when its reply is no longer needed. */
    static final int RETAINED_LENGTH_MAX = 4096;

    private static final int LENGTH_MIN = 64;
    private static final byte[] EMPTY = {};

    private final UnsafeBuffer result = new UnsafeBuffer(EMPTY);
    private byte[] memory = EMPTY;
    private long sequence;
    private long index;
    private OutcomeCode outcome = OutcomeCode.NULL_VAL;

    CachedReply()
    {
    }

    void set(
        final long newSequence,
        final long newIndex,
        final OutcomeCode newOutcome,
        final DirectBuffer source,
        final int offset,
        final int length)
    {
        if (memory.length < length)
        {
            memory = new byte[Math.max(LENGTH_MIN, BitUtil.findNextPositivePowerOfTwo(length))];
        }
        sequence = newSequence;
        index = newIndex;
        outcome = newOutcome;
        result.wrap(memory, 0, length);
        source.getBytes(offset, result, 0, length);
    }

    void clear()
    {
        sequence = 0;
        if (memory.length > RETAINED_LENGTH_MAX)
        {
            memory = EMPTY;
            result.wrap(EMPTY);
        }
    }

    /**
     * Sequence of the command.
     *
     * @return the sequence, 0 where there is no reply.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * Log index at which the command was applied.
     *
     * @return the index.
     */
    public long index()
    {
        return index;
    }

    /**
     * Outcome of the command.
     *
     * @return the outcome.
     */
    public OutcomeCode outcome()
    {
        return outcome;
    }

    /**
     * The result.
     *
     * @return the whole buffer is the result; valid until the next entry is applied.
     */
    public DirectBuffer result()
    {
        return result;
    }
}
