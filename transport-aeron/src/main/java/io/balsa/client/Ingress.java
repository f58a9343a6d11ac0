package io.balsa.client;

import org.agrona.DirectBuffer;

/**
 * The ways from a client to the members, by position in the list of members: what {@link ClientSession} needs of a
 * medium. No call waits. A message that was sent may be lost, and may arrive more than once or late: the session copes.
 * <p>
 * Answers come back through the session's own {@link io.balsa.transport.wire.EgressHandler} methods.
 */
public interface Ingress
{
    /**
     * How many members there are.
     *
     * @return count, that stays the same.
     */
    int memberCount();

    /**
     * Which member has a position.
     *
     * @param position from 0 on.
     * @return member id.
     */
    int memberId(int position);

    /**
     * Whether messages can leave for a member; for messages to users only.
     *
     * @param position of the member.
     * @return true when they can.
     */
    boolean isConnected(int position);

    /**
     * Ask a member to open or to resume a session.
     *
     * @param position      of the member.
     * @param correlationId to be echoed.
     * @param clientKey     names an open across its repetitions.
     * @param sessionId     to resume, or 0 for a new one.
     * @return false when it could not be sent.
     */
    boolean sendConnect(int position, long correlationId, long clientKey, long sessionId);

    /**
     * Send a command.
     *
     * @param position      of the member.
     * @param sessionId     of the client.
     * @param sequence      of the command.
     * @param ackedSequence up to which no replies are needed.
     * @param payload       copied before the call returns.
     * @param offset        of the payload in bytes.
     * @param length        of the payload in bytes.
     * @return false when it could not be sent.
     */
    boolean sendCommand(
        int position,
        long sessionId,
        long sequence,
        long ackedSequence,
        DirectBuffer payload,
        int offset,
        int length);

    /**
     * Ask a member for a sign of life.
     *
     * @param position      of the member.
     * @param correlationId to be echoed.
     * @return false when it could not be sent.
     */
    boolean sendPing(int position, long correlationId);

    /**
     * Ask a member to end the session.
     *
     * @param position      of the member.
     * @param correlationId to be echoed.
     * @param sessionId     to end.
     * @return false when it could not be sent.
     */
    boolean sendClose(int position, long correlationId, long sessionId);
}
