package io.balsa.node.torture;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * The payload that an entry has: index, term and a seed tell its length and every byte. So whoever finds an entry knows
 * whether it is whole, and no list of what was written is needed.
 */
final class EntryContent
{
    /** Longest payload in bytes. */
    static final int LENGTH_MAX = 16 * 1024;

    private static final int SHORT_LENGTH = 256;
    private static final int MIDDLE_LENGTH = 2 * 1024;
    private static final int LONG_IN = 32;
    private static final int MIDDLE_IN = 4;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long INDEX_FACTOR = 0xBF58476D1CE4E5B9L;
    private static final long TERM_FACTOR = 0x94D049BB133111EBL;

    private final long seed;
    private final UnsafeBuffer wanted = new UnsafeBuffer(ByteBuffer.allocate(LENGTH_MAX));

    EntryContent(final long seed)
    {
        this.seed = seed;
    }

    /** Write the payload of an entry to the start of a buffer, and up to 7 bytes behind it; returns its length. */
    int put(final long index, final long term, final MutableDirectBuffer buffer)
    {
        long state = state(index, term);
        final int length = length(state);
        for (int i = 0; i < length; i += Long.BYTES)
        {
            state += GOLDEN_GAMMA;
            buffer.putLong(i, state * INDEX_FACTOR);
        }
        return length;
    }

    /** Whether a frame has the payload of its index and term. */
    boolean isIn(final DirectBuffer frame)
    {
        final int length = put(EntryFrame.index(frame, 0), EntryFrame.term(frame, 0), wanted);
        if (EntryFrame.frameLength(frame, 0) != EntryFrame.HEADER_LENGTH + length)
        {
            return false;
        }
        final ByteBuffer found = ByteBuffer.allocate(length);
        frame.getBytes(EntryFrame.HEADER_LENGTH, found, length);
        return found.flip().equals(wanted.byteBuffer().clear().limit(length));
    }

    private long state(final long index, final long term)
    {
        return mix(seed + index * INDEX_FACTOR + term * TERM_FACTOR);
    }

    /** Mostly short, some of a few KiB, a few that take pages. */
    private static int length(final long state)
    {
        final long kind = state >>> 58;
        final int limit = kind % LONG_IN == 0 ? LENGTH_MAX : kind % MIDDLE_IN == 0 ? MIDDLE_LENGTH : SHORT_LENGTH;
        return (int)((state >>> 8 & Integer.MAX_VALUE) % (limit + 1));
    }

    private static long mix(final long value)
    {
        final long first = (value ^ value >>> 30) * INDEX_FACTOR;
        final long second = (first ^ first >>> 27) * TERM_FACTOR;
        return second ^ second >>> 31;
    }
}
