package io.balsa.consensus.port;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Layout of an entry frame: a fixed header (storage schema, {@code EntryHeader}) and the payload, padded with zeros to
 * {@link #ALIGNMENT} bytes. A frame is written once, by the leader, and the same bytes are sent, stored and applied on
 * every member.
 */
public final class EntryFrame
{
    /** Length of the header in bytes. */
    public static final int HEADER_LENGTH = EntryHeaderDecoder.BLOCK_LENGTH;

    /** Frames start at multiples of this many bytes. */
    public static final int ALIGNMENT = 8;

    /** The longest payload that any configuration may allow, in bytes. */
    public static final int PAYLOAD_LENGTH_LIMIT = 16 * 1024 * 1024;

    private static final int FRAME_LENGTH_OFFSET = EntryHeaderDecoder.frameLengthEncodingOffset();
    private static final int INDEX_OFFSET = EntryHeaderDecoder.indexEncodingOffset();
    private static final int TERM_OFFSET = EntryHeaderDecoder.termEncodingOffset();

    private EntryFrame()
    {
    }

    /**
     * Bytes that a frame takes in a log, padding included.
     *
     * @param frameLength of header and payload in bytes.
     * @return the length in bytes up to the next frame.
     */
    public static int alignedLength(final int frameLength)
    {
        return BitUtil.align(frameLength, ALIGNMENT);
    }

    /**
     * Length of the header and payload of a frame.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame in bytes.
     * @return length in bytes without padding; 0 where no frame was written.
     */
    public static int frameLength(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + FRAME_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Index of the entry in a frame.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame in bytes.
     * @return log index.
     */
    public static long index(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + INDEX_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Term of the entry in a frame.
     *
     * @param buffer that holds the frame.
     * @param offset of the frame in bytes.
     * @return term.
     */
    public static long term(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + TERM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }
}
