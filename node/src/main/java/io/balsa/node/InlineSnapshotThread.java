package io.balsa.node;

import io.balsa.consensus.snapshot.InlineSnapshotAgent;
import io.balsa.consensus.transfer.SnapshotTransferAgent;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;

/**
 * The thread of the snapshots of a member with one instance of its service: writes what the duty cycle hands over, and
 * gives snapshots to other members and fetches theirs, of which none is published while one is being written.
 */
final class InlineSnapshotThread implements Agent
{
    private final InlineSnapshotAgent snapshots;
    private final SnapshotTransferAgent transfer;

    InlineSnapshotThread(final InlineSnapshotAgent snapshots, final SnapshotTransferAgent transfer)
    {
        this.snapshots = snapshots;
        this.transfer = transfer;
    }

    @Override
    public int doWork()
    {
        final int workCount = snapshots.doWork();
        if (snapshots.isWriting())
        {
            transfer.doWorkWhileWriting();
            return workCount;
        }
        return workCount + transfer.doWork();
    }

    @Override
    public void onClose()
    {
        CloseHelper.closeAll(snapshots::onClose, transfer::onClose);
    }

    @Override
    public String roleName()
    {
        return snapshots.roleName();
    }
}
