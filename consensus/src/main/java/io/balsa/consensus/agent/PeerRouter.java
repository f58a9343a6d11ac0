package io.balsa.consensus.agent;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.PeerHandler;
import org.agrona.DirectBuffer;

/** Gives messages about snapshots and digests of states to who carries them, and all others to the rules. */
final class PeerRouter implements PeerHandler
{
    private final RaftCore core;
    private final DigestExchange digests;
    private final SnapshotRelay snapshots;

    /** The last is null where there are no snapshots. */
    PeerRouter(final RaftCore core, final DigestExchange digests, final SnapshotRelay snapshots)
    {
        this.digests = digests;
        this.core = core;
        this.snapshots = snapshots;
    }

    @Override
    public void onVoteRequest(
        final int senderId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        core.onVoteRequest(senderId, term, lastLogIndex, lastLogTerm, isPreVote);
    }

    @Override
    public void onVoteResponse(
        final int senderId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        core.onVoteResponse(senderId, term, requestTerm, isPreVote, isGranted);
    }

    @Override
    public void onHeartbeat(final int senderId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        core.onHeartbeat(senderId, term, commitIndex, leaderTimeNs);
    }

    @Override
    public boolean onAppendEntries(
        final int senderId,
        final long term,
        final long prevLogIndex,
        final long prevLogTerm,
        final long commitIndex,
        final long leaderTimeNs,
        final int fragmentOffset,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        return core.onAppendEntries(
            senderId, term, prevLogIndex, prevLogTerm, commitIndex, leaderTimeNs, fragmentOffset, frames, offset,
            length);
    }

    @Override
    public void onAppendResponse(
        final int senderId,
        final long term,
        final long matchIndex,
        final long appendedIndex,
        final long leaderTimeNs,
        final long rejectedIndex,
        final long hintIndex,
        final long hintTerm)
    {
        core.onAppendResponse(
            senderId, term, matchIndex, appendedIndex, leaderTimeNs, rejectedIndex, hintIndex, hintTerm);
    }

    @Override
    public void onEntriesRequest(
        final int senderId,
        final long repairId,
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
        core.onEntriesRequest(senderId, repairId, afterIndex, afterTerm, untilIndex, untilTerm, index, frameOffset);
    }

    @Override
    public void onEntriesResponse(
        final int senderId,
        final long repairId,
        final long index,
        final int frameOffset,
        final EntriesStatus status,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        core.onEntriesResponse(senderId, repairId, index, frameOffset, status, frames, offset, length);
    }

    @Override
    public void onSnapshotOffer(
        final int senderId,
        final long term,
        final long leaderTimeNs,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final int manifestLength,
        final long snapshotLength)
    {
        if (snapshots != null)
        {
            core.snapshots().onOffer(
                senderId, term, leaderTimeNs, snapshotIndex, snapshotTerm, snapshotChecksum, manifestLength,
                snapshotLength);
        }
    }

    @Override
    public void onStateDigest(final int senderId, final long index, final long digest)
    {
        digests.onDigest(senderId, index, digest);
    }

    @Override
    public void onSnapshotRequest(
        final int senderId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final int length)
    {
        if (snapshots != null)
        {
            snapshots.onRequest(senderId, snapshotIndex, snapshotTerm, snapshotChecksum, snapshotOffset, length);
        }
    }

    @Override
    public boolean onSnapshotChunk(
        final int senderId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        return snapshots == null || snapshots.onChunk(
            senderId, snapshotIndex, snapshotTerm, snapshotChecksum, snapshotOffset, bytes, offset, length);
    }
}
