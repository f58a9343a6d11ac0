package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Goes through the frames of a segment, also beyond damaged ones: it goes on with the next that holds. Changes nothing.
 */
final class FrameWalk
{
    private static final int FRAME_LENGTH_MAX = EntryFrame.HEADER_LENGTH + EntryFrame.PAYLOAD_LENGTH_LIMIT;

    private final FrameChecksum checksum;
    private LogSegment segment;
    private long indexLimit;
    private long durableIndex;
    private int end;
    private int offset;
    private int length;
    private long index;
    private long nextIndex;
    private long term;
    private boolean isGood;

    FrameWalk(final long clusterId)
    {
        checksum = new FrameChecksum(clusterId);
    }

    /**
     * Begin with a segment whose header was read.
     *
     * @param newSegment      to go through.
     * @param newIndexLimit   first index that is not wanted.
     * @param newDurableIndex last entry that must be there; behind it zeros end the frames.
     * @param newEnd          end of the bytes that may hold frames.
     */
    void begin(
        final LogSegment newSegment, final long newIndexLimit, final long newDurableIndex, final int newEnd)
    {
        segment = newSegment;
        indexLimit = newIndexLimit;
        durableIndex = newDurableIndex;
        end = newEnd;
        offset = LogSegment.FRAMES_OFFSET;
        length = 0;
        nextIndex = newSegment.baseIndex();
        term = newSegment.prevTerm();
    }

    /**
     * Go on.
     *
     * @return false behind the last frame.
     */
    boolean next()
    {
        offset += length;
        index = nextIndex;
        length = 0;
        final UnsafeBuffer buffer = segment.buffer();
        if (index >= indexLimit ||
            (index > durableIndex && (end - offset < EntryFrame.HEADER_LENGTH || 0 == buffer.getLong(offset))))
        {
            return false;
        }
        final int alignedLength = alignedLength(index);
        isGood = FrameCheck.MALFORMED != alignedLength && checksum.holds(segment, offset);
        if (isGood)
        {
            length = alignedLength;
            term = EntryFrame.term(buffer, offset);
            nextIndex++;
        }
        else
        {
            skip();
        }
        return true;
    }

    /** Go behind what does not hold: one entry where its header holds, else up to the next frame that does. */
    private void skip()
    {
        if (isHeaderGood())
        {
            length = EntryFrame.alignedLength(EntryFrame.frameLength(segment.buffer(), offset));
            nextIndex++;
            return;
        }
        int found = offset + EntryFrame.ALIGNMENT;
        while (found + EntryFrame.HEADER_LENGTH <= end && !isFrame(found))
        {
            found += EntryFrame.ALIGNMENT;
        }
        if (found + EntryFrame.HEADER_LENGTH <= end)
        {
            length = found - offset;
            nextIndex = EntryFrame.index(segment.buffer(), found);
        }
        else
        {
            length = Math.max(0, end - offset);
            nextIndex = indexLimit;
        }
    }

    private boolean isHeaderGood()
    {
        return end - offset >= EntryFrame.HEADER_LENGTH &&
            checksum.headerHolds(segment, offset) &&
            FrameCheck.isLengthAllowed(EntryFrame.frameLength(segment.buffer(), offset), FRAME_LENGTH_MAX) &&
            EntryFrame.alignedLength(EntryFrame.frameLength(segment.buffer(), offset)) <= end - offset &&
            EntryFrame.index(segment.buffer(), offset) == index;
    }

    private boolean isFrame(final int position)
    {
        final long found = EntryFrame.index(segment.buffer(), position);
        return found > index &&
            found < indexLimit &&
            FrameCheck.MALFORMED !=
            FrameCheck.alignedLength(segment.buffer(), position, end, FRAME_LENGTH_MAX, found, term) &&
            checksum.holds(segment, position);
    }

    private int alignedLength(final long wantedIndex)
    {
        return FrameCheck.alignedLength(segment.buffer(), offset, end, FRAME_LENGTH_MAX, wantedIndex, term);
    }

    /** Whether both checksums of the frame hold; otherwise this is the place of one or more that do not. */
    boolean isGood()
    {
        return isGood;
    }

    /** Where the frame is. */
    int offset()
    {
        return offset;
    }

    /** Length of the frame with its padding, or of the place. */
    int length()
    {
        return length;
    }

    /** Of the frame, or of the first one in the place. */
    long index()
    {
        return index;
    }

    /** Of the frame behind; the limit where none is known to follow. */
    long nextIndex()
    {
        return nextIndex;
    }

    /** Of the last frame that holds. */
    long term()
    {
        return term;
    }
}
