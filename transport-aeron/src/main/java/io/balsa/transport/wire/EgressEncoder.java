package io.balsa.transport.wire;

import io.balsa.codecs.wire.CommandReplyEncoder;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.ConnectResponseEncoder;
import io.balsa.codecs.wire.LeaderEventEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.PongEncoder;
import io.balsa.codecs.wire.StatusResponseEncoder;
import io.balsa.consensus.port.MemberStatus;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the messages of a member to clients in place. Each length is what the method of its name needs: the caller has
 * that many bytes ready at the offset. The fields are those of {@link io.balsa.consensus.port.ClientTransport}.
 */
public final class EgressEncoder
{
    /** Length of an answer to a request to connect or to close in bytes. */
    public static final int CONNECT_RESPONSE_LENGTH = WireHeader.LENGTH + ConnectResponseEncoder.BLOCK_LENGTH;

    /** Length of a reply before its result in bytes. */
    public static final int REPLY_HEADER_LENGTH =
        WireHeader.LENGTH + CommandReplyEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;

    /** Length of the news that a member no longer leads in bytes. */
    public static final int LEADER_EVENT_LENGTH = WireHeader.LENGTH + LeaderEventEncoder.BLOCK_LENGTH;

    /** Length of a sign of life in bytes. */
    public static final int PONG_LENGTH = WireHeader.LENGTH + PongEncoder.BLOCK_LENGTH;

    private static final int RESULT_LENGTH_OFFSET = REPLY_HEADER_LENGTH - WireHeader.VAR_DATA_HEADER_LENGTH;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectResponseEncoder connectResponse = new ConnectResponseEncoder();
    private final CommandReplyEncoder commandReply = new CommandReplyEncoder();
    private final LeaderEventEncoder leaderEvent = new LeaderEventEncoder();
    private final PongEncoder pong = new PongEncoder();
    private final StatusResponseEncoder statusResponse = new StatusResponseEncoder();
    private final int memberId;
    private final int commandLengthMax;
    private final int sessionWindow;

    /**
     * Create an encoder.
     *
     * @param memberId         of the sender.
     * @param commandLengthMax longest command that clients may send, in bytes.
     * @param sessionWindow    most unanswered commands of a session.
     */
    public EgressEncoder(final int memberId, final int commandLengthMax, final int sessionWindow)
    {
        this.memberId = memberId;
        this.commandLengthMax = commandLengthMax;
        this.sessionWindow = sessionWindow;
    }

    /**
     * Write an answer to a request to connect or to close.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param correlationId of the request.
     * @param sessionId     opened, resumed or closed; 0 for none.
     * @param lastSequence  of the session that was applied.
     * @param term          of this member.
     * @param leaderId      that it knows, or -1.
     * @param code          the answer.
     */
    public void connectResponse(
        final MutableDirectBuffer buffer,
        final int offset,
        final long correlationId,
        final long sessionId,
        final long lastSequence,
        final long term,
        final int leaderId,
        final ConnectCode code)
    {
        connectResponse.wrapAndApplyHeader(buffer, offset, header)
            .correlationId(correlationId)
            .sessionId(sessionId)
            .term(term)
            .lastSequence(lastSequence)
            .memberId(memberId)
            .leaderId(leaderId)
            .commandLengthMax(commandLengthMax)
            .sessionWindow(sessionWindow)
            .code(code);
    }

    /**
     * Write what comes before the result of a command; the result follows it at once.
     *
     * @param buffer       to write to.
     * @param offset       of the message in bytes.
     * @param sessionId    of the command.
     * @param sequence     of the command.
     * @param index        at which it was applied, or 0.
     * @param term         of this member.
     * @param leaderId     that it knows, or -1.
     * @param outcome      of the command.
     * @param resultLength in bytes.
     */
    public void replyHeader(
        final MutableDirectBuffer buffer,
        final int offset,
        final long sessionId,
        final long sequence,
        final long index,
        final long term,
        final int leaderId,
        final OutcomeCode outcome,
        final int resultLength)
    {
        commandReply.wrapAndApplyHeader(buffer, offset, header)
            .sessionId(sessionId)
            .sequence(sequence)
            .index(index)
            .term(term)
            .leaderId(leaderId)
            .outcome(outcome);
        buffer.putInt(offset + RESULT_LENGTH_OFFSET, resultLength, CommandReplyEncoder.BYTE_ORDER);
    }

    /**
     * Write that this member no longer leads.
     *
     * @param buffer           to write to.
     * @param offset           of the message in bytes.
     * @param sessionId        of the client.
     * @param term             of this member.
     * @param leaderId         that it knows, or -1.
     * @param appendedSequence highest sequence of the session in this member's log.
     */
    public void leaderEvent(
        final MutableDirectBuffer buffer,
        final int offset,
        final long sessionId,
        final long term,
        final int leaderId,
        final long appendedSequence)
    {
        leaderEvent.wrapAndApplyHeader(buffer, offset, header)
            .sessionId(sessionId)
            .term(term)
            .appendedSequence(appendedSequence)
            .leaderId(leaderId);
    }

    /**
     * Write a sign of life.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param correlationId of the request.
     * @param term          of this member.
     * @param leaderId      that it knows, or -1.
     */
    public void pong(
        final MutableDirectBuffer buffer,
        final int offset,
        final long correlationId,
        final long term,
        final int leaderId)
    {
        pong.wrapAndApplyHeader(buffer, offset, header)
            .correlationId(correlationId)
            .term(term)
            .leaderId(leaderId)
            .memberId(memberId);
    }

    /**
     * Length of the state of a member.
     *
     * @param peerCount how many peers it tells of.
     * @return length in bytes.
     */
    public static int statusLength(final int peerCount)
    {
        return WireHeader.LENGTH + StatusResponseEncoder.BLOCK_LENGTH +
            StatusResponseEncoder.PeersEncoder.sbeHeaderSize() +
            peerCount * StatusResponseEncoder.PeersEncoder.sbeBlockLength();
    }

    /**
     * Write the state of a member.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param correlationId of the request.
     * @param status        of this member.
     */
    public void status(
        final MutableDirectBuffer buffer, final int offset, final long correlationId, final MemberStatus status)
    {
        statusResponse.wrapAndApplyHeader(buffer, offset, header)
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
    }
}
