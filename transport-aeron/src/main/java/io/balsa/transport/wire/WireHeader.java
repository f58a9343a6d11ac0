package io.balsa.transport.wire;

import io.balsa.codecs.wire.MessageHeaderDecoder;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * First look at a message from the network, before any decoder touches it: everything it claims about its own size is
 * held against the bytes that arrived. Reused by its owner.
 */
public final class WireHeader
{
    /** Length of the message header in bytes. */
    public static final int LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;

    /** Length of the number in front of variable data in bytes. */
    public static final int VAR_DATA_HEADER_LENGTH = Integer.BYTES;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int blockLength;

    /** Create one that looks at nothing yet. */
    public WireHeader()
    {
    }

    /**
     * Look at a message.
     *
     * @param buffer that holds it, borrowed until the next call.
     * @param offset of its header in bytes.
     * @param length of header and body in bytes.
     * @return true when there is a header and the schema is ours.
     */
    public boolean wrap(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < LENGTH)
        {
            return false;
        }
        header.wrap(buffer, offset);
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        blockLength = header.blockLength();
        return header.schemaId() == MessageHeaderDecoder.SCHEMA_ID;
    }

    /**
     * Template of the message.
     *
     * @return template id.
     */
    public int templateId()
    {
        return header.templateId();
    }

    /**
     * Where the message starts.
     *
     * @return offset of its header in bytes.
     */
    public int offset()
    {
        return offset;
    }

    /**
     * Length of the message as it arrived.
     *
     * @return length of header and body in bytes.
     */
    public int length()
    {
        return length;
    }

    /**
     * Length of the message's block; a newer version's is longer than ours.
     *
     * @return length in bytes.
     */
    public int blockLength()
    {
        return blockLength;
    }

    /**
     * Version of the schema that the sender wrote.
     *
     * @return version.
     */
    public int version()
    {
        return header.version();
    }

    /**
     * Where the block starts.
     *
     * @return offset in bytes.
     */
    public int blockOffset()
    {
        return offset + LENGTH;
    }

    /**
     * Whether the whole block arrived and has the fields of the first version.
     *
     * @param blockLengthMin length of the first version's block in bytes.
     * @return true when the block may be decoded.
     */
    public boolean hasBlock(final int blockLengthMin)
    {
        return blockLength >= blockLengthMin && blockLength <= length - LENGTH;
    }

    /**
     * Length of the variable data that follows the block. To be asked after {@link #hasBlock}.
     *
     * @return length in bytes, or -1 when it does not lie within the message.
     */
    public int varDataLength()
    {
        final int available = length - LENGTH - blockLength - VAR_DATA_HEADER_LENGTH;
        if (available < 0)
        {
            return -1;
        }
        final int varDataLength = buffer.getInt(blockOffset() + blockLength, ByteOrder.LITTLE_ENDIAN);
        return varDataLength <= available ? Math.max(varDataLength, -1) : -1;
    }

    /**
     * Where the variable data starts. To be asked after {@link #varDataLength}.
     *
     * @return offset in bytes.
     */
    public int varDataOffset()
    {
        return blockOffset() + blockLength + VAR_DATA_HEADER_LENGTH;
    }
}
