package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Collects the frames of a gap in memory, in order, and takes none that cannot be the one that is missing: index, term
 * and checksums of each are checked as it becomes whole.
 */
final class GapFill
{
    private static final int FRAME_LENGTH_MAX = EntryFrame.HEADER_LENGTH + EntryFrame.PAYLOAD_LENGTH_LIMIT;

    private final Damage damage;
    private final FrameChecksum checksum;
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private long wantedIndex;
    private long lastTerm;
    private int frameOffset;
    private int length;
    private boolean isFilled;
    private boolean isMisfit;

    /**
     * Begin with nothing.
     *
     * @param damage    to fill; its last entry must be known.
     * @param clusterId of the log.
     * @param capacity  bytes that the entries may take.
     */
    GapFill(final Damage damage, final long clusterId, final int capacity)
    {
        this.damage = damage;
        checksum = new FrameChecksum(clusterId);
        bytes = ByteBuffer.allocateDirect(capacity);
        buffer = new UnsafeBuffer(bytes);
        restart();
    }

    private void restart()
    {
        wantedIndex = damage.afterIndex() + 1;
        lastTerm = damage.afterTerm();
        frameOffset = 0;
        length = 0;
    }

    /** Entry that the next byte belongs to. */
    long wantedIndex()
    {
        return wantedIndex;
    }

    /** Where the next byte is in the frame of that entry. */
    int wantedOffset()
    {
        return length - frameOffset;
    }

    /** Bytes that were taken. */
    int length()
    {
        return length;
    }

    boolean isFilled()
    {
        return isFilled;
    }

    /** Whether the missing entries have another length than the gap: then it does not end where it seems to. */
    boolean isMisfit()
    {
        return isMisfit;
    }

    /** What was taken. */
    UnsafeBuffer buffer()
    {
        return buffer;
    }

    /**
     * Take the bytes that come next; what lies behind the gap is left.
     *
     * @return false when a frame among them is not the one that is missing: it is wanted again from its beginning.
     */
    boolean write(final DirectBuffer piece, final int offset, final int pieceLength)
    {
        int taken = 0;
        while (taken < pieceLength && !isFilled)
        {
            final int part = Math.min(pieceLength - taken, partLength());
            buffer.putBytes(length, piece, offset + taken, part);
            length += part;
            taken += part;
            if (!check())
            {
                length = frameOffset;
                return false;
            }
        }
        return true;
    }

    /** Bytes up to the end of the header, or up to the end of the frame. */
    private int partLength()
    {
        final int headerEnd = frameOffset + EntryFrame.HEADER_LENGTH;
        return Math.min(buffer.capacity(), length < headerEnd ? headerEnd : frameEnd()) - length;
    }

    private int frameEnd()
    {
        return frameOffset + EntryFrame.alignedLength(EntryFrame.frameLength(buffer, frameOffset));
    }

    private boolean check()
    {
        if (length < frameOffset + EntryFrame.HEADER_LENGTH)
        {
            isMisfit = length == buffer.capacity();
            return !isMisfit;
        }
        if (length == frameOffset + EntryFrame.HEADER_LENGTH && !isHeaderWanted())
        {
            return false;
        }
        return length < frameEnd() || addFrame();
    }

    private boolean isHeaderWanted()
    {
        if (checksum.headerHolds(buffer, frameOffset) &&
            FrameCheck.isLengthAllowed(EntryFrame.frameLength(buffer, frameOffset), FRAME_LENGTH_MAX) &&
            EntryFrame.index(buffer, frameOffset) == wantedIndex &&
            EntryFrame.term(buffer, frameOffset) >= lastTerm &&
            EntryFrame.term(buffer, frameOffset) <= damage.untilTerm())
        {
            isMisfit = frameEnd() > buffer.capacity();
            return !isMisfit;
        }
        return false;
    }

    private boolean addFrame()
    {
        if (FrameCheck.MALFORMED == FrameCheck.alignedLength(
            buffer, frameOffset, length, FRAME_LENGTH_MAX, wantedIndex, lastTerm) ||
            !checksum.holds(buffer, frameOffset))
        {
            return false;
        }
        final long term = EntryFrame.term(buffer, frameOffset);
        if (wantedIndex == damage.lastIndex())
        {
            if (!isWhole(term))
            {
                restart();
                return false;
            }
            isFilled = true;
        }
        lastTerm = term;
        frameOffset = length;
        wantedIndex++;
        return true;
    }

    /** Whether the last entry is the right one and the gap is filled exactly. */
    private boolean isWhole(final long term)
    {
        if (damage.isUntilMissing() && term != damage.untilTerm())
        {
            return false;
        }
        isMisfit = Damage.UNKNOWN != damage.toOffset() && length != damage.toOffset() - damage.fromOffset();
        return !isMisfit;
    }

    void close()
    {
        buffer.wrap(0, 0);
        BufferUtil.free(bytes);
    }
}
