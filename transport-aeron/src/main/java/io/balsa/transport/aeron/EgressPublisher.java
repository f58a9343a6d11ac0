package io.balsa.transport.aeron;

import io.aeron.logbuffer.BufferClaim;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.transport.media.PublicationLink;
import io.balsa.transport.wire.EgressEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends the messages to clients: encoded in place where they fit one fragment, else as header and body.
 */
final class EgressPublisher
{
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer replyHeader = new UnsafeBuffer(new byte[EgressEncoder.REPLY_HEADER_LENGTH]);
    private final EgressEncoder encoder;
    private final int payloadLengthMax;

    EgressPublisher(final EgressEncoder encoder, final int payloadLengthMax)
    {
        this.encoder = encoder;
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
        if (!claim(egress, EgressEncoder.CONNECT_RESPONSE_LENGTH))
        {
            return false;
        }
        encoder.connectResponse(
            claim.buffer(), claim.offset(), correlationId, sessionId, lastSequence, term, leaderId, code);
        claim.commit();
        return true;
    }

    boolean reply(
        final PublicationLink egress,
        final long sessionId,
        final long sequence,
        final long index,
        final long term,
        final int leaderId,
        final OutcomeCode outcome,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        if (egress == null)
        {
            return false;
        }
        final int messageLength = EgressEncoder.REPLY_HEADER_LENGTH + length;
        if (messageLength > payloadLengthMax)
        {
            encoder.replyHeader(replyHeader, 0, sessionId, sequence, index, term, leaderId, outcome, length);
            return egress.offer(replyHeader, EgressEncoder.REPLY_HEADER_LENGTH, result, offset, length) ==
                PublicationLink.SENT;
        }
        if (!claim(egress, messageLength))
        {
            return false;
        }
        encoder.replyHeader(
            claim.buffer(), claim.offset(), sessionId, sequence, index, term, leaderId, outcome, length);
        claim.buffer().putBytes(claim.offset() + EgressEncoder.REPLY_HEADER_LENGTH, result, offset, length);
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
        if (!claim(egress, EgressEncoder.LEADER_EVENT_LENGTH))
        {
            return false;
        }
        encoder.leaderEvent(claim.buffer(), claim.offset(), sessionId, term, leaderId, appendedSequence);
        claim.commit();
        return true;
    }

    boolean pong(final PublicationLink egress, final long correlationId, final long term, final int leaderId)
    {
        if (!claim(egress, EgressEncoder.PONG_LENGTH))
        {
            return false;
        }
        encoder.pong(claim.buffer(), claim.offset(), correlationId, term, leaderId);
        claim.commit();
        return true;
    }

    boolean status(final PublicationLink egress, final long correlationId, final MemberStatus status)
    {
        final int length = EgressEncoder.statusLength(status.peerCount);
        if (length > payloadLengthMax)
        {
            throw new IllegalArgumentException("status of " + status.peerCount + " members takes " + length +
                " bytes, over the " + payloadLengthMax + " of one fragment; raise egressMtuLength");
        }
        if (!claim(egress, length))
        {
            return false;
        }
        encoder.status(claim.buffer(), claim.offset(), correlationId, status);
        claim.commit();
        return true;
    }

    private boolean claim(final PublicationLink egress, final int length)
    {
        return egress != null && egress.tryClaim(length, claim) == PublicationLink.SENT;
    }
}
