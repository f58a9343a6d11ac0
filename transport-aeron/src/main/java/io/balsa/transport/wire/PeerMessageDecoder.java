package io.balsa.transport.wire;

import io.balsa.codecs.wire.AppendEntriesDecoder;
import io.balsa.codecs.wire.AppendResponseDecoder;
import io.balsa.codecs.wire.BooleanType;
import io.balsa.codecs.wire.EntriesRequestDecoder;
import io.balsa.codecs.wire.EntriesResponseDecoder;
import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.codecs.wire.HeartbeatDecoder;
import io.balsa.codecs.wire.SnapshotChunkDecoder;
import io.balsa.codecs.wire.SnapshotOfferDecoder;
import io.balsa.codecs.wire.SnapshotRequestDecoder;
import io.balsa.codecs.wire.StateDigestDecoder;
import io.balsa.codecs.wire.VoteRequestDecoder;
import io.balsa.codecs.wire.VoteResponseDecoder;
import io.balsa.consensus.port.PeerHandler;
import org.agrona.DirectBuffer;

/**
 * Reads the messages of other members. Nothing is decoded before its size and its checksum are checked, and nothing is
 * passed on that does not come from a peer of this cluster; what fails costs a count and is never thrown. Entries have
 * checksums of their own, which are not looked at here.
 */
public final class PeerMessageDecoder
{
    private final WireHeader header = new WireHeader();
    private final MessageChecksum checksum = new MessageChecksum();
    private final VoteRequestDecoder voteRequest = new VoteRequestDecoder();
    private final VoteResponseDecoder voteResponse = new VoteResponseDecoder();
    private final HeartbeatDecoder heartbeat = new HeartbeatDecoder();
    private final AppendEntriesDecoder appendEntries = new AppendEntriesDecoder();
    private final AppendResponseDecoder appendResponse = new AppendResponseDecoder();
    private final EntriesRequestDecoder entriesRequest = new EntriesRequestDecoder();
    private final EntriesResponseDecoder entriesResponse = new EntriesResponseDecoder();
    private final SnapshotOfferDecoder snapshotOffer = new SnapshotOfferDecoder();
    private final SnapshotRequestDecoder snapshotRequest = new SnapshotRequestDecoder();
    private final StateDigestDecoder stateDigest = new StateDigestDecoder();
    private final SnapshotChunkDecoder snapshotChunk = new SnapshotChunkDecoder();
    private final long clusterId;
    private final int[] peerIds;
    private final WireCounters counters;

    /**
     * Create a decoder.
     *
     * @param clusterId of this member.
     * @param peerIds   members to listen to; kept.
     * @param counters  of what is dropped.
     */
    public PeerMessageDecoder(final long clusterId, final int[] peerIds, final WireCounters counters)
    {
        this.clusterId = clusterId;
        this.peerIds = peerIds;
        this.counters = counters;
    }

