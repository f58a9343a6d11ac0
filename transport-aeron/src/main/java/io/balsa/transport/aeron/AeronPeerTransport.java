package io.balsa.transport.aeron;

import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.protocol.DataHeaderFlyweight;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.media.PublicationLink;
import io.balsa.transport.wire.PeerMessageDecoder;
import io.balsa.transport.wire.PeerMessageEncoder;
import io.balsa.transport.wire.WireProtocol;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * {@link PeerTransport} over Aeron. Every message fits one fragment and is encoded in the term buffer it leaves from.
 */
final class AeronPeerTransport implements PeerTransport
{
    /** Term of the streams of snapshots in bytes: half of it may be under way to a peer. */
    static final int SNAPSHOT_TERM_LENGTH = 1024 * 1024;

    /** Most chunks of snapshots that are taken in one poll: what else arrives comes first. */
    static final int SNAPSHOT_FRAGMENTS_MAX = 32;

    private final BufferClaim claim = new BufferClaim();
    private final MediaConnection media;
    private final PeerLink[] links;
    private final PeerMessageEncoder encoder;
    private final PeerAdapter adapter;
    private final Subscription control;
    private final Subscription log;
    private final Subscription snapshot;
    private final int framesLengthMax;
    private final int chunkLengthMax;

    AeronPeerTransport(
        final TransportContext context, final MediaConnection media, final TransportCounters counters)
    {
        this.media = media;
        final MemberEndpoints endpoints = context.peers();
        final int memberId = context.memberId();
        final String channel = endpoints.channel(endpoints.position(memberId));
        framesLengthMax = framesLengthMax(context.logMtuLength());
        chunkLengthMax = context.logMtuLength() - DataHeaderFlyweight.HEADER_LENGTH -
            PeerMessageEncoder.SNAPSHOT_CHUNK_HEADER_LENGTH;
        control = media.addSubscription(
            "peers", channel, WireProtocol.controlStreamId(memberId), null, null);
        log = media.addSubscription(
            "peers", channel, WireProtocol.logStreamId(memberId), null, null);
        snapshot = media.addSubscription(
            "peers", channel, WireProtocol.snapshotStreamId(memberId), null, null);
        links = links(context, media);
        final int[] peerIds = new int[links.length];
        for (int i = 0; i < links.length; i++)
        {
            peerIds[i] = links[i].peerId();
        }
        encoder = new PeerMessageEncoder(context.clusterId(), memberId);
        adapter = new PeerAdapter(new PeerMessageDecoder(context.clusterId(), peerIds, counters.wire));
    }

    static int framesLengthMax(final int mtuLength)
    {
        final int payloadLengthMax = mtuLength - DataHeaderFlyweight.HEADER_LENGTH;
        final int room = payloadLengthMax - PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH;
        return room - room % EntryFrame.ALIGNMENT;
    }

    private static PeerLink[] links(final TransportContext context, final MediaConnection media)
    {
        final MemberEndpoints endpoints = context.peers();
        final PeerLink[] links = new PeerLink[endpoints.size() - 1];
        for (int i = 0, next = 0; i < endpoints.size(); i++)
        {
            final int peerId = endpoints.memberId(i);
            if (peerId != context.memberId())
            {
                final MediaContext mediaContext = media.context();
                final String controlChannel = mediaContext.publicationChannel(
                    endpoints.channel(i), context.controlMtuLength(), context.controlTermLength());
                final String logChannel = mediaContext.publicationChannel(
                    endpoints.channel(i), context.logMtuLength(), context.logTermLength());
                final String snapshotChannel = mediaContext.publicationChannel(
                    endpoints.channel(i), context.logMtuLength(), SNAPSHOT_TERM_LENGTH);
                links[next++] = new PeerLink(
                    peerId,
                    new PublicationLink(media, controlChannel, WireProtocol.controlStreamId(peerId)),
                    new PublicationLink(media, logChannel, WireProtocol.logStreamId(peerId)),
                    new PublicationLink(media, snapshotChannel, WireProtocol.snapshotStreamId(peerId)));
            }
        }
        return links;
    }

    @Override
    public int doWork(final long nowNs)
    {
        int work = media.doWork(nowNs);
        for (final PeerLink link : links)
        {
            work += link.doWork(nowNs);
        }
        return work;
    }

    @Override
    public void flush()
    {
        media.flush();
    }

    @Override
    public int poll(final PeerHandler handler, final int fragmentLimit)
    {
        adapter.handler(handler);
        final int fragments = control.controlledPoll(adapter, BitUtil.align(fragmentLimit, 2) / 2);
        return log.controlledPoll(adapter, fragmentLimit - fragments) +
            snapshot.controlledPoll(adapter, Math.min(fragmentLimit, SNAPSHOT_FRAGMENTS_MAX));
    }

