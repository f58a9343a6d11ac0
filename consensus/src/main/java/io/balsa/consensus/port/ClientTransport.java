package io.balsa.consensus.port;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.DirectBuffer;

/**
 * Ingress from clients and egress to them. No call waits: a send returns false when the client's egress is full or
 * gone, and it is then up to the caller to come back.
 */
public interface ClientTransport extends AutoCloseable
{
    /**
     * Deliver requests that have arrived.
     *
     * @param handler       to call.
     * @param fragmentLimit most fragments to take.
     * @return fragments taken.
     */
    int poll(ClientHandler handler, int fragmentLimit);

    /**
     * Answer {@link ClientHandler#onConnect} or {@link ClientHandler#onClose}.
     *
     * @param connectionId  to answer on.
     * @param correlationId of the request.
     * @param sessionId     opened, resumed or closed; 0 for none.
     * @param lastSequence  of the session that was applied.
     * @param term          of this member.
     * @param leaderId      that it knows, or -1.
     * @param code          the answer.
     * @return false when it could not be sent.
     */
    boolean sendConnectResponse(
        long connectionId,
        long correlationId,
        long sessionId,
        long lastSequence,
        long term,
        int leaderId,
        ConnectCode code);

    /**
     * Tell the outcome of a command.
     *
     * @param connectionId to answer on.
     * @param sessionId    of the command.
     * @param sequence     of the command.
     * @param index        at which it was applied, or 0.
     * @param term         of this member.
     * @param leaderId     that it knows, or -1.
     * @param outcome      of the command.
     * @param result       copied before the call returns.
     * @param offset       of the result in bytes.
     * @param length       of the result in bytes.
     * @return false when it could not be sent.
     */
    boolean sendReply(
        long connectionId,
        long sessionId,
        long sequence,
        long index,
        long term,
        int leaderId,
        OutcomeCode outcome,
        DirectBuffer result,
        int offset,
        int length);

    /**
     * Tell a client that this member no longer leads.
     *
     * @param connectionId     to tell.
     * @param sessionId        of the client.
     * @param term             of this member.
     * @param leaderId         that it knows, or -1.
     * @param appendedSequence highest sequence of the session in this member's log: what came after was not applied.
     * @return false when it could not be sent.
     */
    boolean sendLeaderEvent(long connectionId, long sessionId, long term, int leaderId, long appendedSequence);

    /**
     * Answer {@link ClientHandler#onPing}.
     *
     * @param connectionId  to answer on.
     * @param correlationId of the request.
     * @param term          of this member.
     * @param leaderId      that it knows, or -1.
     * @return false when it could not be sent.
     */
    boolean sendPong(long connectionId, long correlationId, long term, int leaderId);

    /**
     * Answer {@link ClientHandler#onStatusRequest}.
     *
     * @param connectionId  to answer on.
     * @param correlationId of the request.
     * @param status        of this member.
     * @return false when it could not be sent.
     */
    boolean sendStatus(long connectionId, long correlationId, MemberStatus status);

    /** Close ingress and egress. */
    @Override
    void close();
}
