package io.balsa.simulation.network;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.wire.PeerMessageDecoder;
import io.balsa.transport.wire.PeerMessageEncoder;
import io.balsa.transport.wire.WireCounters;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * {@link PeerTransport} of one incarnation of a member, over {@link SimNetwork}, with the real bytes. When its process
 * has ended it sends and delivers nothing.
 */
public final class SimPeerTransport implements PeerTransport
{
    private final WireCounters counters = new WireCounters();
    private final SimNetwork network;
    private final PeerMessageEncoder encoder;
    private final PeerMessageDecoder decoder;
    private final int memberId;
    private final int incarnation;
    private final int framesLengthMax;
    private final Link[] control;
    private final Link[] log;
    private final Link[] snapshot;
    private int firstPolled;
    private boolean isClosed;

    /**
     * Create the transport of the process that runs now.
     *
     * @param network   to send over.
     * @param clusterId of the member.
     * @param memberId  of the member, which is its node.
     * @param peerIds   of the other members.
     */
    public SimPeerTransport(
        final SimNetwork network, final long clusterId, final int memberId, final int[] peerIds)
    {
        this.network = network;
        this.memberId = memberId;
        incarnation = network.incarnation(memberId);
        framesLengthMax = network.settings().framesLengthMax();
        encoder = new PeerMessageEncoder(clusterId, memberId);
        decoder = new PeerMessageDecoder(clusterId, peerIds.clone(), counters);
        control = new Link[peerIds.length];
        log = new Link[peerIds.length];
        snapshot = new Link[peerIds.length];
        for (int i = 0; i < peerIds.length; i++)
        {
            control[i] = network.link(peerIds[i], memberId, LinkStream.CONTROL);
            log[i] = network.link(peerIds[i], memberId, LinkStream.LOG);
            snapshot[i] = network.link(peerIds[i], memberId, LinkStream.SNAPSHOT);
        }
    }

    /**
     * What was dropped.
     *
     * @return the counters.
     */
    public WireCounters counters()
    {
        return counters;
    }

