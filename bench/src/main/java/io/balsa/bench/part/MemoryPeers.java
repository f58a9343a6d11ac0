package io.balsa.bench.part;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.wire.PeerMessageDecoder;
import io.balsa.transport.wire.PeerMessageEncoder;
import io.balsa.transport.wire.WireCounters;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/** The links of a member as ring buffers: the messages are those of the network. */
final class MemoryPeers implements PeerTransport, ControlledMessageHandler
{
    private static final int RING_LENGTH = 1024 * 1024;
    private static final int FRAMES_LENGTH_MAX = 8 * 1024;
    private static final int MESSAGE_TYPE = 1;

    private final int memberId;
    private final OneToOneRingBuffer[] inboxes;
    private final PeerMessageEncoder encoder;
    private final PeerMessageDecoder decoder;
    private MemoryPeers[] all;
    private PeerHandler handler;

    MemoryPeers(final long clusterId, final int memberId, final int members)
    {
        this.memberId = memberId;
        encoder = new PeerMessageEncoder(clusterId, memberId);
        decoder = new PeerMessageDecoder(
            clusterId, IntStream.range(0, members).filter(id -> id != memberId).toArray(), new WireCounters());
        inboxes = new OneToOneRingBuffer[members];
        for (int id = 0; id < members; id++)
        {
            inboxes[id] = new OneToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(RING_LENGTH + RingBufferDescriptor.TRAILER_LENGTH)));
        }
    }

    void connect(final MemoryPeers... members)
    {
        all = members;
    }

    private OneToOneRingBuffer ringTo(final int peerId)
    {
        return all[peerId].inboxes[memberId];
    }

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
    public int poll(final PeerHandler newHandler, final int fragmentLimit)
    {
        handler = newHandler;
        int count = 0;
        for (final OneToOneRingBuffer inbox : inboxes)
        {
            count += inbox.controlledRead(this, fragmentLimit);
        }
        return count;
    }

    @Override
    public Action onMessage(
        final int messageTypeId, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        return decoder.onMessage(handler, buffer, offset, length) ? Action.CONTINUE : Action.ABORT;
    }

    @Override
    public int framesLengthMax()
    {
        return FRAMES_LENGTH_MAX;
    }

    @Override
    public int sendVoteRequest(
        final int peerId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        final OneToOneRingBuffer ring = ringTo(peerId);
        final int offset = ring.tryClaim(MESSAGE_TYPE, PeerMessageEncoder.VOTE_REQUEST_LENGTH);
        if (offset > 0)
        {
            encoder.voteRequest(ring.buffer(), offset, term, lastLogIndex, lastLogTerm, isPreVote);
        }
        return sent(ring, offset);
    }

    @Override
    public int sendVoteResponse(
        final int peerId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        final OneToOneRingBuffer ring = ringTo(peerId);
        final int offset = ring.tryClaim(MESSAGE_TYPE, PeerMessageEncoder.VOTE_RESPONSE_LENGTH);
        if (offset > 0)
        {
            encoder.voteResponse(ring.buffer(), offset, term, requestTerm, isPreVote, isGranted);
        }
        return sent(ring, offset);
    }

    @Override
    public int sendHeartbeat(final int peerId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        final OneToOneRingBuffer ring = ringTo(peerId);
        final int offset = ring.tryClaim(MESSAGE_TYPE, PeerMessageEncoder.HEARTBEAT_LENGTH);
        if (offset > 0)
        {
            encoder.heartbeat(ring.buffer(), offset, term, commitIndex, leaderTimeNs);
        }
        return sent(ring, offset);
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
        final int framesOffset,
        final int length)
    {
        final OneToOneRingBuffer ring = ringTo(peerId);
        final int offset =
            ring.tryClaim(MESSAGE_TYPE, PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH + length);
        if (offset > 0)
        {
            encoder.appendEntries(ring.buffer(), offset, term, prevLogIndex, prevLogTerm, commitIndex, leaderTimeNs,
                fragmentOffset);
            encoder.frames(frames, framesOffset, length);
        }
        return sent(ring, offset);
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
        final OneToOneRingBuffer ring = ringTo(peerId);
        final int offset = ring.tryClaim(MESSAGE_TYPE, PeerMessageEncoder.APPEND_RESPONSE_LENGTH);
        if (offset > 0)
        {
            encoder.appendResponse(ring.buffer(), offset, term, matchIndex, appendedIndex, leaderTimeNs, rejectedIndex,
                hintIndex, hintTerm);
        }
        return sent(ring, offset);
    }

    private static int sent(final OneToOneRingBuffer ring, final int offset)
    {
        if (offset > 0)
        {
            ring.commit(offset);
            return SENT;
        }
        return BACK_PRESSURED;
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
        throw new IllegalStateException("no log is damaged");
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
        throw new IllegalStateException("no log is damaged");
    }

    @Override
    public int chunkLengthMax()
    {
        return FRAMES_LENGTH_MAX;
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
        throw new IllegalStateException("nobody has snapshots");
    }

    @Override
    public int sendStateDigest(final int peerId, final long index, final long digest)
    {
        final OneToOneRingBuffer ring = ringTo(peerId);
        final int offset = ring.tryClaim(MESSAGE_TYPE, PeerMessageEncoder.STATE_DIGEST_LENGTH);
        if (offset > 0)
        {
            encoder.stateDigest(ring.buffer(), offset, index, digest);
        }
        return sent(ring, offset);
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
        throw new IllegalStateException("nobody has snapshots");
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
        throw new IllegalStateException("nobody has snapshots");
    }

    @Override
    public void close()
    {
    }
}
