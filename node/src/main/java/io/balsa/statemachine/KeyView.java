package io.balsa.statemachine;

import org.agrona.DirectBuffer;
import org.agrona.collections.ArrayUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes of a key with their hash. One that is in a map is a {@link #copy()} and is never wrapped again.
 */
final class KeyView
{
    private static final long SEED = 0x62616C73616B6579L;

    private final UnsafeBuffer bytes = new UnsafeBuffer(ArrayUtil.EMPTY_BYTE_ARRAY);
    private long hash;

    void wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        bytes.wrap(buffer, offset, length);
        hash = StateHash.hash(bytes, 0, length, SEED);
    }

    KeyView copy()
    {
        final KeyView copy = new KeyView();
        final byte[] owned = new byte[length()];
        bytes.getBytes(0, owned);
        copy.bytes.wrap(owned);
        copy.hash = hash;
        return copy;
    }

    /** The key from offset 0 on; its capacity is its length. */
    DirectBuffer bytes()
    {
        return bytes;
    }

    int length()
    {
        return bytes.capacity();
    }

    long hash()
    {
        return hash;
    }

    @Override
    public int hashCode()
    {
        return Long.hashCode(hash);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof KeyView that && hash == that.hash && bytes.equals(that.bytes);
    }
}
