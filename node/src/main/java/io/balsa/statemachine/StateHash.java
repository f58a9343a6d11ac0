package io.balsa.statemachine;

import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * A 64-bit hash of bytes that is the same in every process and on every platform. It finds members that differ by
 * accident; it is no defence against values made to collide.
 */
final class StateHash
{
    private static final long LENGTH_FACTOR = 0x9E3779B97F4A7C15L;
    private static final long FIRST_FACTOR = 0xBF58476D1CE4E5B9L;
    private static final long SECOND_FACTOR = 0x94D049BB133111EBL;

    private StateHash()
    {
    }

    static long hash(final DirectBuffer buffer, final int offset, final int length, final long seed)
    {
        long hash = mix(seed ^ (length * LENGTH_FACTOR));
        final int wordsEnd = offset + (length & ~(Long.BYTES - 1));
        int position = offset;
        for (; position < wordsEnd; position += Long.BYTES)
        {
            hash = mix(hash ^ buffer.getLong(position, ByteOrder.LITTLE_ENDIAN));
        }
        long tail = 0;
        for (final int end = offset + length; position < end; position++)
        {
            tail = (tail << Byte.SIZE) | (buffer.getByte(position) & 0xFF);
        }
        return mix(hash ^ tail);
    }

    /** A bijection (the finaliser of SplitMix64): what differs before it differs after it. */
    static long mix(final long value)
    {
        final long first = (value ^ (value >>> 30)) * FIRST_FACTOR;
        final long second = (first ^ (first >>> 27)) * SECOND_FACTOR;
        return second ^ (second >>> 31);
    }
}
