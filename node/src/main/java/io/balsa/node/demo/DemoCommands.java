package io.balsa.node.demo;

import io.balsa.statemachine.KeyValueCommands;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * The commands of a demonstration. Each is made from its number and can be made again to compare. The keys are fewer
 * than the commands, so that every key is written many times and its version counts how often. A flyweight: a command
 * is good until the next one is made.
 */
final class DemoCommands
{
    /** Not the number of a command. */
    static final int UNKNOWN = -1;

    private static final int KEYS_MAX = 10_000;
    private static final int STATE_LENGTH_MAX = 64 * 1024 * 1024;
    private static final String KEY_PREFIX = "key-";
    private static final int KEY_DIGITS = 8;
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final KeyValueCommands encoder = new KeyValueCommands();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_PREFIX.length() + KEY_DIGITS]);
    private final UnsafeBuffer value;
    private final UnsafeBuffer command;
    private final UnsafeBuffer other = new UnsafeBuffer(0, 0);
    private final int count;
    private final int keyCount;
    private final int length;

    DemoCommands(final int count, final int payloadBytes)
    {
        this.count = count;
        keyCount = Math.max(1, Math.min(KEYS_MAX, STATE_LENGTH_MAX / payloadBytes));
        value = new UnsafeBuffer(new byte[payloadBytes]);
        command = new UnsafeBuffer(new byte[64 + key.capacity() + payloadBytes]);
        key.putStringWithoutLengthAscii(0, KEY_PREFIX);
        encoder.wrap(command, 0);
        length = make(0);
    }

    /** Make a command. */
    int make(final int number)
    {
        key.putNaturalPaddedIntAscii(KEY_PREFIX.length(), KEY_DIGITS, number % keyCount);
        value.putLong(0, number, ByteOrder.LITTLE_ENDIAN);
        int position = Long.BYTES;
        for (; position + Long.BYTES <= value.capacity(); position += Long.BYTES)
        {
            value.putLong(position, (number + 1) * FACTOR + position, ByteOrder.LITTLE_ENDIAN);
        }
        for (; position < value.capacity(); position++)
        {
            value.putByte(position, (byte)(number + position));
        }
        return encoder.put(key, 0, key.capacity(), value, 0, value.capacity());
    }

    DirectBuffer buffer()
    {
        return command;
    }

    /** Which command this is, byte for byte; {@link #UNKNOWN} when it is none of ours. */
    int numberOf(final DirectBuffer buffer, final int offset, final int candidateLength)
    {
        if (candidateLength != length)
        {
            return UNKNOWN;
        }
        final long number = buffer.getLong(offset + length - value.capacity(), ByteOrder.LITTLE_ENDIAN);
        if (number < 0 || number >= count)
        {
            return UNKNOWN;
        }
        make((int)number);
        other.wrap(buffer, offset, length);
        for (int i = 0; i < length; i++)
        {
            if (other.getByte(i) != command.getByte(i))
            {
                return UNKNOWN;
            }
        }
        return (int)number;
    }
}
