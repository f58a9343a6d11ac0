package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.StatusResponseDecoder;
import org.agrona.DirectBuffer;

/**
 * Takes the messages of members. A source is one connection of one member's to this client.
 */
interface EgressHandler
{
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

    void onLeaderEvent(long source, long sessionId, int leaderId);

    void onPong(long source, int leaderId, int memberId);

    default void onStatus(final StatusResponseDecoder status)
    {
    }
}
