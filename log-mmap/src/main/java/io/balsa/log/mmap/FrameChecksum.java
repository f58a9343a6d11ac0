package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The two checksums of entry frames. That of the header is the CRC32C of the cluster id and of the header from its
 * length field on; that of the frame goes on with the payload. They hold for the same frame on every member and for no
 * frame of another cluster. Where that of the header holds its length may be believed, whatever became of the payload.
 */
final class FrameChecksum
{
    /** Where there is no such byte. */
    static final int NONE = -1;

    private static final int CHECKSUM_OFFSET = EntryHeaderDecoder.checksumEncodingOffset();
    private static final int HEADER_CHECKSUM_OFFSET = EntryHeaderDecoder.headerChecksumEncodingOffset();
    private static final int CHECKED_OFFSET = EntryHeaderDecoder.frameLengthEncodingOffset();
    private static final int SCRATCH_LENGTH = 4096;

    /** Polynomial of CRC32C, lowest bit first. */
    private static final int POLYNOMIAL = 0x82F6_3B78;

    private final CRC32C crc = new CRC32C();
    private final byte[] prefix = new byte[Long.BYTES];
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_LENGTH);

    FrameChecksum(final long clusterId)
    {
        ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).putLong(clusterId);
    }

    /**
     * Compute and store both checksums of a frame that is complete otherwise.
     *
     * @param buffer      that holds the frame.
     * @param bytes       the same memory; position and limit are changed.
     * @param frameOffset in bytes.
     * @param frameLength in bytes, without padding.
     */
    void store(
        final MutableDirectBuffer buffer,
        final ByteBuffer bytes,
        final int frameOffset,
        final int frameLength)
    {
        buffer.putInt(
            frameOffset + HEADER_CHECKSUM_OFFSET, (int)headerChecksum(bytes, frameOffset), ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(
            frameOffset + CHECKSUM_OFFSET, (int)payloadChecksum(bytes, frameOffset, frameLength),
            ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Whether the checksum of a frame's header holds.
     *
     * @param segment that holds the frame.
     * @param offset  of the frame in bytes; the header must lie in the segment.
     * @return true when the length in it may be believed.
     */
    boolean headerHolds(final LogSegment segment, final int offset)
    {
        return headerChecksum(segment.bytes(), offset) == field(segment.buffer(), offset + HEADER_CHECKSUM_OFFSET);
    }

    /**
     * Whether the checksum of a frame's header in any buffer holds.
     *
     * @param frames that hold the frame.
     * @param offset of the frame in bytes; the header must lie in the buffer.
     * @return true when the length in it may be believed.
     */
    boolean headerHolds(final DirectBuffer frames, final int offset)
    {
        frames.getBytes(offset, scratch, 0, EntryFrame.HEADER_LENGTH);
        final boolean holds = headerChecksum(scratch, 0) == field(frames, offset + HEADER_CHECKSUM_OFFSET);
        scratch.clear();
        return holds;
    }

    /**
     * Whether both checksums of a frame in a segment hold.
     *
     * @param segment that holds the frame.
     * @param offset  of the frame in bytes; its length must have been checked.
     * @return true when they hold.
     */
    boolean holds(final LogSegment segment, final int offset)
    {
        return headerHolds(segment, offset) &&
            payloadChecksum(segment.bytes(), offset, EntryFrame.frameLength(segment.buffer(), offset)) ==
            field(segment.buffer(), offset + CHECKSUM_OFFSET);
    }

    /**
     * Whether both checksums of a frame in any buffer hold. The frame is read through a copy, as the buffer may be no
     * view of a {@link ByteBuffer}, or of one that belongs to others.
     *
     * @param frames that hold the frame.
     * @param offset of the frame in bytes; its length must have been checked.
     * @return true when they hold.
     */
    boolean holds(final DirectBuffer frames, final int offset)
    {
        if (!headerHolds(frames, offset))
        {
            return false;
        }
        final int end = offset + EntryFrame.frameLength(frames, offset);
        for (int position = offset + EntryFrame.HEADER_LENGTH; position < end; position += SCRATCH_LENGTH)
        {
            final int length = Math.min(SCRATCH_LENGTH, end - position);
            scratch.clear();
            frames.getBytes(position, scratch, 0, length);
            scratch.limit(length).position(0);
            crc.update(scratch);
        }
        scratch.clear();
        return crc.getValue() == field(frames, offset + CHECKSUM_OFFSET);
    }

    /**
     * Where a single bit was turned in a frame whose header holds. A torn frame looks like one that has a turned bit by
     * a chance of one in 2^32 for each bit, or when it misses no more than that bit. As checksums are linear, a turned
     * bit changes them by what its distance from the end tells, whatever the other bits are.
     *
     * @param segment that holds the frame.
     * @param offset  of the frame in bytes; its header must hold.
     * @return offset of the byte, that of the frame when its checksum or its padding was hit, or {@link #NONE} when
     * more than a bit is wrong.
     */
    int turnedBitOffset(final LogSegment segment, final int offset)
    {
        final int frameLength = EntryFrame.frameLength(segment.buffer(), offset);
        final int difference = (int)(
            headerAndPayloadChecksum(segment, offset, frameLength) ^ field(segment.buffer(), offset + CHECKSUM_OFFSET));
        if (Integer.bitCount(difference) <= 1)
        {
            return offset;
        }
        int change = POLYNOMIAL;
        for (long bit = (frameLength - EntryFrame.HEADER_LENGTH) * (long)Byte.SIZE - 1; bit >= 0; bit--)
        {
            if (change == difference)
            {
                return offset + EntryFrame.HEADER_LENGTH + (int)(bit / Byte.SIZE);
            }
            change = (change >>> 1) ^ (POLYNOMIAL & -(change & 1));
        }
        return NONE;
    }

    private long headerAndPayloadChecksum(final LogSegment segment, final int offset, final int frameLength)
    {
        headerChecksum(segment.bytes(), offset);
        return payloadChecksum(segment.bytes(), offset, frameLength);
    }

    private long headerChecksum(final ByteBuffer bytes, final int offset)
    {
        crc.reset();
        crc.update(prefix, 0, Long.BYTES);
        bytes.limit(offset + HEADER_CHECKSUM_OFFSET).position(offset + CHECKED_OFFSET);
        crc.update(bytes);
        return crc.getValue();
    }

    /** The checksum of the frame whose header has just been gone through. */
    private long payloadChecksum(final ByteBuffer bytes, final int offset, final int frameLength)
    {
        bytes.limit(offset + frameLength).position(offset + EntryFrame.HEADER_LENGTH);
        crc.update(bytes);
        return crc.getValue();
    }

    private static long field(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
    }
}
