package io.balsa.statemachine;

import io.balsa.statemachine.codecs.KeyValueStatus;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A state machine with a client of its own: every call makes a command, applies it and reads the result. */
final class KeyValueFixture
{
    static final int COMMAND_OFFSET = 24;

    final KeyValueStateMachine machine;
    final KeyValueResult result = new KeyValueResult();
    final ExpandableArrayBuffer command = new ExpandableArrayBuffer();

    private final KeyValueCommands commands = new KeyValueCommands().wrap(command, COMMAND_OFFSET);
    private final UnsafeBuffer resultBuffer;
    private long index;

    KeyValueFixture(final KeyValueStateMachine machine, final int resultCapacity)
    {
        this.machine = machine;
        resultBuffer = new UnsafeBuffer(new byte[resultCapacity]);
    }

    KeyValueFixture()
    {
        this(new KeyValueStateMachine(), KeyValueStateMachine.VALUE_LENGTH_MAX + KeyValueResult.LENGTH_MIN);
    }

    static byte[] bytes(final String text)
    {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    KeyValueStatus put(final byte[] key, final byte[] value)
    {
        return apply(encodePut(key, value));
    }

    int encodePut(final byte[] key, final byte[] value)
    {
        return commands.put(new UnsafeBuffer(key), 0, key.length, new UnsafeBuffer(value), 0, value.length);
    }

    KeyValueStatus get(final byte[] key)
    {
        return apply(encodeGet(key));
    }

    int encodeGet(final byte[] key)
    {
        return commands.get(new UnsafeBuffer(key), 0, key.length);
    }

    KeyValueStatus delete(final byte[] key)
    {
        return apply(encodeDelete(key));
    }

    int encodeDelete(final byte[] key)
    {
        return commands.delete(new UnsafeBuffer(key), 0, key.length);
    }

    KeyValueStatus compareVersionAndSet(final byte[] key, final long version, final byte[] value)
    {
        return apply(encodeCompareVersion(key, version, value));
    }

    int encodeCompareVersion(final byte[] key, final long version, final byte[] value)
    {
        return commands.compareVersionAndSet(
            version, new UnsafeBuffer(key), 0, key.length, new UnsafeBuffer(value), 0, value.length);
    }

    KeyValueStatus compareValueAndSet(final byte[] key, final byte[] expected, final byte[] value)
    {
        return apply(encodeCompareValue(key, expected, value));
    }

    int encodeCompareValue(final byte[] key, final byte[] expected, final byte[] value)
    {
        return commands.compareValueAndSet(
            new UnsafeBuffer(key), 0, key.length,
            new UnsafeBuffer(expected), 0, expected.length,
            new UnsafeBuffer(value), 0, value.length);
    }

    KeyValueStatus apply(final int length)
    {
        final int resultLength = machine.apply(++index, 0, 1, command, COMMAND_OFFSET, length, resultBuffer);
        return result.wrap(resultBuffer, 0, resultLength).status();
    }

    byte[] value()
    {
        final byte[] value = new byte[result.valueLength()];
        result.buffer().getBytes(result.valueOffset(), value);
        return value;
    }

    byte[] commandBytes(final int length)
    {
        return Arrays.copyOfRange(command.byteArray(), COMMAND_OFFSET, COMMAND_OFFSET + length);
    }
}
