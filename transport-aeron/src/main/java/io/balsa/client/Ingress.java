package io.balsa.client;

import org.agrona.DirectBuffer;

/**
 * The ways from a client to the members, by position in the list of members. No call waits.
 */
interface Ingress
{
    int memberCount();

    int memberId(int position);

    boolean isConnected(int position);

    boolean sendConnect(int position, long correlationId, long clientKey, long sessionId);

    boolean sendCommand(
        int position,
        long sessionId,
        long sequence,
        long ackedSequence,
        DirectBuffer payload,
        int offset,
        int length);

    boolean sendPing(int position, long correlationId);

    boolean sendClose(int position, long correlationId, long sessionId);
}
