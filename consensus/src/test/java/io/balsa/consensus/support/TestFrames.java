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

    int count()
    {
        return count;
    }

    int end()
    {
        return ends[count];
    }

    int startOf(final long index)
    {
        return ends[(int)index - 1];
    }

    int endOf(final long index)
    {
        return ends[(int)index];
    }

    long chainAt(final long index)
    {
        return chains[(int)index];
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
        return count;
    }

    void truncate(final long fromIndex)
    {
        count = (int)fromIndex - 1;
    }

    void copyFrom(final TestFrames source, final long fromIndex, final long toIndex)
    {
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