    private boolean isRunning()
    {
        return !isClosed && network.isRunning(memberId, incarnation);
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
    public int poll(final PeerHandler handler, final int fragmentLimit)
    {
        if (control.length == 0)
        {
            return 0;
        }
        firstPolled = firstPolled + 1 < control.length ? firstPolled + 1 : 0;
        final int fragments = poll(control, handler, BitUtil.align(fragmentLimit, 2) / 2);
        return fragments + poll(log, handler, fragmentLimit - fragments) + poll(snapshot, handler, fragmentLimit);
    }

    private int poll(final Link[] links, final PeerHandler handler, final int fragmentLimit)
    {
        int fragments = 0;
        for (int i = 0; i < links.length && fragments < fragmentLimit; i++)
        {
            final int position = firstPolled + i;
            fragments += poll(
                links[position < links.length ? position : position - links.length],
                handler,
                fragmentLimit - fragments);
        }
        return fragments;
    }

    private int poll(final Link link, final PeerHandler handler, final int fragmentLimit)
    {
        int fragments = 0;
        while (fragments < fragmentLimit && isRunning())
        {
            final Message message = link.poll();
            if (message == null)
            {
                break;
            }
            if (decoder.onMessage(handler, message.buffer, 0, message.length))
            {
                link.taken(message);
                fragments++;
            }
            else
            {
                giveBack(link, message);
                break;
            }
        }
        return fragments;
    }

    /** While the handler ran the process may have ended, and what had arrived with it. */
    private void giveBack(final Link link, final Message message)
    {
        if (isRunning())
        {
            link.giveBack(message);
        }
    }

    @Override
    public int framesLengthMax()
    {
        return framesLengthMax;
    }

    private Link linkTo(final int peerId, final LinkStream stream)
    {
        network.beforeSend(memberId);
        return network.link(memberId, peerId, stream);
    }

    private int tryClaim(final Link link)
    {
        return isRunning() ? link.tryClaim() : NOT_CONNECTED;
    }

    private Message message(final int length)
    {
        return network.pool().take(length);
    }

    @Override
    public int sendVoteRequest(
        final int peerId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.VOTE_REQUEST_LENGTH);
            encoder.voteRequest(message.buffer, 0, term, lastLogIndex, lastLogTerm, isPreVote);
            link.send(message);
        }
        return result;
    }

    @Override
    public int sendVoteResponse(
        final int peerId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.VOTE_RESPONSE_LENGTH);
            encoder.voteResponse(message.buffer, 0, term, requestTerm, isPreVote, isGranted);
            link.send(message);
        }
        return result;
    }

    @Override
    public int sendHeartbeat(final int peerId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.HEARTBEAT_LENGTH);
            encoder.heartbeat(message.buffer, 0, term, commitIndex, leaderTimeNs);
            link.send(message);
        }
        return result;
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
        checkFramesLength(length);
        final Link link = linkTo(peerId, LinkStream.LOG);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH + length);
            encoder.appendEntries(
                message.buffer, 0, term, prevLogIndex, prevLogTerm, commitIndex, leaderTimeNs, fragmentOffset);
            encoder.frames(frames, offset, length);
            link.send(message);
        }
        return result;
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
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.APPEND_RESPONSE_LENGTH);
            encoder.appendResponse(
                message.buffer, 0, term, matchIndex, appendedIndex, leaderTimeNs, rejectedIndex, hintIndex, hintTerm);
            link.send(message);
        }
        return result;
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
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.ENTRIES_REQUEST_LENGTH);
            encoder.entriesRequest(
                message.buffer, 0, repairId, afterIndex, afterTerm, untilIndex, untilTerm, index, frameOffset);
            link.send(message);
        }
        return result;
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
        checkFramesLength(length);
        final Link link = linkTo(peerId, LinkStream.LOG);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.ENTRIES_RESPONSE_HEADER_LENGTH + length);
            encoder.entriesResponse(message.buffer, 0, repairId, index, frameOffset, status, frames, offset, length);
            link.send(message);
        }
        return result;
    }

    @Override
    public int chunkLengthMax()
    {
        return framesLengthMax;
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
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.SNAPSHOT_OFFER_LENGTH);
            encoder.snapshotOffer(
                message.buffer, 0, term, leaderTimeNs, snapshotIndex, snapshotTerm, snapshotChecksum, manifestLength,
                snapshotLength);
            link.send(message);
        }
        return result;
    }

    @Override
    public int sendStateDigest(final int peerId, final long index, final long digest)
    {
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.STATE_DIGEST_LENGTH);
            encoder.stateDigest(message.buffer, 0, index, digest);
            link.send(message);
        }
        return result;
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
        final Link link = linkTo(peerId, LinkStream.CONTROL);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.SNAPSHOT_REQUEST_LENGTH);
            encoder.snapshotRequest(
                message.buffer, 0, snapshotIndex, snapshotTerm, snapshotChecksum, snapshotOffset, length);
            link.send(message);
        }
        return result;
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
        checkFramesLength(length);
        final Link link = linkTo(peerId, LinkStream.SNAPSHOT);
        final int result = tryClaim(link);
        if (result == SENT)
        {
            final Message message = message(PeerMessageEncoder.SNAPSHOT_CHUNK_HEADER_LENGTH + length);
            encoder.snapshotChunk(
                message.buffer, 0, snapshotIndex, snapshotTerm, snapshotChecksum, snapshotOffset, bytes, offset,
                length);
            link.send(message);
        }
        return result;
    }

    private void checkFramesLength(final int length)
    {
        if (length > framesLengthMax)
        {
            throw new IllegalArgumentException("length=" + length + " is over framesLengthMax=" + framesLengthMax);
        }
    }

    @Override
    public void close()
    {
        isClosed = true;
    }
}
