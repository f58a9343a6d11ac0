package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the entries of a segment, and tells a torn tail from damage. Changes nothing on disk.
 * <p>
 * What a device does to a write that it did not finish: it keeps some sectors and not others, in any order. In front of
 * a write all behind the entries is zero, so a sector that was not kept is zero from where the write began.
 */
final class SegmentScan
{
    /** What a device writes as a whole or not at all. */
    static final int SECTOR_LENGTH = 512;

    /** Where there is no frame. */
    static final int NONE = -1;

    private static final int FRAME_LENGTH_MAX = EntryFrame.HEADER_LENGTH + EntryFrame.PAYLOAD_LENGTH_LIMIT;

    private final FrameChecksum checksum;
    private final TermTable terms;

    SegmentScan(final long clusterId, final TermTable terms)
    {
        this.terms = terms;
        checksum = new FrameChecksum(clusterId);
    }

    /** Take in frames while they are whole and in sequence, up to an index. */
    void takeFrames(final LogSegment segment, final long indexLimit)
    {
        final UnsafeBuffer buffer = segment.buffer();
        while (segment.lastIndex() + 1 < indexLimit)
        {
            final int offset = segment.endOffset();
            final long index = segment.lastIndex() + 1;
            final int alignedLength = FrameCheck.alignedLength(
                buffer, offset, offset + segment.room(), FRAME_LENGTH_MAX, index, lastTerm(segment));
            if (FrameCheck.MALFORMED == alignedLength || !checksum.holds(segment, offset))
            {
                break;
            }
            terms.append(index, EntryFrame.term(buffer, offset));
            segment.add(alignedLength);
        }
        segment.scanned();
    }

    private long lastTerm(final LogSegment segment)
    {
        return Math.max(terms.lastTerm(), segment.prevTerm());
    }

    /**
     * Whether what is behind the last entry can be what an unfinished write has left. It is not when the next frame is
     * there in all sectors and does not hold, nor when a single bit is wrong in one that is there: then its zeros
     * belong to it.
     */
    boolean isTorn(final LogSegment segment)
    {
        final UnsafeBuffer buffer = segment.buffer();
        final int offset = segment.endOffset();
        if (segment.room() < EntryFrame.HEADER_LENGTH ||
            0 == buffer.getLong(offset) ||
            isZero(buffer, offset + Long.BYTES, offset + EntryFrame.HEADER_LENGTH))
        {
            // The first word is the last one that is copied, and no header has nothing behind it: none was ever there.
            return true;
        }
        final int sector = BitUtil.align(offset + 1, SECTOR_LENGTH);
        if (!checksum.headerHolds(segment, offset))
        {
            return sector < offset + EntryFrame.HEADER_LENGTH && isZero(buffer, sector, sector + SECTOR_LENGTH);
        }
        return isNextHeader(segment) && isPayloadTorn(segment, sector);
    }

    /** Whether a sector of the next frame is missing, and not only a bit in another one wrong. */
    private boolean isPayloadTorn(final LogSegment segment, final int firstSector)
    {
        final UnsafeBuffer buffer = segment.buffer();
        final int offset = segment.endOffset();
        final int end = offset + nextLength(segment);
        final int turnedOffset = checksum.turnedBitOffset(segment, offset);
        for (int sector = firstSector; sector < end; sector += SECTOR_LENGTH)
        {
            if (isZero(buffer, sector, sector + SECTOR_LENGTH) &&
                (FrameChecksum.NONE == turnedOffset ||
                (turnedOffset >= sector && turnedOffset < sector + SECTOR_LENGTH)))
            {
                return true;
            }
        }
        return false;
    }

    /** Whether the header of the next frame holds and belongs there; then its length may be believed. */
    boolean isNextHeader(final LogSegment segment)
    {
        final UnsafeBuffer buffer = segment.buffer();
        final int offset = segment.endOffset();
        return segment.room() >= EntryFrame.HEADER_LENGTH &&
            checksum.headerHolds(segment, offset) &&
            FrameCheck.isLengthAllowed(EntryFrame.frameLength(buffer, offset), FRAME_LENGTH_MAX) &&
            nextLength(segment) <= segment.room() &&
            EntryFrame.index(buffer, offset) == segment.lastIndex() + 1 &&
            EntryFrame.term(buffer, offset) >= lastTerm(segment);
    }

    /** Length of the next frame with its padding, where its header holds. */
    int nextLength(final LogSegment segment)
    {
        return EntryFrame.alignedLength(EntryFrame.frameLength(segment.buffer(), segment.endOffset()));
    }

    /**
     * Find the first whole frame behind a gap at the end of the entries.
     *
     * @param segment   to search.
     * @param indexMax  that the frame may have.
     * @param limit     end of the bytes to search.
     * @return its offset, {@link #NONE} when there is none.
     */
    int findFrame(final LogSegment segment, final long indexMax, final int limit)
    {
        final UnsafeBuffer buffer = segment.buffer();
        final long indexMin = segment.lastIndex() + 2;
        final long termMin = lastTerm(segment);
        int offset = segment.endOffset() + (isNextHeader(segment) ? nextLength(segment) : EntryFrame.ALIGNMENT);
        for (; offset + EntryFrame.HEADER_LENGTH <= limit; offset += EntryFrame.ALIGNMENT)
        {
            final long index = EntryFrame.index(buffer, offset);
            if (index >= indexMin && index <= indexMax &&
                FrameCheck.MALFORMED !=
                FrameCheck.alignedLength(buffer, offset, limit, FRAME_LENGTH_MAX, index, termMin) &&
                checksum.holds(segment, offset))
            {
                return offset;
            }
        }
        return NONE;
    }

    /** Behind the last byte of the file that is not zero; at least the end of the frames. */
    static int tailOffset(final LogSegment segment)
    {
        final UnsafeBuffer buffer = segment.fileBuffer();
        for (int offset = buffer.capacity() - Long.BYTES; offset >= segment.endOffset(); offset -= Long.BYTES)
        {
            if (0 != buffer.getLong(offset))
            {
                return offset + Long.BYTES;
            }
        }
        return segment.endOffset();
    }

    private static boolean isZero(final UnsafeBuffer buffer, final int fromOffset, final int toOffset)
    {
        for (int offset = fromOffset; offset < toOffset; offset += Long.BYTES)
        {
            if (0 != buffer.getLong(offset))
            {
                return false;
            }
        }
        return true;
    }
}
