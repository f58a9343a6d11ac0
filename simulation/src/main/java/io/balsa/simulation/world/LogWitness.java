package io.balsa.simulation.world;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.simulation.check.Mark;
import org.agrona.DirectBuffer;

/**
 * Tells the checkers what the log of one process takes, removes and reports as synced.
 */
final class LogWitness implements ObservedLog.Observer
{
    private final SimCluster cluster;
    private final World world;
    private final int member;
    private final SyncCycle syncCycle;
    private final SimSnapshotStore snapshots;
    private boolean isRecovering;
    private long leaderTerm;

    LogWitness(
        final SimCluster cluster, final int member, final SyncCycle syncCycle, final SimSnapshotStore snapshots)
    {
        this.snapshots = snapshots;
        this.cluster = cluster;
        this.member = member;
        this.syncCycle = syncCycle;
        world = cluster.world();
    }

    /** Show what was recovered. */
    void recover(final ObservedLog log)
    {
        if (log.lastIndex() < cluster.checker().chains().lastIndex(member))
        {
            cluster.marks().hit(Mark.UNSYNCED_TAIL_LOST);
        }
        cluster.checker().onRecoveryStart(member, log.firstIndex());
        isRecovering = true;
        log.showAll();
        isRecovering = false;
    }

    /** A message of a leader is about to be handled. */
    void onLeaderMessage(final long term)
    {
        leaderTerm = Math.max(leaderTerm, term);
    }

    @Override
    public void onEntry(
        final EntryHeaderDecoder header, final long frameHash, final DirectBuffer buffer, final int payloadOffset)
    {
        cluster.checker().bounds().onEntry(
            member, header.term(), EntryFrame.alignedLength(header.frameLength()));
        if (isRecovering)
        {
            cluster.checker().onRecovered(member, header.index(), header.term(), frameHash);
            return;
        }
        world.trace(TraceKind.APPENDED, member, header.index(), header.term());
        cluster.checker().onAppended(member, header.index(), header.term(), frameHash);
        if (header.entryType() == EntryType.COMMAND)
        {
            cluster.checker().bounds().onCommand(
                member, header.index(), header.sequence(), header.ackedSequence());
            cluster.history().onAppended(buffer.getInt(payloadOffset), header.index());
        }
    }

    @Override
    public void onRoomWanted(final long index, final int frameLength)
    {
        cluster.checker().bounds().onReserved(member, index, EntryFrame.alignedLength(frameLength));
    }

    @Override
    public void onTruncate(final long fromIndex)
    {
        world.trace(TraceKind.TRUNCATED, member, fromIndex, leaderTerm);
        cluster.checker().onTruncated(member, fromIndex, leaderTerm);
        cluster.member(member).plannedEnd().onRemoval();
    }

    @Override
    public void onReset(final long index, final long term)
    {
        world.trace(TraceKind.TRUNCATED, member, index + 1, term);
        cluster.checker().onReset(member, index);
        cluster.checker().snapshots().onHeld(member, index + 1, snapshots.wholeIndex());
        cluster.member(member).plannedEnd().onRemoval();
    }

    @Override
    public void onRemoved(final long firstIndex)
    {
        cluster.marks().hit(Mark.LOG_SHORTENED);
        world.trace(TraceKind.SHORTENED, member, firstIndex, 0);
        cluster.checker().inflight().onShortened(member, firstIndex);
        cluster.checker().snapshots().onShortened(member, firstIndex, snapshots.wholeCount(firstIndex - 1));
    }

    @Override
    public void onSynced(final long index)
    {
        world.trace(TraceKind.SYNCED, member, index, 0);
        cluster.checker().onSynced(member, index);
    }

    @Override
    public void onSyncWanted()
    {
        syncCycle.wake(world.nowNs() + cluster.busyDelayNs());
    }
}
