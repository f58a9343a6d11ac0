package io.balsa.simulation.network;

import io.balsa.client.Ingress;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.wire.EgressDecoder;
import io.balsa.transport.wire.EgressHandler;
import io.balsa.transport.wire.IngressEncoder;
import org.agrona.DirectBuffer;

/**
 * {@link Ingress} of one incarnation of a client over {@link SimNetwork}, with the real bytes, and the way back. When
 * its process has ended it sends and delivers nothing.
 */
public final class SimIngress implements Ingress
{
    private static final String RESPONSE_CHANNEL = "sim";

    private final EgressDecoder decoder = new EgressDecoder();
    private final SimNetwork network;
    private final IngressEncoder encoder;
    private final int clientId;
    private final int incarnation;
    private final int[] memberIds;
    private final Link[] links;
    private final Link[] egresses;

    /**
     * Create the ways of the process that runs now.
     *
     * @param network   to send over.
     * @param clusterId that the client expects.
     * @param clientId  node of the client.
     * @param memberIds of the members.
     */
    public SimIngress(final SimNetwork network, final long clusterId, final int clientId, final int[] memberIds)
    {
        this.network = network;
        this.clientId = clientId;
        this.memberIds = memberIds.clone();
        incarnation = network.incarnation(clientId);
        encoder = new IngressEncoder(clusterId, RESPONSE_CHANNEL, clientId);
        links = new Link[memberIds.length];
        egresses = new Link[memberIds.length];
        for (int i = 0; i < memberIds.length; i++)
        {
            links[i] = network.link(clientId, memberIds[i], LinkStream.INGRESS);
            egresses[i] = network.link(memberIds[i], clientId, LinkStream.EGRESS);
        }
    }

    /**
     * Deliver the answers that have arrived.
     *
     * @param handler       to call, which is the client's session.
     * @param fragmentLimit most messages to take.
     * @return messages taken.
     */
    public int poll(final EgressHandler handler, final int fragmentLimit)
    {
        int fragments = 0;
        for (final Link egress : egresses)
        {
            while (fragments < fragmentLimit && isRunning())
            {
                final Message message = egress.poll();
                if (message == null)
                {
                    break;
                }
                decoder.onMessage(handler, message.source, message.buffer, 0, message.length);
                egress.taken(message);
                fragments++;
            }
        }
        return fragments;
    }

    /** Tell every member that this client goes. */
    public void leave()
    {
        for (int i = 0; i < links.length; i++)
        {
            sendClose(i, 0, ClientHandler.NO_SESSION);
        }
    }

    /**
     * How many messages of members were not understood.
     *
     * @return count since the start.
     */
    public long droppedCount()
    {
        return decoder.droppedCount();
    }

    private boolean isRunning()
    {
        return network.isRunning(clientId, incarnation);
    }

    @Override
    public int memberCount()
    {
        return links.length;
    }

    @Override
    public int memberId(final int position)
    {
        return memberIds[position];
    }

    @Override
    public boolean isConnected(final int position)
    {
        return isRunning() && links[position].isConnected();
    }

    private boolean claim(final int position)
    {
        network.beforeSend(clientId);
        return isRunning() && links[position].tryClaim() == PeerTransport.SENT;
    }

    private boolean send(final int position, final Message message)
    {
        links[position].send(message);
        return true;
    }

    @Override
    public boolean sendConnect(
        final int position, final long correlationId, final long clientKey, final long sessionId)
    {
        if (!claim(position))
        {
            return false;
        }
        final Message message = network.pool().take(encoder.connectRequestLength());
        encoder.connectRequest(message.buffer, 0, correlationId, clientKey, sessionId);
        return send(position, message);
    }

    @Override
    public boolean sendCommand(
        final int position,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        if (!claim(position))
        {
            return false;
        }
        final Message message = network.pool().take(IngressEncoder.COMMAND_HEADER_LENGTH + length);
        encoder.commandHeader(message.buffer, 0, sessionId, sequence, ackedSequence, length);
        message.buffer.putBytes(IngressEncoder.COMMAND_HEADER_LENGTH, payload, offset, length);
        return send(position, message);
    }

    @Override
    public boolean sendPing(final int position, final long correlationId)
    {
        if (!claim(position))
        {
            return false;
        }
        final Message message = network.pool().take(IngressEncoder.PING_LENGTH);
        encoder.ping(message.buffer, 0, correlationId);
        return send(position, message);
    }

    @Override
    public boolean sendClose(final int position, final long correlationId, final long sessionId)
    {
        if (!claim(position))
        {
            return false;
        }
        final Message message = network.pool().take(IngressEncoder.CLOSE_REQUEST_LENGTH);
        encoder.closeRequest(message.buffer, 0, correlationId, sessionId);
        return send(position, message);
    }
}