    /**
     * Check a message and pass it on, or drop it.
     *
     * @param handler to pass it to.
     * @param buffer  that holds the message, borrowed for the call.
     * @param offset  of the message in bytes.
     * @param length  of the message in bytes.
     * @return false when the same message is to be delivered again, before any other of its sender on that stream.
     */
    public boolean onMessage(
        final PeerHandler handler, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!header.wrap(buffer, offset, length))
        {
            counters.malformedCount++;
            return true;
        }
        if (header.templateId() == AppendEntriesDecoder.TEMPLATE_ID)
        {
            return onAppendEntries(handler, buffer);
        }
        if (header.templateId() == SnapshotChunkDecoder.TEMPLATE_ID)
        {
            return onSnapshotChunk(handler, buffer);
        }
        switch (header.templateId())
        {
            case AppendResponseDecoder.TEMPLATE_ID -> onAppendResponse(handler, buffer);
            case HeartbeatDecoder.TEMPLATE_ID -> onHeartbeat(handler, buffer);
            case VoteRequestDecoder.TEMPLATE_ID -> onVoteRequest(handler, buffer);
            case VoteResponseDecoder.TEMPLATE_ID -> onVoteResponse(handler, buffer);
            case EntriesRequestDecoder.TEMPLATE_ID -> onEntriesRequest(handler, buffer);
            case EntriesResponseDecoder.TEMPLATE_ID -> onEntriesResponse(handler, buffer);
            case SnapshotOfferDecoder.TEMPLATE_ID -> onSnapshotOffer(handler, buffer);
            case SnapshotRequestDecoder.TEMPLATE_ID -> onSnapshotRequest(handler, buffer);
            case StateDigestDecoder.TEMPLATE_ID -> onStateDigest(handler, buffer);
            default -> counters.unknownTemplateCount++;
        }
        return true;
    }

    private void onVoteRequest(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(VoteRequestDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            voteRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            final BooleanType preVote = voteRequest.preVote();
            if (isFlag(preVote) && isFromPeer(voteRequest.clusterId(), voteRequest.senderId()))
            {
                handler.onVoteRequest(
                    voteRequest.senderId(),
                    voteRequest.term(),
                    voteRequest.lastLogIndex(),
                    voteRequest.lastLogTerm(),
                    preVote == BooleanType.TRUE);
            }
        }
    }

    private void onVoteResponse(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(VoteResponseDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            voteResponse.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            final BooleanType preVote = voteResponse.preVote();
            final BooleanType granted = voteResponse.granted();
            if (isFlag(preVote) && isFlag(granted) && isFromPeer(voteResponse.clusterId(), voteResponse.senderId()))
            {
                handler.onVoteResponse(
                    voteResponse.senderId(),
                    voteResponse.term(),
                    voteResponse.requestTerm(),
                    preVote == BooleanType.TRUE,
                    granted == BooleanType.TRUE);
            }
        }
    }

    private void onHeartbeat(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(HeartbeatDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            heartbeat.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            if (isFromPeer(heartbeat.clusterId(), heartbeat.senderId()))
            {
                handler.onHeartbeat(
                    heartbeat.senderId(), heartbeat.term(), heartbeat.commitIndex(), heartbeat.leaderTimeNs());
            }
        }
    }

    private boolean onAppendEntries(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (!hasBlock(AppendEntriesDecoder.BLOCK_LENGTH))
        {
            return true;
        }
        final int framesLength = header.varDataLength();
        if (framesLength < 0)
        {
            counters.malformedCount++;
            return true;
        }
        if (!isIntact(buffer, header.varDataOffset() - header.offset()))
        {
            return true;
        }
        appendEntries.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        if (appendEntries.fragmentOffset() < 0)
        {
            counters.malformedCount++;
            return true;
        }
        return !isFromPeer(appendEntries.clusterId(), appendEntries.senderId()) || handler.onAppendEntries(
            appendEntries.senderId(),
            appendEntries.term(),
            appendEntries.prevLogIndex(),
            appendEntries.prevLogTerm(),
            appendEntries.commitIndex(),
            appendEntries.leaderTimeNs(),
            appendEntries.fragmentOffset(),
            buffer,
            header.varDataOffset(),
            framesLength);
    }

    private void onAppendResponse(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(AppendResponseDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            appendResponse.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            if (isFromPeer(appendResponse.clusterId(), appendResponse.senderId()))
            {
                handler.onAppendResponse(
                    appendResponse.senderId(),
                    appendResponse.term(),
                    appendResponse.matchIndex(),
                    appendResponse.appendedIndex(),
                    appendResponse.leaderTimeNs(),
                    appendResponse.rejectedIndex(),
                    appendResponse.hintIndex(),
                    appendResponse.hintTerm());
            }
        }
    }

    private void onEntriesRequest(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(EntriesRequestDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            entriesRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            if (entriesRequest.frameOffset() < 0)
            {
                counters.malformedCount++;
            }
            else if (isFromPeer(entriesRequest.clusterId(), entriesRequest.senderId()))
            {
                handler.onEntriesRequest(
                    entriesRequest.senderId(),
                    entriesRequest.repairId(),
                    entriesRequest.afterIndex(),
                    entriesRequest.afterTerm(),
                    entriesRequest.untilIndex(),
                    entriesRequest.untilTerm(),
                    entriesRequest.index(),
                    entriesRequest.frameOffset());
            }
        }
    }

    private void onEntriesResponse(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (!hasBlock(EntriesResponseDecoder.BLOCK_LENGTH))
        {
            return;
        }
        final int framesLength = header.varDataLength();
        if (framesLength < 0)
        {
            counters.malformedCount++;
            return;
        }
        if (!isIntact(buffer, header.varDataOffset() - header.offset()))
        {
            return;
        }
        entriesResponse.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        if (isWellFormed(framesLength) && isFromPeer(entriesResponse.clusterId(), entriesResponse.senderId()))
        {
            if (checksum.ofFrames(buffer, header.varDataOffset(), framesLength) != entriesResponse.framesChecksum())
            {
                counters.damagedCount++;
                return;
            }
            handler.onEntriesResponse(
                entriesResponse.senderId(),
                entriesResponse.repairId(),
                entriesResponse.index(),
                entriesResponse.frameOffset(),
                entriesResponse.status(),
                buffer,
                header.varDataOffset(),
                framesLength);
        }
    }

    /** There are frames if and only if the status says so. */
    private boolean isWellFormed(final int framesLength)
    {
        final EntriesStatus status = entriesResponse.status();
        final boolean isNo = status == EntriesStatus.NOT_HELD || status == EntriesStatus.DIFFERS;
        if (entriesResponse.frameOffset() >= 0 &&
            (framesLength > 0 ? status == EntriesStatus.FRAMES : isNo))
        {
            return true;
        }
        counters.malformedCount++;
        return false;
    }

    private void onSnapshotOffer(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(SnapshotOfferDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            snapshotOffer.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            if (snapshotOffer.snapshotIndex() < 1 || snapshotOffer.snapshotTerm() < 1 ||
                snapshotOffer.manifestLength() < 1 || snapshotOffer.snapshotLength() < snapshotOffer.manifestLength())
            {
                counters.malformedCount++;
            }
            else if (isFromPeer(snapshotOffer.clusterId(), snapshotOffer.senderId()))
            {
                handler.onSnapshotOffer(
                    snapshotOffer.senderId(),
                    snapshotOffer.term(),
                    snapshotOffer.leaderTimeNs(),
                    snapshotOffer.snapshotIndex(),
                    snapshotOffer.snapshotTerm(),
                    snapshotOffer.snapshotChecksum(),
                    snapshotOffer.manifestLength(),
                    snapshotOffer.snapshotLength());
            }
        }
    }

    private void onSnapshotRequest(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(SnapshotRequestDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            snapshotRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            if (snapshotRequest.snapshotOffset() < 0 || snapshotRequest.length() < 1)
            {
                counters.malformedCount++;
            }
            else if (isFromPeer(snapshotRequest.clusterId(), snapshotRequest.senderId()))
            {
                handler.onSnapshotRequest(
                    snapshotRequest.senderId(),
                    snapshotRequest.snapshotIndex(),
                    snapshotRequest.snapshotTerm(),
                    snapshotRequest.snapshotChecksum(),
                    snapshotRequest.snapshotOffset(),
                    snapshotRequest.length());
            }
        }
    }

    private void onStateDigest(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (hasBlock(StateDigestDecoder.BLOCK_LENGTH) && isIntact(buffer, header.length()))
        {
            stateDigest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
            if (stateDigest.index() < 1)
            {
                counters.malformedCount++;
            }
            else if (isFromPeer(stateDigest.clusterId(), stateDigest.senderId()))
            {
                handler.onStateDigest(stateDigest.senderId(), stateDigest.index(), stateDigest.digest());
            }
        }
    }

    private boolean onSnapshotChunk(final PeerHandler handler, final DirectBuffer buffer)
    {
        if (!hasBlock(SnapshotChunkDecoder.BLOCK_LENGTH))
        {
            return true;
        }
        final int bytesLength = header.varDataLength();
        if (bytesLength < 0)
        {
            counters.malformedCount++;
            return true;
        }
        if (!isIntact(buffer, header.varDataOffset() - header.offset()))
        {
            return true;
        }
        snapshotChunk.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        if (snapshotChunk.snapshotOffset() < 0)
        {
            counters.malformedCount++;
            return true;
        }
        if (!isFromPeer(snapshotChunk.clusterId(), snapshotChunk.senderId()))
        {
            return true;
        }
        if (checksum.ofFrames(buffer, header.varDataOffset(), bytesLength) != snapshotChunk.bytesChecksum())
        {
            counters.damagedCount++;
            return true;
        }
        return handler.onSnapshotChunk(
            snapshotChunk.senderId(),
            snapshotChunk.snapshotIndex(),
            snapshotChunk.snapshotTerm(),
            snapshotChunk.snapshotChecksum(),
            snapshotChunk.snapshotOffset(),
            buffer,
            header.varDataOffset(),
            bytesLength);
    }

    private boolean hasBlock(final int blockLengthMin)
    {
        if (header.hasBlock(blockLengthMin))
        {
            return true;
        }
        counters.malformedCount++;
        return false;
    }

    private boolean isIntact(final DirectBuffer buffer, final int coveredLength)
    {
        if (coveredLength > MessageChecksum.COVERED_LENGTH_MAX)
        {
            counters.malformedCount++;
            return false;
        }
        if (!checksum.holds(buffer, header.offset(), coveredLength))
        {
            counters.damagedCount++;
            return false;
        }
        return true;
    }

    private boolean isFlag(final BooleanType value)
    {
        if (value == BooleanType.TRUE || value == BooleanType.FALSE)
        {
            return true;
        }
        counters.malformedCount++;
        return false;
    }

    private boolean isFromPeer(final long messageClusterId, final int senderId)
    {
        if (messageClusterId != clusterId)
        {
            counters.wrongClusterCount++;
            return false;
        }
        for (final int peerId : peerIds)
        {
            if (peerId == senderId)
            {
                return true;
            }
        }
        counters.unknownSenderCount++;
        return false;
    }
}
