package io.balsa.statemachine;

import io.balsa.statemachine.codecs.CompareValueAndSetCommandDecoder;
import io.balsa.statemachine.codecs.CompareVersionAndSetCommandDecoder;
import io.balsa.statemachine.codecs.DeleteCommandDecoder;
import io.balsa.statemachine.codecs.GetCommandDecoder;
import io.balsa.statemachine.codecs.KeyValueStatus;
import io.balsa.statemachine.codecs.MessageHeaderDecoder;
import io.balsa.statemachine.codecs.PutCommandDecoder;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Where the parts of a command are. Nothing is read before its bounds are checked, and a command is taken only if it is
 * understood to its last byte: a member that skipped what it does not know would drift from those that know it.
 */
final class KeyValueCommandView
{
    private static final int LENGTH_PREFIX = PutCommandDecoder.keyHeaderLength();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    private DirectBuffer buffer;
    private int templateId;
    private long expectedVersion;
    private int keyOffset;
    private int keyLength;
    private int expectedOffset;
    private int expectedLength;
    private int valueOffset;
    private int valueLength;

    private int position;
    private int limit;
    private int dataOffset;
    private int dataLength;

    /** Find the parts: OK, or why the command cannot be applied whatever the state is. */
    KeyValueStatus wrap(final DirectBuffer command, final int offset, final int length)
    {
        buffer = command;
        limit = offset + length;
        if (!parse(offset, length))
        {
            return KeyValueStatus.MALFORMED;
        }
        if (keyLength < KeyValueStateMachine.KEY_LENGTH_MIN || keyLength > KeyValueStateMachine.KEY_LENGTH_MAX)
        {
            return KeyValueStatus.KEY_LENGTH;
        }
        return valueLength > KeyValueStateMachine.VALUE_LENGTH_MAX ? KeyValueStatus.TOO_LARGE : KeyValueStatus.OK;
    }

    private boolean parse(final int offset, final int length)
    {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH)
        {
            return false;
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID ||
            header.version() != MessageHeaderDecoder.SCHEMA_VERSION)
        {
            return false;
        }
        templateId = header.templateId();
        position = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        valueLength = 0;
        return parseBody() && position == limit;
    }

    private boolean parseBody()
    {
        return switch (templateId)
        {
            case PutCommandDecoder.TEMPLATE_ID ->
                hasBlock(PutCommandDecoder.BLOCK_LENGTH) && parseKey() && parseValue();

            case GetCommandDecoder.TEMPLATE_ID ->
                hasBlock(GetCommandDecoder.BLOCK_LENGTH) && parseKey();

            case DeleteCommandDecoder.TEMPLATE_ID ->
                hasBlock(DeleteCommandDecoder.BLOCK_LENGTH) && parseKey();

            case CompareVersionAndSetCommandDecoder.TEMPLATE_ID ->
                hasBlock(CompareVersionAndSetCommandDecoder.BLOCK_LENGTH) &&
                    parseExpectedVersion() && parseKey() && parseValue();

            case CompareValueAndSetCommandDecoder.TEMPLATE_ID ->
                hasBlock(CompareValueAndSetCommandDecoder.BLOCK_LENGTH) &&
                    parseKey() && parseExpectedValue() && parseValue();

            default -> false;
        };
    }

    private boolean hasBlock(final int blockLength)
    {
        return header.blockLength() == blockLength && limit - position >= blockLength;
    }

    private boolean parseExpectedVersion()
    {
        expectedVersion = buffer.getLong(position, ByteOrder.LITTLE_ENDIAN);
        position += CompareVersionAndSetCommandDecoder.BLOCK_LENGTH;
        return true;
    }

    private boolean parseKey()
    {
        final boolean isWhole = parseData();
        keyOffset = dataOffset;
        keyLength = dataLength;
        return isWhole;
    }

    private boolean parseExpectedValue()
    {
        final boolean isWhole = parseData();
        expectedOffset = dataOffset;
        expectedLength = dataLength;
        return isWhole;
    }

    private boolean parseValue()
    {
        final boolean isWhole = parseData();
        valueOffset = dataOffset;
        valueLength = dataLength;
        return isWhole;
    }

    private boolean parseData()
    {
        if (limit - position < LENGTH_PREFIX)
        {
            return false;
        }
        dataLength = buffer.getInt(position, ByteOrder.LITTLE_ENDIAN);
        dataOffset = position + LENGTH_PREFIX;
        if (dataLength < 0 || dataLength > limit - dataOffset)
        {
            return false;
        }
        position = dataOffset + dataLength;
        return true;
    }

    DirectBuffer buffer()
    {
        return buffer;
    }

    int templateId()
    {
        return templateId;
    }

    long expectedVersion()
    {
        return expectedVersion;
    }

    int keyOffset()
    {
        return keyOffset;
    }

    int keyLength()
    {
        return keyLength;
    }

    int expectedOffset()
    {
        return expectedOffset;
    }

    int expectedLength()
    {
        return expectedLength;
    }

    int valueOffset()
    {
        return valueOffset;
    }

    int valueLength()
    {
        return valueLength;
    }
}
