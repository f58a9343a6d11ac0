package io.balsa.statemachine;

import io.balsa.statemachine.codecs.KeyValueResultDecoder;
import io.balsa.statemachine.codecs.KeyValueStatus;
import io.balsa.statemachine.codecs.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Reads a result of {@link KeyValueStateMachine}. A flyweight over the bytes that {@link #wrap} was given; it reads
 * them on each call, so it is good for as long as they are. Not for use by several threads.
 */
public final class KeyValueResult
{
    /** Length in bytes of a result without value. */
    public static final int LENGTH_MIN = MessageHeaderDecoder.ENCODED_LENGTH +
        KeyValueResultDecoder.BLOCK_LENGTH + KeyValueResultDecoder.valueHeaderLength();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final KeyValueResultDecoder decoder = new KeyValueResultDecoder();

    private DirectBuffer buffer;
    private int valueOffset;
    private int valueLength;

    /**
     * Create; {@link #wrap} comes first.
     */
    public KeyValueResult()
    {
    }

    /**
     * Read a result.
     *
     * @param buffer holds the result; borrowed for as long as this is read.
     * @param offset of the result in bytes.
     * @param length of the result in bytes.
     * @return this.
     * @throws IllegalArgumentException if the bytes are no result of a key-value state machine.
     */
    public KeyValueResult wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < LENGTH_MIN)
        {
            throw new IllegalArgumentException(
                "not a key-value result: length=" + length + " needed=" + LENGTH_MIN);
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID ||
            header.templateId() != KeyValueResultDecoder.TEMPLATE_ID ||
            header.blockLength() < KeyValueResultDecoder.BLOCK_LENGTH)
        {
            throw new IllegalArgumentException("not a key-value result: schemaId=" + header.schemaId() +
                " templateId=" + header.templateId() + " blockLength=" + header.blockLength());
        }
        final int prefixOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
        valueOffset = prefixOffset + KeyValueResultDecoder.valueHeaderLength();
        final int room = offset + length - valueOffset;
        valueLength = room < 0 ? -1 : buffer.getInt(prefixOffset, ByteOrder.LITTLE_ENDIAN);
        if (valueLength < 0 || valueLength > room)
        {
            throw new IllegalArgumentException(
                "not a key-value result: valueLength=" + valueLength + " room=" + room);
        }
        decoder.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, header.blockLength(), header.version());
        this.buffer = buffer;
        return this;
    }

    /**
     * What the command did.
     *
     * @return status of the command; {@code SBE_UNKNOWN} if the state machine is newer than this reader.
     */
    public KeyValueStatus status()
    {
        return decoder.status();
    }

    /**
     * Version of the key after the command.
     *
     * @return number of writes to the key since it was last absent; 0 where it is absent or the command was refused.
     */
    public long version()
    {
        return decoder.version();
    }

    /**
     * Buffer that holds the value.
     *
     * @return the buffer that was wrapped.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Where the value is.
     *
     * @return offset in {@link #buffer()} in bytes.
     */
    public int valueOffset()
    {
        return valueOffset;
    }

    /**
     * Length of the value.
     *
     * @return length in bytes; 0 if the command reads none.
     */
    public int valueLength()
    {
        return valueLength;
    }
}
