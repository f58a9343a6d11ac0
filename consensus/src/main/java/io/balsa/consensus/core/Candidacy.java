package io.balsa.consensus.core;

import io.balsa.consensus.port.RaftLog;

/**
 * What its own log and disk let a member do in elections.
 */
final class Candidacy
{
    private final RaftLog log;
    private final Fence fence;
    private final DiskWatch disk;

    Candidacy(final RaftLog log, final Fence fence, final DiskWatch disk)
    {
        this.log = log;
        this.fence = fence;
        this.disk = disk;
    }

    /** Whether this member may stand for election. */
    boolean mayStand()
    {
        return !fence.isUp() && disk.diskState() == DiskState.OK;
    }

    /** Whether this member may vote for a candidate with such a log. */
    boolean mayVoteFor(final long lastLogIndex, final long lastLogTerm)
    {
        return !fence.isUp() && isUpToDate(lastLogIndex, lastLogTerm);
    }

    /** Paper 5.4.1: the later last term wins, and with equal last terms the longer log. */
    private boolean isUpToDate(final long lastLogIndex, final long lastLogTerm)
    {
        final long lastIndex = log.lastIndex();
        final long lastTerm = log.termAt(lastIndex);
        return lastLogTerm > lastTerm || (lastLogTerm == lastTerm && lastLogIndex >= lastIndex);
    }
}
