package io.balsa.consensus.support;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Frames one behind the other, with a hash of all frames up to each.
 */
final class TestFrames
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private byte[] bytes;
    private int[] ends;
    private long[] chains;
    private int base;
    private int count;
    private int claimed;

    TestFrames(final int capacity)
    {
        bytes = new byte[capacity];
        ends = new int[capacity / 64 + 1];
        chains = new long[ends.length];
        buffer.wrap(bytes);
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    byte[] bytes()
    {
        return bytes;
    }

    /** Index of the entry before the first one. */
    int base()
    {
        return base;
    }

    /** Index of the last entry. */
    int count()
    {
        return base + count;
    }

    /** Hold nothing, behind an entry. */
    void reset(final long index)
    {
        base = (int)index;
        count = 0;
    }

    int end()
    {
        return ends[count];
    }

    int startOf(final long index)
    {
        return ends[(int)index - 1 - base];
    }

    int endOf(final long index)
    {
        return ends[(int)index - base];
    }

    long chainAt(final long index)
    {
        return chains[(int)index - base];
    }

    /** Make room behind the last frame; a claim of 0 forgets an earlier one. */
    UnsafeBuffer claim(final int length)
    {
        if (end() + length > bytes.length)
        {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end() + length));
            buffer.wrap(bytes);
        }
        claimed = length;
        return buffer;
    }

    /** The frame in the claimed room is complete. */
    int add()
    {
        if (count + 1 == ends.length)
        {
            ends = Arrays.copyOf(ends, ends.length * 2);
            chains = Arrays.copyOf(chains, ends.length);
        }
        final int checksum = buffer.getInt(end(), ByteOrder.LITTLE_ENDIAN);
        chains[count + 1] = (chains[count] ^ checksum) * 0x9E3779B97F4A7C15L + Long.rotateLeft(chains[count], 29) + 1;
        ends[count + 1] = end() + claimed;
        count++;
        return base + count;
    }

    void truncate(final long fromIndex)
    {
        count = (int)fromIndex - 1 - base;
    }

    void copyFrom(final TestFrames source, final long fromIndex, final long toIndex)
    {
        if (base != source.base)
        {
            reset(source.base);
        }
        truncate(fromIndex);
        for (long index = fromIndex; index <= toIndex; index++)
        {
            final int start = source.startOf(index);
            final int length = source.endOf(index) - start;
            claim(length).putBytes(end(), source.buffer, start, length);
            add();
        }
    }
}
