package io.balsa.statemachine;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.collections.ArrayUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A key's value, its version and its share of the digest. The value keeps its array while it fits and fills at least
 * a quarter of it: overwriting allocates nothing, and what is held stays within a small multiple of what is stored.
 */
final class KeyValueEntry
{
    private static final int ROOM_MIN = 32;
    private static final int ROOM_TO_LENGTH_MAX = 4;

    private final KeyView key;
    private final UnsafeBuffer value = new UnsafeBuffer(ArrayUtil.EMPTY_BYTE_ARRAY);
    private int valueLength;
    private long version;
    private long digest;
    private KeyValueEntry previous;
    private KeyValueEntry next;
    private long copiedFor;

    KeyValueEntry(final KeyView key)
    {
        this.key = key;
    }

    KeyView key()
    {
        return key;
    }

    DirectBuffer value()
    {
        return value;
    }

    int valueLength()
    {
        return valueLength;
    }

    long version()
    {
        return version;
    }

    long digest()
    {
        return digest;
    }

    KeyValueEntry previous()
    {
        return previous;
    }

    void previous(final KeyValueEntry entry)
    {
        previous = entry;
    }

    /** The entry behind this one in the list that it is in, null at its end. */
    KeyValueEntry next()
    {
        return next;
    }

    void next(final KeyValueEntry entry)
    {
        next = entry;
    }

    /** Number of the newest snapshot that has this entry already, or was begun before there was one. */
    long copiedFor()
    {
        return copiedFor;
    }

    void copiedFor(final long snapshot)
    {
        copiedFor = snapshot;
    }

    /** The entry as it is, in no list: the memory of the value goes with it. */
    KeyValueEntry moveAway()
    {
        final KeyValueEntry former = new KeyValueEntry(key);
        former.value.wrap(value);
        former.valueLength = valueLength;
        former.version = version;
        value.wrap(ArrayUtil.EMPTY_BYTE_ARRAY);
        return former;
    }

    boolean hasValue(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length != valueLength)
        {
            return false;
        }
        final int wordsLength = length & ~(Long.BYTES - 1);
        for (int i = 0; i < wordsLength; i += Long.BYTES)
        {
            if (value.getLong(i) != buffer.getLong(offset + i))
            {
                return false;
            }
        }
        for (int i = wordsLength; i < length; i++)
        {
            if (value.getByte(i) != buffer.getByte(offset + i))
            {
                return false;
            }
        }
        return true;
    }

    void write(final DirectBuffer buffer, final int offset, final int length)
    {
        set(version + 1, buffer, offset, length);
    }

    void set(final long newVersion, final DirectBuffer buffer, final int offset, final int length)
    {
        final int room = value.capacity();
        if (length > room || (room > ROOM_MIN && length < room / ROOM_TO_LENGTH_MAX))
        {
            value.wrap(new byte[Math.max(ROOM_MIN, BitUtil.findNextPositivePowerOfTwo(length))]);
        }
        value.putBytes(0, buffer, offset, length);
        valueLength = length;
        version = newVersion;
        digest = StateHash.mix(StateHash.hash(value, 0, length, key.hash()) ^ version);
    }
}
