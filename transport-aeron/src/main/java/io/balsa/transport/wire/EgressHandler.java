package io.balsa.transport.wire;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.StatusResponseDecoder;
import org.agrona.DirectBuffer;

/**
 * Takes the messages of members. A source is one connection of one member's to this client; no two have the same
 * number.
 */
public interface EgressHandler
{
    /**
     * The answer to a request to connect or to close.
     *
     * @param source           connection it came over.
     * @param correlationId    of the request.
     * @param sessionId        opened, resumed or closed; 0 for none.
     * @param term             of the member.
     * @param memberId         of the member.
     * @param leaderId         that it knows, or -1.
     * @param commandLengthMax longest command that it takes, in bytes.
     * @param sessionWindow    most unanswered commands of a session.
     * @param code             the answer.
     */
    void onConnectResponse(
        long source,
        long correlationId,
        long sessionId,
        long term,
        int memberId,
        int leaderId,
        int commandLengthMax,
        int sessionWindow,
        ConnectCode code);

    /**
     * The outcome of a command.
     *
     * @param source    connection it came over.
     * @param sessionId of the command.
     * @param sequence  of the command.
     * @param index     at which it was applied, or 0.
     * @param leaderId  that the member knows, or -1.
     * @param outcome   of the command.
     * @param result    borrowed for the call.
     * @param offset    of the result in bytes.
     * @param length    of the result in bytes.
     */
    void onCommandReply(
        long source,
        long sessionId,
        long sequence,
        long index,
        int leaderId,
        OutcomeCode outcome,
        DirectBuffer result,
        int offset,
        int length);

    /**
     * The member no longer leads.
     *
     * @param source    connection it came over.
     * @param sessionId of the client.
     * @param leaderId  that the member knows, or -1.
     */
    void onLeaderEvent(long source, long sessionId, int leaderId);

    /**
     * A sign of life.
     *
     * @param source   connection it came over.
     * @param leaderId that the member knows, or -1.
     * @param memberId of the member.
     */
    void onPong(long source, int leaderId, int memberId);

    /**
     * The state of a member.
     *
     * @param status borrowed for the call, before its first group.
     */
    default void onStatus(final StatusResponseDecoder status)
    {
    }
}