    @Override
    public int framesLengthMax()
    {
        return framesLengthMax;
    }

    private PeerLink link(final int peerId)
    {
        for (final PeerLink link : links)
        {
            if (link.peerId() == peerId)
            {
                return link;
            }
        }
        throw new IllegalArgumentException("member " + peerId + " is no peer");
    }

    @Override
    public int sendVoteRequest(
        final int peerId, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.VOTE_REQUEST_LENGTH, claim);
        if (result == SENT)
        {
            encoder.voteRequest(claim.buffer(), claim.offset(), term, lastLogIndex, lastLogTerm, isPreVote);
            claim.commit();
        }
        return result;
    }

    @Override
    public int sendVoteResponse(
        final int peerId, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.VOTE_RESPONSE_LENGTH, claim);
        if (result == SENT)
        {
            encoder.voteResponse(claim.buffer(), claim.offset(), term, requestTerm, isPreVote, isGranted);
            claim.commit();
        }
        return result;
    }

    @Override
    public int sendHeartbeat(final int peerId, final long term, final long commitIndex, final long leaderTimeNs)
    {
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.HEARTBEAT_LENGTH, claim);
        if (result == SENT)
        {
            encoder.heartbeat(claim.buffer(), claim.offset(), term, commitIndex, leaderTimeNs);
            claim.commit();
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
        final int result = link(peerId).log().tryClaim(PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH + length, claim);
        if (result == SENT)
        {
            encoder.appendEntries(
                claim.buffer(), claim.offset(), term, prevLogIndex, prevLogTerm, commitIndex, leaderTimeNs,
                fragmentOffset);
            encoder.frames(frames, offset, length);
            claim.commit();
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
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.APPEND_RESPONSE_LENGTH, claim);
        if (result == SENT)
        {
            encoder.appendResponse(
                claim.buffer(), claim.offset(), term, matchIndex, appendedIndex, leaderTimeNs, rejectedIndex,
                hintIndex, hintTerm);
            claim.commit();
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
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.ENTRIES_REQUEST_LENGTH, claim);
        if (result == SENT)
        {
            encoder.entriesRequest(
                claim.buffer(), claim.offset(), repairId, afterIndex, afterTerm, untilIndex, untilTerm, index,
                frameOffset);
            claim.commit();
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
        final int result =
            link(peerId).log().tryClaim(PeerMessageEncoder.ENTRIES_RESPONSE_HEADER_LENGTH + length, claim);
        if (result == SENT)
        {
            encoder.entriesResponse(
                claim.buffer(), claim.offset(), repairId, index, frameOffset, status, frames, offset, length);
            claim.commit();
        }
        return result;
    }

    @Override
    public int chunkLengthMax()
    {
        return chunkLengthMax;
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
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.SNAPSHOT_OFFER_LENGTH, claim);
        if (result == SENT)
        {
            encoder.snapshotOffer(
                claim.buffer(), claim.offset(), term, leaderTimeNs, snapshotIndex, snapshotTerm, snapshotChecksum,
                manifestLength, snapshotLength);
            claim.commit();
        }
        return result;
    }

    @Override
    public int sendStateDigest(final int peerId, final long index, final long digest)
    {
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.STATE_DIGEST_LENGTH, claim);
        if (result == SENT)
        {
            encoder.stateDigest(claim.buffer(), claim.offset(), index, digest);
            claim.commit();
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
        final int result = link(peerId).control().tryClaim(PeerMessageEncoder.SNAPSHOT_REQUEST_LENGTH, claim);
        if (result == SENT)
        {
            encoder.snapshotRequest(
                claim.buffer(), claim.offset(), snapshotIndex, snapshotTerm, snapshotChecksum, snapshotOffset, length);
            claim.commit();
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
        if (length > chunkLengthMax)
        {
            throw new IllegalArgumentException("length=" + length + " is over chunkLengthMax=" + chunkLengthMax);
        }
        final int result =
            link(peerId).snapshot().tryClaim(PeerMessageEncoder.SNAPSHOT_CHUNK_HEADER_LENGTH + length, claim);
        if (result == SENT)
        {
            encoder.snapshotChunk(
                claim.buffer(), claim.offset(), snapshotIndex, snapshotTerm, snapshotChecksum, snapshotOffset, bytes,
                offset, length);
            claim.commit();
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
        CloseHelper.closeAll(links);
        CloseHelper.closeAll(control, log, snapshot);
    }
}
