package io.balsa.transport.wire;

import org.agrona.DirectBuffer;

/**
 * Takes the requests of clients as they were sent. What a medium knows a client by, and whether a client can be
 * answered, is the medium's own affair.
 *
 * @param <C> what the medium knows a client by.
 */
public interface IngressHandler<C>
{
    /**
     * A client connects.
     *
     * @param connection       it came over.
     * @param correlationId    to echo.
     * @param clusterId        that the client expects.
     * @param protocolVersion  of the client.
     * @param clientKey        names an open across its repetitions.
     * @param sessionId        to resume, or what asks for a new one or for none.
     * @param responseStreamId to answer on.
     * @param responseChannel  to answer on, as the client gave it.
     * @return false to be given the same request again.
     */
    boolean onConnectRequest(
        C connection,
        long correlationId,
        long clusterId,
        int protocolVersion,
        long clientKey,
        long sessionId,
        int responseStreamId,
        String responseChannel);

    /**
     * A command arrived.
     *
     * @param connection    it came over.
     * @param sessionId     it belongs to.
     * @param sequence      in the session.
     * @param ackedSequence up to which the client needs no replies.
     * @param payload       borrowed for the call.
     * @param offset        of the payload in bytes.
     * @param length        of the payload in bytes.
     * @return false to be given the same command again.
     */
    boolean onCommand(
        C connection,
        long sessionId,
        long sequence,
        long ackedSequence,
        DirectBuffer payload,
        int offset,
        int length);

    /**
     * A command arrived that is longer than allowed; its payload is of no use.
     *
     * @param connection it came over.
     * @param sessionId  it belongs to.
     * @param sequence   in the session.
     * @return false to be given the same command again.
     */
    boolean onOverlongCommand(C connection, long sessionId, long sequence);

    /**
     * A client ends its session, or goes where the session is {@link io.balsa.consensus.port.ClientHandler#NO_SESSION}.
     *
     * @param connection    it came over.
     * @param correlationId to echo.
     * @param sessionId     to end.
     * @return false to be given the same request again.
     */
    boolean onCloseRequest(C connection, long correlationId, long sessionId);

    /**
     * A client asks for a sign of life.
     *
     * @param connection    it came over.
     * @param correlationId to echo.
     * @return false to be given the same request again.
     */
    boolean onPing(C connection, long correlationId);

    /**
     * A client asks for the member's state.
     *
     * @param connection    it came over.
     * @param correlationId to echo.
     * @return false to be given the same request again.
     */
    boolean onStatusRequest(C connection, long correlationId);
}
