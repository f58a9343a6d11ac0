package io.balsa.consensus.core;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.RaftLog;

/**
 * What a peer whose log is damaged wants to have back: a run of entries between two that it names with their terms.
 * The newest request takes the place of an older one.
 */
public final class EntriesRequest
{
    private boolean isPending;
    private long repairId;
    private long afterIndex;
    private long afterTerm;
    private long untilIndex;
    private long untilTerm;
    private long index;
    private int frameOffset;

    EntriesRequest()
    {
    }

    /** Take a request, unless what it says of itself cannot be. */
    boolean set(
        final long newRepairId,
        final long newAfterIndex,
        final long newAfterTerm,
        final long newUntilIndex,
        final long newUntilTerm,
        final long newIndex,
        final int newFrameOffset)
    {
        if (newAfterIndex < 0 || newIndex <= newAfterIndex || newIndex > newUntilIndex ||
            newFrameOffset < 0 || newFrameOffset % EntryFrame.ALIGNMENT != 0)
        {
            return false;
        }
        isPending = true;
        repairId = newRepairId;
        afterIndex = newAfterIndex;
        afterTerm = newAfterTerm;
        untilIndex = newUntilIndex;
        untilTerm = newUntilTerm;
        index = newIndex;
        frameOffset = newFrameOffset;
        return true;
    }

    /**
     * Whether there is a request to answer.
     *
     * @return true if so.
     */
    public boolean isPending()
    {
        return isPending;
    }

    /**
     * Whether a log holds what is wanted. Two logs that have an entry of the same index and term are the same up to it
     * (paper 5.3, log matching): so who has the entry at the end has all that the peer has lost, whatever role either
     * of the two has.
     *
     * @param log of this member.
     * @return what to answer.
     */
    public EntriesStatus status(final RaftLog log)
    {
        final long heldAfterTerm = log.termAt(afterIndex);
        final long heldUntilTerm = log.termAt(untilIndex);
        if (heldAfterTerm == RaftLog.NULL_TERM || heldUntilTerm == RaftLog.NULL_TERM || index < log.firstIndex())
        {
            return EntriesStatus.NOT_HELD;
        }
        return heldAfterTerm == afterTerm && heldUntilTerm == untilTerm ? EntriesStatus.FRAMES : EntriesStatus.DIFFERS;
    }

    /**
     * Name of the repair.
     *
     * @return to be echoed.
     */
    public long repairId()
    {
        return repairId;
    }

    /**
     * First entry wanted now.
     *
     * @return log index.
     */
    public long index()
    {
        return index;
    }

    /**
     * First byte wanted of that entry's frame.
     *
     * @return bytes, a multiple of {@link EntryFrame#ALIGNMENT}.
     */
    public int frameOffset()
    {
        return frameOffset;
    }

    /** The answer was sent, or there is none. */
    public void onAnswered()
    {
        isPending = false;
    }
}
