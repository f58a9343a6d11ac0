package io.balsa.log.repair;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.PeerTransport;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Peers that answer what the test says. A member that repairs its log says nothing else than a request for entries. */
final class ScriptedPeers implements PeerTransport
{
    final List<String> requests = new ArrayList<>();
    final List<Consumer<PeerHandler>> arriving = new ArrayList<>();
    int result = SENT;

    @Override
    public int doWork(final long nowNs)
    {
        return 0;
    }

    @Override
    public void flush()
    {
    }

    @Override
    public int poll(final PeerHandler handler, final int fragmentLimit)
    {
        final int count = arriving.size();
        arriving.forEach((message) -> message.accept(handler));
        arriving.clear();
        return count;
    }

    @Override
    public int sendEntriesRequest(
        final int peerId,
        final long repairId,
        final long afterIndex,
        final long afterTerm,
        final long untilIndex,
        final long untilTerm,
        final long index,
        final int frameOffset)
    {
        requests.add(peerId + " repair=" + repairId + " after=" + afterIndex + ":" + afterTerm +
            " until=" + untilIndex + ":" + untilTerm + " index=" + index + " offset=" + frameOffset);
        return result;
    }

    @Override
    public int framesLengthMax()
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendVoteRequest(
        final int peerId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendVoteResponse(
        final int peerId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendHeartbeat(final int peerId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendAppendEntries(
        final int peerId,
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
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendAppendResponse(
        final int peerId,
        final long term,
        final long matchIndex,
        final long appendedIndex,
        final long leaderTimeNs,
        final long rejectedIndex,
        final long hintIndex,
        final long hintTerm)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendEntriesResponse(
        final int peerId,
        final long repairId,
        final long index,
        final int frameOffset,
        final EntriesStatus status,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int chunkLengthMax()
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendSnapshotOffer(
        final int peerId,
        final long term,
        final long leaderTimeNs,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final int manifestLength,
        final long snapshotLength)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendStateDigest(final int peerId, final long index, final long digest)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendSnapshotRequest(
        final int peerId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final int length)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendSnapshotChunk(
        final int peerId,
        final long snapshotIndex,
        final long snapshotTerm,
        final long snapshotChecksum,
        final long snapshotOffset,
        final DirectBuffer bytes,
        final int offset,
        final int length)
    {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close()
    {
    }
}
