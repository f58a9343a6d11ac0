package io.balsa.consensus.support;

import io.balsa.consensus.port.PeerTransport;
import org.agrona.DirectBuffer;

/**
 * Links of a member that runs and has no snapshots: only one that repairs its log, and does not run yet, asks for
 * entries.
 */
public interface RunningMemberTransport extends PeerTransport
{
    @Override
    default int sendEntriesRequest(
        final int peerId,
        final long repairId,
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
        throw new AssertionError("a member that runs asks peerId=" + peerId + " for entries");
    }

    @Override
    default int chunkLengthMax()
    {
        return framesLengthMax();
    }

    @Override
    default int sendSnapshotOffer(
        final int peerId,
        final long term,
        final long leaderTimeNs,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final int manifestLength,
        final long snapshotLength)
    {
        throw new AssertionError("a snapshot is offered");
    }

    @Override
    default int sendStateDigest(final int peerId, final long index, final long digest)
    {
        return SENT;
    }

    @Override
    default int sendSnapshotRequest(
        final int peerId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final int length)
    {
        throw new AssertionError("bytes of a snapshot are wanted");
    }

    @Override
    default int sendSnapshotChunk(
        final int peerId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        throw new AssertionError("bytes of a snapshot are sent");
    }
}
