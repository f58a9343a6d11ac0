package io.balsa.consensus.core;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.RaftLog;
import org.agrona.DirectBuffer;

/**
 * Reads the headers of the frames of a message before anything is done with them: every length, index and term comes
 * from the network. Tells where the frames leave the known log, and whether they conflict with it.
 */
final class FrameScan
{
    private final RaftLog log;
    private long newFromIndex;
    private int newFromOffset;
    private long conflictIndex;
    private long lastIndex;

    FrameScan(final RaftLog log)
    {
        this.log = log;
    }

    /** Index of the first frame that the log does not hold, one more than the last where it holds all. */
    long newFromIndex()
    {
        return newFromIndex;
    }

    /** Where in the message the first frame starts that the log does not hold. */
    int newFromOffset()
    {
        return newFromOffset;
    }

    /** Index of the first entry whose term differs from the log's, 0 for none. */
    long conflictIndex()
    {
        return conflictIndex;
    }

    /** Index of the last frame. */
    long lastIndex()
    {
        return lastIndex;
    }

    /**
     * Scan the frames that follow an entry.
     *
     * @return false when they are not well-formed; then nothing else here means anything.
     */
    boolean scan(
        final long prevLogIndex,
        final long prevLogTerm,
        final long leaderTerm,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        final int end = offset + length;
        int position = offset;
        long index = prevLogIndex;
        long term = prevLogTerm;
        newFromIndex = 0;
        conflictIndex = 0;
        while (position < end)
        {
            index++;
            if (end - position < EntryFrame.HEADER_LENGTH ||
                !isHeaderValid(index, term, leaderTerm, frames, position) ||
                EntryFrame.alignedLength(EntryFrame.frameLength(frames, position)) > end - position)
            {
                return false;
            }
            term = EntryFrame.term(frames, position);
            if (newFromIndex == 0 && !isHeld(index, term))
            {
                newFromIndex = index;
                newFromOffset = position;
                conflictIndex = index > log.lastIndex() ? 0 : index;
            }
            position += EntryFrame.alignedLength(EntryFrame.frameLength(frames, position));
        }
        lastIndex = index;
        if (newFromIndex == 0)
        {
            newFromIndex = index + 1;
            newFromOffset = end;
        }
        return true;
    }

    /** What is before the first entry of the log was committed, and is no longer there to be compared. */
    private boolean isHeld(final long index, final long term)
    {
        return index < log.firstIndex() || (index <= log.lastIndex() && log.termAt(index) == term);
    }

    boolean isHeaderValid(
        final long index, final long prevTerm, final long leaderTerm, final DirectBuffer frames, final int offset)
    {
        final int frameLength = EntryFrame.frameLength(frames, offset);
        final long term = EntryFrame.term(frames, offset);
        return frameLength >= EntryFrame.HEADER_LENGTH &&
            frameLength <= EntryFrame.HEADER_LENGTH + EntryFrame.PAYLOAD_LENGTH_LIMIT &&
            EntryFrame.index(frames, offset) == index && term >= prevTerm && term <= leaderTerm;
    }
}
