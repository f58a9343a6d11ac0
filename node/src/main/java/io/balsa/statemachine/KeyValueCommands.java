package io.balsa.statemachine;

import io.balsa.statemachine.codecs.CompareValueAndSetCommandEncoder;
import io.balsa.statemachine.codecs.CompareVersionAndSetCommandEncoder;
import io.balsa.statemachine.codecs.DeleteCommandEncoder;
import io.balsa.statemachine.codecs.GetCommandEncoder;
import io.balsa.statemachine.codecs.MessageHeaderEncoder;
import io.balsa.statemachine.codecs.PutCommandEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Builds commands for {@link KeyValueStateMachine}. A flyweight: {@link #wrap} names the buffer, every further call
 * writes one command at the start of it and returns its length in bytes. Not for use by several threads. Keys and
 * values are copied before a call returns.
 * <p>
 * A key or value out of its limits is an {@link IllegalArgumentException}; a command that the buffer has no room for is
 * an {@link IndexOutOfBoundsException}.
 */
public final class KeyValueCommands
{
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final PutCommandEncoder put = new PutCommandEncoder();
    private final GetCommandEncoder get = new GetCommandEncoder();
    private final DeleteCommandEncoder delete = new DeleteCommandEncoder();
    private final CompareVersionAndSetCommandEncoder compareVersion = new CompareVersionAndSetCommandEncoder();
    private final CompareValueAndSetCommandEncoder compareValue = new CompareValueAndSetCommandEncoder();

    private MutableDirectBuffer buffer;
    private int offset;

    /**
     * Create; {@link #wrap} comes first.
     */
    public KeyValueCommands()
    {
    }

    /**
     * Name the place that commands are written to.
     *
     * @param buffer to write to; kept until the next call.
     * @param offset in bytes at which every command starts.
     * @return this.
     */
    public KeyValueCommands wrap(final MutableDirectBuffer buffer, final int offset)
    {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /**
     * Write a value whatever was there.
     *
     * @param key         holds the key.
     * @param keyOffset   of the key in bytes.
     * @param keyLength   of the key in bytes.
     * @param value       holds the value.
     * @param valueOffset of the value in bytes.
     * @param valueLength of the value in bytes.
     * @return length of the command in bytes.
     */
    public int put(
        final DirectBuffer key,
        final int keyOffset,
        final int keyLength,
        final DirectBuffer value,
        final int valueOffset,
        final int valueLength)
    {
        checkKey(keyLength);
        checkValue(valueLength);
        put.wrapAndApplyHeader(buffer, offset, header)
            .putKey(key, keyOffset, keyLength)
            .putValue(value, valueOffset, valueLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + put.encodedLength();
    }

    /**
     * Read a value in log order.
     *
     * @param key       holds the key.
     * @param keyOffset of the key in bytes.
     * @param keyLength of the key in bytes.
     * @return length of the command in bytes.
     */
    public int get(final DirectBuffer key, final int keyOffset, final int keyLength)
    {
        checkKey(keyLength);
        get.wrapAndApplyHeader(buffer, offset, header).putKey(key, keyOffset, keyLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + get.encodedLength();
    }

    /**
     * Remove a key.
     *
     * @param key       holds the key.
     * @param keyOffset of the key in bytes.
     * @param keyLength of the key in bytes.
     * @return length of the command in bytes.
     */
    public int delete(final DirectBuffer key, final int keyOffset, final int keyLength)
    {
        checkKey(keyLength);
        delete.wrapAndApplyHeader(buffer, offset, header).putKey(key, keyOffset, keyLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + delete.encodedLength();
    }

    /**
     * Write a value if the key has a version. A key that was deleted and written again starts at version 1 again.
     *
     * @param expectedVersion of the key; 0 if it must be absent.
     * @param key             holds the key.
     * @param keyOffset       of the key in bytes.
     * @param keyLength       of the key in bytes.
     * @param value           holds the value.
     * @param valueOffset     of the value in bytes.
     * @param valueLength     of the value in bytes.
     * @return length of the command in bytes.
     */
    public int compareVersionAndSet(
        final long expectedVersion,
        final DirectBuffer key,
        final int keyOffset,
        final int keyLength,
        final DirectBuffer value,
        final int valueOffset,
        final int valueLength)
    {
        checkKey(keyLength);
        checkValue(valueLength);
        compareVersion.wrapAndApplyHeader(buffer, offset, header)
            .expectedVersion(expectedVersion)
            .putKey(key, keyOffset, keyLength)
            .putValue(value, valueOffset, valueLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + compareVersion.encodedLength();
    }

    /**
     * Write a value if the key has another one.
     *
     * @param key            holds the key.
     * @param keyOffset      of the key in bytes.
     * @param keyLength      of the key in bytes.
     * @param expected       holds the value that must be there.
     * @param expectedOffset of that value in bytes.
     * @param expectedLength of that value in bytes.
     * @param value          holds the new value.
     * @param valueOffset    of the new value in bytes.
     * @param valueLength    of the new value in bytes.
     * @return length of the command in bytes.
     */
    public int compareValueAndSet(
        final DirectBuffer key,
        final int keyOffset,
        final int keyLength,
        final DirectBuffer expected,
        final int expectedOffset,
        final int expectedLength,
        final DirectBuffer value,
        final int valueOffset,
        final int valueLength)
    {
        checkKey(keyLength);
        checkValue(expectedLength);
        checkValue(valueLength);
        compareValue.wrapAndApplyHeader(buffer, offset, header)
            .putKey(key, keyOffset, keyLength)
            .putExpectedValue(expected, expectedOffset, expectedLength)
            .putValue(value, valueOffset, valueLength);
        return MessageHeaderEncoder.ENCODED_LENGTH + compareValue.encodedLength();
    }

    private static void checkKey(final int keyLength)
    {
        if (keyLength < KeyValueStateMachine.KEY_LENGTH_MIN || keyLength > KeyValueStateMachine.KEY_LENGTH_MAX)
        {
            throw new IllegalArgumentException("key of " + keyLength + " bytes; allowed are " +
                KeyValueStateMachine.KEY_LENGTH_MIN + " to " + KeyValueStateMachine.KEY_LENGTH_MAX);
        }
    }

    private static void checkValue(final int valueLength)
    {
        if (valueLength < 0 || valueLength > KeyValueStateMachine.VALUE_LENGTH_MAX)
        {
            throw new IllegalArgumentException("value of " + valueLength + " bytes; allowed are 0 to " +
                KeyValueStateMachine.VALUE_LENGTH_MAX);
        }
    }
}
