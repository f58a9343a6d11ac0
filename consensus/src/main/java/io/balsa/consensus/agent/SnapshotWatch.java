package io.balsa.consensus.agent;

import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.snapshot.LogCompaction;
import io.balsa.consensus.snapshot.LogRetention;
import io.balsa.consensus.snapshot.SnapshotCounters;

/**
 * Notices once a duty cycle that a snapshot was taken, lets the log be shortened behind it, and tells who listens.
 */
final class SnapshotWatch
{
    private final RaftCore core;
    private final RaftLog log;
    private final SnapshotCounters snapshots;
    private final LogCompaction compaction;
    private final ConsensusListener listener;
    private long newestIndex;
    private long firstIndex;

    SnapshotWatch(
        final RaftCore core,
        final RaftLog log,
        final SnapshotCounters snapshots,
        final LogRetention retention,
        final ConsensusListener listener,
        final long nowNs)
    {
        this.core = core;
        this.log = log;
        this.snapshots = snapshots;
        this.listener = listener;
        compaction = new LogCompaction(log, snapshots, retention, nowNs);
        newestIndex = snapshots.newestIndex();
        firstIndex = log.firstIndex();
    }

    void onCycle(final long nowNs)
    {
        compaction.onCycle(nowNs, Math.min(core.appliedIndex(), core.snapshots().pinnedIndex()));
        final long newestIndexNow = snapshots.newestIndex();
        if (newestIndexNow != newestIndex)
        {
            newestIndex = newestIndexNow;
            listener.onSnapshot(newestIndex);
        }
        final long firstIndexNow = log.firstIndex();
        if (firstIndexNow != firstIndex)
        {
            firstIndex = firstIndexNow;
            listener.onCompaction(firstIndex);
        }
    }
}
