package io.balsa.simulation.check;

import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * 64-bit hashes of what the checkers compare. Not cryptographic; every bit of the input reaches every bit of the hash.
 */
public final class ContentHash
{
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private ContentHash()
    {
    }

    /**
     * Hash bytes, eight at a time.
     *
     * @param buffer that holds them.
     * @param offset of the first one.
     * @param length in bytes.
     * @return the hash; that of no bytes is a constant.
     */
    public static long of(final DirectBuffer buffer, final int offset, final int length)
    {
        long hash = mix(length + PRIME);
        final int end = offset + length;
        int position = offset;
        for (; end - position >= Long.BYTES; position += Long.BYTES)
        {
            hash = combine(hash, buffer.getLong(position, ByteOrder.LITTLE_ENDIAN));
        }
        if (position < end)
        {
            long rest = 0;
            for (; position < end; position++)
            {
                rest = (rest << Byte.SIZE) | (buffer.getByte(position) & 0xFF);
            }
            hash = combine(hash, rest);
        }
        return hash;
    }

    /**
     * Hash a value onto a hash. The order of values matters.
     *
     * @param hash  so far.
     * @param value to add.
     * @return the new hash.
     */
    public static long combine(final long hash, final long value)
    {
        return mix(hash * PRIME + mix(value + PRIME));
    }

    /** A bijection in which every bit depends on every other (the finalizer of MurmurHash3). */
    static long mix(final long value)
    {
        long hash = value;
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }
}
