package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.UnsafeBuffer;

/** Finds the entries of a segment, and tells a torn tail from damage. Changes nothing on disk. */
final class SegmentScan
{
    private static final int FRAME_LENGTH_MAX = EntryFrame.HEADER_LENGTH + EntryFrame.PAYLOAD_LENGTH_LIMIT;

    private final String location;
    private final FrameChecksum checksum;
    private final TermTable terms;

    SegmentScan(final String location, final long clusterId, final TermTable terms)
    {
        this.location = location;
        this.terms = terms;
        checksum = new FrameChecksum(clusterId);
    }

    /** Take in frames while they are whole and in sequence, up to an index. */
    void takeFrames(final LogSegment segment, final long indexLimit)
    {
        if (segment.prevTerm() != terms.lastTerm())
        {
            throw new CorruptStorageException(
                location + "/" + segment.name() + " follows an entry of term " + segment.prevTerm() +
                ", the one before it has term " + terms.lastTerm() + "; restore the member");
        }
        final UnsafeBuffer buffer = segment.buffer();
        while (segment.lastIndex() + 1 < indexLimit)
        {
            final int offset = segment.endOffset();
            final long index = segment.lastIndex() + 1;
            final int alignedLength = FrameCheck.alignedLength(
                buffer, offset, offset + segment.room(), FRAME_LENGTH_MAX, index, terms.lastTerm());
            if (FrameCheck.MALFORMED == alignedLength || !checksum.holds(segment, offset))
            {
                break;
            }
            terms.append(index, EntryFrame.term(buffer, offset));
            segment.add(alignedLength);
        }
        segment.scanned();
    }

    /** Entries that must be there are missing or damaged. */
    CorruptStorageException damage(final LogSegment segment, final String evidence)
    {
        return new CorruptStorageException(
            location + "/" + segment.name() + " is damaged at offset " + segment.endOffset() + ", index " +
            (segment.lastIndex() + 1) + ": " + evidence + "; nothing was cut, restore the member");
    }

    /**
     * Look at what lies behind the last entry of the log. Bytes of an entry that was being written are a torn tail; a
     * whole frame of this or a later index shows that an entry before it was damaged.
     *
     * @return behind the last byte that is not zero; at least the end of the frames.
     */
    int checkTail(final LogSegment segment)
    {
        int tailOffset = segment.endOffset();
        final UnsafeBuffer buffer = segment.buffer();
        for (int offset = segment.endOffset(); offset < buffer.capacity(); offset += EntryFrame.ALIGNMENT)
        {
            if (0 != buffer.getLong(offset))
            {
                tailOffset = offset + EntryFrame.ALIGNMENT;
                if (isLaterFrame(segment, offset))
                {
                    throw damage(
                        segment,
                        "a whole frame of index " + EntryFrame.index(buffer, offset) + " is behind it at offset " +
                        offset);
                }
            }
        }
        return tailOffset;
    }

    private boolean isLaterFrame(final LogSegment segment, final int offset)
    {
        final UnsafeBuffer buffer = segment.buffer();
        final int room = buffer.capacity() - offset;
        return room >= EntryFrame.HEADER_LENGTH &&
            FrameCheck.isLengthAllowed(EntryFrame.frameLength(buffer, offset), Math.min(room, FRAME_LENGTH_MAX)) &&
            EntryFrame.index(buffer, offset) > segment.lastIndex() &&
            checksum.holds(segment, offset);
    }
}
