package io.balsa.transport.aeron;

import io.aeron.logbuffer.BufferClaim;
import io.balsa.codecs.wire.CommandReplyEncoder;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.ConnectResponseEncoder;
import io.balsa.codecs.wire.LeaderEventEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.PongEncoder;
import io.balsa.codecs.wire.StatusResponseEncoder;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.transport.media.PublicationLink;
import io.balsa.transport.media.WireHeader;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the messages to clients: in place where they fit one fragment, else as header and body.
 */
final class EgressPublisher
{
    static final int REPLY_HEADER_LENGTH =
        WireHeader.LENGTH + CommandReplyEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;
    private static final int VAR_DATA_HEADER_OFFSET = REPLY_HEADER_LENGTH - WireHeader.VAR_DATA_HEADER_LENGTH;

    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer replyHeader = new UnsafeBuffer(new byte[REPLY_HEADER_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectResponseEncoder connectResponse = new ConnectResponseEncoder();
    private final CommandReplyEncoder commandReply = new CommandReplyEncoder();
    private final LeaderEventEncoder leaderEvent = new LeaderEventEncoder();
    private final PongEncoder pong = new PongEncoder();
    private final StatusResponseEncoder statusResponse = new StatusResponseEncoder();
    private final int memberId;
    private final int commandLengthMax;
    private final int sessionWindow;
    private final int payloadLengthMax;

    EgressPublisher(
        final int memberId, final int commandLengthMax, final int sessionWindow, final int payloadLengthMax)
    {
        this.memberId = memberId;
        this.commandLengthMax = commandLengthMax;
        this.sessionWindow = sessionWindow;
        this.payloadLengthMax = payloadLengthMax;
    }

    boolean connectResponse(
        final PublicationLink egress,
        final long correlationId,
        final long sessionId,
        final long lastSequence,
        final long term,
        final int leaderId,
        final ConnectCode code)
    {
        if (!claim(egress, WireHeader.LENGTH + ConnectResponseEncoder.BLOCK_LENGTH))
        {
            return false;
        }
        connectResponse.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .correlationId(correlationId)
            .sessionId(sessionId)
            .term(term)
            .lastSequence(lastSequence)
            .memberId(memberId)
            .leaderId(leaderId)
            .commandLengthMax(commandLengthMax)
            .sessionWindow(sessionWindow)
            .code(code);
        claim.commit();
        return true;
    }

    /** The fields before the result; {@link #reply(PublicationLink, DirectBuffer, int, int)} comes next. */
    void replyHeader(
        final long sessionId,
        final long sequence,
        final long index,
        final long term,
        final int leaderId,
        final OutcomeCode outcome)
    {
        commandReply.wrapAndApplyHeader(replyHeader, 0, header)
            .sessionId(sessionId)
            .sequence(sequence)
            .index(index)
            .term(term)
            .leaderId(leaderId)
            .outcome(outcome);
    }

    boolean reply(final PublicationLink egress, final DirectBuffer result, final int offset, final int length)
    {
        if (egress == null)
        {
            return false;
        }
        replyHeader.putInt(VAR_DATA_HEADER_OFFSET, length, CommandReplyEncoder.BYTE_ORDER);
        if (REPLY_HEADER_LENGTH + length > payloadLengthMax)
        {
            return egress.offer(replyHeader, REPLY_HEADER_LENGTH, result, offset, length) == PublicationLink.SENT;
        }
        if (!claim(egress, REPLY_HEADER_LENGTH + length))
        {
            return false;
        }
        claim.buffer().putBytes(claim.offset(), replyHeader, 0, REPLY_HEADER_LENGTH);
        claim.buffer().putBytes(claim.offset() + REPLY_HEADER_LENGTH, result, offset, length);
        claim.commit();
        return true;
    }

    boolean leaderEvent(
        final PublicationLink egress,
        final long sessionId,
        final long term,
        final int leaderId,
        final long appendedSequence)
    {
        if (!claim(egress, WireHeader.LENGTH + LeaderEventEncoder.BLOCK_LENGTH))
        {
            return false;
        }
        leaderEvent.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .sessionId(sessionId)
            .term(term)
            .appendedSequence(appendedSequence)
            .leaderId(leaderId);
        claim.commit();
        return true;
    }

    boolean pong(final PublicationLink egress, final long correlationId, final long term, final int leaderId)
    {
        if (!claim(egress, WireHeader.LENGTH + PongEncoder.BLOCK_LENGTH))
        {
            return false;
        }
        pong.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .correlationId(correlationId)
            .term(term)
            .leaderId(leaderId)
            .memberId(memberId);
        claim.commit();
        return true;
    }

    boolean status(final PublicationLink egress, final long correlationId, final MemberStatus status)
    {
        final int length = WireHeader.LENGTH + StatusResponseEncoder.BLOCK_LENGTH +
            StatusResponseEncoder.PeersEncoder.sbeHeaderSize() +
            status.peerCount * StatusResponseEncoder.PeersEncoder.sbeBlockLength();
        if (length > payloadLengthMax)
        {
            throw new IllegalArgumentException("status of " + status.peerCount + " members takes " + length +
                " bytes, over the " + payloadLengthMax + " of one fragment; raise egressMtuLength");
        }
        if (!claim(egress, length))
        {
            return false;
        }
        statusResponse.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .correlationId(correlationId)
            .clusterId(status.clusterId)
            .term(status.term)
            .commitIndex(status.commitIndex)
            .appliedIndex(status.appliedIndex)
            .lastIndex(status.lastIndex)
            .syncedIndex(status.syncedIndex)
            .stateDigest(status.stateDigest)
            .memberId(status.memberId)
            .leaderId(status.leaderId)
            .sessionCount(status.sessionCount)
            .role(status.role);
        final StatusResponseEncoder.PeersEncoder peers = statusResponse.peersCount(status.peerCount);
        for (int i = 0; i < status.peerCount; i++)
        {
            peers.next()
                .matchIndex(status.peerMatchIndexes[i])
                .lastContactNs(status.peerLastContactNs[i])
                .memberId(status.peerIds[i])
                .progress(status.peerProgress[i]);
        }
        claim.commit();
        return true;
    }

    private boolean claim(final PublicationLink egress, final int length)
    {
        return egress != null && egress.tryClaim(length, claim) == PublicationLink.SENT;
    }
}
