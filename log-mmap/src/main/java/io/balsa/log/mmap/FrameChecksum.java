package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.EntryFrame;
import org.agrona.DirectBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The checksum of entry frames: CRC32C over the cluster id and the frame from its length field on. It holds for the
 * same frame on every member and for no frame of another cluster.
 */
final class FrameChecksum
{
    private static final int CHECKSUM_OFFSET = EntryHeaderDecoder.checksumEncodingOffset();
    private static final int LENGTH_FIELD_END = 8;
    private static final int SCRATCH_LENGTH = 4096;

    private final CRC32C crc = new CRC32C();
    private final byte[] prefix = new byte[Long.BYTES + Integer.BYTES];
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_LENGTH);

    FrameChecksum(final long clusterId)
    {
        ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).putLong(clusterId);
    }

    /**
     * Compute the checksum of a frame whose length field may not have been written yet.
     *
     * @param bytes       that hold the frame; position and limit are changed.
     * @param frameOffset in bytes.
     * @param frameLength in bytes, without padding.
     * @return the checksum in the low 32 bits.
     */
    long compute(final ByteBuffer bytes, final int frameOffset, final int frameLength)
    {
        begin(frameLength);
        bytes.limit(frameOffset + frameLength).position(frameOffset + LENGTH_FIELD_END);
        crc.update(bytes);
        return crc.getValue();
    }

    /**
     * Whether the checksum of a frame in a segment holds.
     *
     * @param segment that holds the frame.
     * @param offset  of the frame in bytes; its length must have been checked.
     * @return true when it holds.
     */
    boolean holds(final LogSegment segment, final int offset)
    {
        final int frameLength = EntryFrame.frameLength(segment.buffer(), offset);
        return compute(segment.bytes(), offset, frameLength) == checksum(segment.buffer(), offset);
    }

    /**
     * Whether the checksum of a frame in any buffer holds. The frame is read through a copy, as the buffer may be no
     * view of a {@link ByteBuffer}, or of one that belongs to others.
     *
     * @param frames that hold the frame.
     * @param offset of the frame in bytes; its length must have been checked.
     * @return true when it holds.
     */
    boolean holds(final DirectBuffer frames, final int offset)
    {
        final int frameLength = EntryFrame.frameLength(frames, offset);
        final int end = offset + frameLength;
        begin(frameLength);
        for (int position = offset + LENGTH_FIELD_END; position < end; position += SCRATCH_LENGTH)
        {
            final int length = Math.min(SCRATCH_LENGTH, end - position);
            frames.getBytes(position, scratch, 0, length);
            scratch.limit(length).position(0);
            crc.update(scratch);
            scratch.clear();
        }
        return crc.getValue() == checksum(frames, offset);
    }

    private void begin(final int frameLength)
    {
        prefix[Long.BYTES] = (byte)frameLength;
        prefix[Long.BYTES + 1] = (byte)(frameLength >> 8);
        prefix[Long.BYTES + 2] = (byte)(frameLength >> 16);
        prefix[Long.BYTES + 3] = (byte)(frameLength >> 24);
        crc.reset();
        crc.update(prefix, 0, prefix.length);
    }

    private static long checksum(final DirectBuffer frames, final int offset)
    {
        return frames.getInt(offset + CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
    }
}
