package io.balsa.consensus.core;

import io.balsa.consensus.port.RaftLog;

/**
 * Notices that the member's own disk hangs or is full: by what it owes. Heartbeats flow all the same, so nobody else
 * can know. A leader whose disk has owed something for the timeout gives up, and a member whose disk owes something
 * does not stand for election: others lead until the disk is well again.
 */
final class DiskWatch
{
    private final RaftState state;
    private final RaftLog log;
    private final long stallTimeoutNs;
    private final Debt unsynced = new Debt();
    private final Debt unstored = new Debt();
    private final Debt refused = new Debt();
    private DiskState diskState = DiskState.OK;
    private long formerDurableIndex;
    private long formerStoredTerm;
    private boolean isOverdue;

    DiskWatch(final RaftConfig config, final RaftState state, final RaftLog log)
    {
        this.state = state;
        this.log = log;
        this.stallTimeoutNs = config.diskStallTimeoutNs();
    }

    /** Something that the disk owes, and since when. */
    private static final class Debt
    {
        private boolean isOwed;
        private long sinceNs;

        /** A disk that comes forward does not hang, however far it is behind. */
        void update(final boolean isOwedNow, final boolean isMoving, final long nowNs)
        {
            if (!isOwed || isMoving)
            {
                sinceNs = nowNs;
            }
            isOwed = isOwedNow;
        }

        boolean isOwedFor(final long durationNs, final long nowNs)
        {
            return isOwed && nowNs - sinceNs >= durationNs;
        }

        void defer(final long nowNs)
        {
            sinceNs = nowNs;
        }
    }

    void onTick()
    {
        final long nowNs = state.nowNs;
        final long refusal = log.refusal();
        unsynced.update(state.durableIndex < log.lastIndex(), state.durableIndex != formerDurableIndex, nowNs);
        unstored.update(state.isTermStatePending(), state.storedTerm != formerStoredTerm, nowNs);
        refused.update(refusal != 0, false, nowNs);
        formerDurableIndex = state.durableIndex;
        formerStoredTerm = state.storedTerm;
        isOverdue = unsynced.isOwedFor(stallTimeoutNs, nowNs) || unstored.isOwedFor(stallTimeoutNs, nowNs) ||
            refused.isOwedFor(stallTimeoutNs, nowNs);
        if (refusal == RaftLog.DISK_FULL)
        {
            diskState = DiskState.FULL;
        }
        else
        {
            diskState = isOverdue ? DiskState.STALLED : DiskState.OK;
        }
    }

    /** It was the member that stood still, and what the disk did meanwhile is not known yet. */
    void onPause()
    {
        unsynced.defer(state.nowNs);
        unstored.defer(state.nowNs);
        refused.defer(state.nowNs);
    }

    DiskState diskState()
    {
        return diskState;
    }

    /** Whether the disk has owed something for so long that this member must not lead. */
    boolean isOverdue()
    {
        return isOverdue;
    }
}
