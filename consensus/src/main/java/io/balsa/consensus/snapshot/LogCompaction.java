package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.RaftLog;

/**
 * Shortens the log behind the oldest of at least two snapshots that are kept, on the thread of the duty cycle. It looks
 * at an interval, so that a cycle costs one comparison.
 */
public final class LogCompaction
{
    /** Time between two looks, in ns. */
    public static final long INTERVAL_NS = 50_000_000L;

    private final RaftLog log;
    private final SnapshotCounters snapshots;
    private final LogRetention retention;
    private long lookNs;

    /**
     * Create.
     *
     * @param log       to shorten.
     * @param snapshots of the member.
     * @param retention of what is in snapshots.
     * @param nowNs     monotonic time.
     */
    public LogCompaction(
        final RaftLog log, final SnapshotCounters snapshots, final LogRetention retention, final long nowNs)
    {
        this.log = log;
        this.snapshots = snapshots;
        this.retention = retention;
        lookNs = nowNs;
    }

    /**
     * Shorten the log if it is time and there is something to remove.
     *
     * @param nowNs        monotonic time.
     * @param appliedIndex what the member has applied: the log begins at most one behind it.
     */
    public void onCycle(final long nowNs, final long appliedIndex)
    {
        if (nowNs - lookNs >= 0)
        {
            lookNs = nowNs + INTERVAL_NS;
            final long index = bound(appliedIndex);
            if (index > log.firstIndex())
            {
                log.truncatePrefix(index);
            }
        }
    }

    /** The last entry that is applied always stays: what comes next is compared with it, and its time goes on. */
    private long bound(final long appliedIndex)
    {
        final long inSnapshots = snapshots.keptIndex() + 1 - retention.trailingEntries();
        final long bound = Math.min(inSnapshots, appliedIndex);
        return bound <= log.firstIndex() ? bound : Math.min(bound, log.tailIndex(retention.followerLagBytes()));
    }
}
