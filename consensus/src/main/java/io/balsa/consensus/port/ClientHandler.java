package io.balsa.consensus.port;

import org.agrona.DirectBuffer;

/**
 * Takes the requests of clients. A connection is one client process as this member sees it; it is this member's own and
 * is not replicated. Each method answers over {@link ClientTransport} before it returns, or returns false when the
 * answer could not leave; then the transport delivers the same request again later and other clients are not held up.
 */
public interface ClientHandler
{
    /** Value of {@code sessionId} that asks for a new session. */
    long NEW_SESSION = 0;

    /** Value of {@code sessionId} of a client that only observes. */
    long NO_SESSION = -1;

    /**
     * A client connected and its egress is ready. May come again on the same connection.
     *
     * @param connectionId    of this member's making.
     * @param correlationId   to echo.
     * @param clusterId       that the client expects.
     * @param protocolVersion of the client.
     * @param clientKey       random; names an open across its repetitions.
     * @param sessionId       {@link #NEW_SESSION}, {@link #NO_SESSION} or a session to resume.
     * @return false to be called again.
     */
    boolean onConnect(
        long connectionId, long correlationId, long clusterId, int protocolVersion, long clientKey, long sessionId);

    /**
     * A command arrived.
     *
     * @param connectionId  it came over.
     * @param sessionId     it belongs to.
     * @param sequence      in the session, from 1 on.
     * @param ackedSequence up to which the client needs no replies.
     * @param payload       borrowed for the call.
     * @param offset        of the payload in bytes.
     * @param length        of the payload in bytes.
     * @return false to be called again.
     */
    boolean onCommand(
        long connectionId,
        long sessionId,
        long sequence,
        long ackedSequence,
        DirectBuffer payload,
        int offset,
        int length);

    /**
     * A client ends its session.
     *
     * @param connectionId  it came over.
     * @param correlationId to echo.
     * @param sessionId     to end.
     * @return false to be called again.
     */
    boolean onClose(long connectionId, long correlationId, long sessionId);

    /**
     * A client asks for a sign of life.
     *
     * @param connectionId  it came over.
     * @param correlationId to echo.
     * @return false to be called again.
     */
    boolean onPing(long connectionId, long correlationId);

    /**
     * A client asks for the member's state.
     *
     * @param connectionId  it came over.
     * @param correlationId to echo.
     * @return false to be called again.
     */
    boolean onStatusRequest(long connectionId, long correlationId);

    /**
     * A connection is gone.
     *
     * @param connectionId that is not used again.
     */
    void onDisconnect(long connectionId);
}
