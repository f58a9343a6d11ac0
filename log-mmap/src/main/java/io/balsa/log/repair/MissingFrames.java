package io.balsa.log.repair;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.DirectBuffer;

/**
 * The frames that a log has lost, as far as they have come: knows which byte comes next, and that what comes can be
 * what is missing. Whether it is that, the checksums tell in the end.
 */
final class MissingFrames
{
    private final LogRepair repair;
    private final long lastIndex;
    private final int lengthMax;
    private long index;
    private int frameOffset;
    private int frameLength;
    private int position;

    MissingFrames(final LogRepair repair)
    {
        this.repair = repair;
        final Damage damage = repair.damage();
        lastIndex = damage.lastIndex();
        lengthMax = damage.toOffset() == Damage.UNKNOWN ? Integer.MAX_VALUE : damage.toOffset() - damage.fromOffset();
        restart();
    }

    /** Forget all that has come. */
    void restart()
    {
        index = repair.damage().afterIndex() + 1;
        frameOffset = 0;
        position = 0;
    }

    /** Of the frame that the next byte belongs to. */
    long index()
    {
        return index;
    }

    /** Of the next byte in its frame. */
    int frameOffset()
    {
        return frameOffset;
    }

    /** Bytes that have come. */
    int position()
    {
        return position;
    }

    boolean isWhole()
    {
        return index > lastIndex;
    }

    /**
     * Take the bytes that come next; what lies behind the missing ones is left.
     *
     * @return false when they cannot be what is missing: some may have been taken, so all must come again.
     */
    boolean take(final DirectBuffer buffer, final int offset, final int bytesLength)
    {
        int taken = 0;
        while (taken < bytesLength && !isWhole())
        {
            final int left = bytesLength - taken;
            if (frameOffset == 0 && !begin(buffer, offset + taken, left, lengthMax - position - taken))
            {
                return false;
            }
            final int pieceLength = Math.min(frameLength - frameOffset, left);
            taken += pieceLength;
            frameOffset += pieceLength;
            if (frameOffset == frameLength)
            {
                index++;
                frameOffset = 0;
            }
        }
        repair.write(position, buffer, offset, taken);
        position += taken;
        return true;
    }

    private boolean begin(final DirectBuffer buffer, final int offset, final int available, final int room)
    {
        if (available < EntryFrame.HEADER_LENGTH || EntryFrame.index(buffer, offset) != index)
        {
            return false;
        }
        final int newFrameLength = EntryFrame.frameLength(buffer, offset);
        if (newFrameLength < EntryFrame.HEADER_LENGTH || newFrameLength > room)
        {
            return false;
        }
        frameLength = EntryFrame.alignedLength(newFrameLength);
        return frameLength <= room;
    }
}
