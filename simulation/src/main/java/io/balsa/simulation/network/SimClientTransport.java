package io.balsa.simulation.network;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.wire.EgressEncoder;
import io.balsa.transport.wire.IngressDecoder;
import io.balsa.transport.wire.IngressHandler;
import io.balsa.transport.wire.WireCounters;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@link ClientTransport} of one incarnation of a member over {@link SimNetwork}, with the real bytes. A request of a
 * client that has not connected is dropped, as there is no way to answer. When the member's process has ended it sends
 * and delivers nothing.
 */
public final class SimClientTransport implements ClientTransport
{
    private final UnsafeBuffer empty = new UnsafeBuffer(new byte[0]);
    private final WireCounters counters = new WireCounters();
    private final Long2ObjectHashMap<SimConnection> connectionById = new Long2ObjectHashMap<>();
    private final IngressDecoder<SimConnection> decoder;
    private final SimNetwork network;
    private final EgressEncoder encoder;
    private final SimConnection[] connections;
    private final int memberId;
    private final int incarnation;
    private ClientHandler handler;
    private long nextConnectionId = SimConnection.NONE + 1;
    private long unconnectedCount;
    private int firstPolled;
    private boolean isClosed;

    /**
     * Create the transport of the process that runs now.
     *
     * @param network          to send over.
     * @param memberId         of the member, which is its node.
     * @param clientIds        nodes of the clients.
     * @param commandLengthMax longest command in bytes; a longer one is answered as too large.
     * @param sessionWindow    most unanswered commands of a session.
     */
    public SimClientTransport(
        final SimNetwork network,
        final int memberId,
        final int[] clientIds,
        final int commandLengthMax,
        final int sessionWindow)
    {
        this.network = network;
        this.memberId = memberId;
        incarnation = network.incarnation(memberId);
        encoder = new EgressEncoder(memberId, commandLengthMax, sessionWindow);
        decoder = new IngressDecoder<>(new Requests(), counters, commandLengthMax);
        connections = new SimConnection[clientIds.length];
        for (int i = 0; i < clientIds.length; i++)
        {
            connections[i] = new SimConnection(
                network.link(clientIds[i], memberId, LinkStream.INGRESS),
                network.link(memberId, clientIds[i], LinkStream.EGRESS));
        }
    }

    /**
     * What was dropped.
     *
     * @return the counters.
     */
    public WireCounters counters()
    {
        return counters;
    }

    /**
     * Requests of clients that had not connected.
     *
     * @return count since the start.
     */
    public long unconnectedCount()
    {
        return unconnectedCount;
    }

    private boolean isRunning()
    {
        return !isClosed && network.isRunning(memberId, incarnation);
    }

    @Override
    public int poll(final ClientHandler clientHandler, final int fragmentLimit)
    {
        handler = clientHandler;
        firstPolled = firstPolled + 1 < connections.length ? firstPolled + 1 : 0;
        int fragments = 0;
        for (int i = 0; i < connections.length; i++)
        {
            final int position = firstPolled + i;
            fragments += poll(
                connections[position < connections.length ? position : position - connections.length],
                fragmentLimit - fragments);
        }
        return fragments;
    }

    private int poll(final SimConnection connection, final int fragmentLimit)
    {
        int fragments = 0;
        disconnectIfOver(connection);
        while (fragments < fragmentLimit && isRunning())
        {
            final Message message = connection.ingress.poll();
            if (message == null)
            {
                break;
            }
            if (decoder.onMessage(connection, message.buffer, 0, message.length))
            {
                connection.ingress.taken(message);
                fragments++;
            }
            else
            {
                giveBack(connection.ingress, message);
                break;
            }
            disconnectIfOver(connection);
        }
        return fragments;
    }

    /** While the handler ran the process may have ended, and what had arrived with it. */
    private void giveBack(final Link link, final Message message)
    {
        if (isRunning() && link.life() == message.life)
        {
            link.giveBack(message);
        }
    }

    private void disconnectIfOver(final SimConnection connection)
    {
        if (connection.isOver() && isRunning())
        {
            disconnect(connection);
        }
    }

    private void disconnect(final SimConnection connection)
    {
        if (connection.isOpen())
        {
            final long connectionId = connection.connectionId();
            connectionById.remove(connectionId);
            connection.close();
            handler.onDisconnect(connectionId);
        }
    }

    private boolean connect(final SimConnection connection)
    {
        if (!connection.isOpen() && connection.egress.isConnected())
        {
            connection.open(nextConnectionId++, network.nextSource());
            connectionById.put(connection.connectionId(), connection);
        }
        return connection.isOpen();
    }

    /** The connection on which a message can leave now, or null. */
    private SimConnection claim(final long connectionId)
    {
        network.beforeSend(memberId);
        final SimConnection connection = isRunning() ? connectionById.get(connectionId) : null;
        return connection != null && !connection.isOver() && connection.egress.tryClaim() == PeerTransport.SENT ?
            connection : null;
    }

    private boolean send(final SimConnection connection, final Message message)
    {
        message.source = connection.source();
        connection.egress.send(message);
        return true;
    }

    @Override
    public boolean sendConnectResponse(
        final long connectionId,
        final long correlationId,
        final long sessionId,
        final long lastSequence,
        final long term,
        final int leaderId,
        final ConnectCode code)
    {
        final SimConnection connection = claim(connectionId);
        if (connection == null)
        {
            return false;
        }
        final Message message = network.pool().take(EgressEncoder.CONNECT_RESPONSE_LENGTH);
        encoder.connectResponse(
            message.buffer, 0, correlationId, sessionId, lastSequence, term, leaderId, code);
        return send(connection, message);
    }

    @Override
    public boolean sendReply(
        final long connectionId,
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
        final SimConnection connection = claim(connectionId);
        if (connection == null)
        {
            return false;
        }
        final Message message = network.pool().take(EgressEncoder.REPLY_HEADER_LENGTH + length);
        encoder.replyHeader(message.buffer, 0, sessionId, sequence, index, term, leaderId, outcome, length);
        message.buffer.putBytes(EgressEncoder.REPLY_HEADER_LENGTH, result, offset, length);
        return send(connection, message);
    }

    @Override
    public boolean sendLeaderEvent(
        final long connectionId,
        final long sessionId,
        final long term,
        final int leaderId,
        final long appendedSequence)
    {
        final SimConnection connection = claim(connectionId);
        if (connection == null)
        {
            return false;
        }
        final Message message = network.pool().take(EgressEncoder.LEADER_EVENT_LENGTH);
        encoder.leaderEvent(message.buffer, 0, sessionId, term, leaderId, appendedSequence);
        return send(connection, message);
    }

    @Override
    public boolean sendPong(final long connectionId, final long correlationId, final long term, final int leaderId)
    {
        final SimConnection connection = claim(connectionId);
        if (connection == null)
        {
            return false;
        }
        final Message message = network.pool().take(EgressEncoder.PONG_LENGTH);
        encoder.pong(message.buffer, 0, correlationId, term, leaderId);
        return send(connection, message);
    }

    @Override
    public boolean sendStatus(final long connectionId, final long correlationId, final MemberStatus status)
    {
        final SimConnection connection = claim(connectionId);
        if (connection == null)
        {
            return false;
        }
        final Message message = network.pool().take(EgressEncoder.statusLength(status.peerCount));
        encoder.status(message.buffer, 0, correlationId, status);
        return send(connection, message);
    }

    @Override
    public void close()
    {
        isClosed = true;
    }

    private final class Requests implements IngressHandler<SimConnection>
    {
        private boolean isConnected(final SimConnection connection)
        {
            if (connection.isOpen())
            {
                return true;
            }
            unconnectedCount++;
            return false;
        }

        @Override
        public boolean onConnectRequest(
            final SimConnection connection,
            final long correlationId,
            final long clusterId,
            final int protocolVersion,
            final long clientKey,
            final long sessionId,
            final int responseStreamId,
            final String responseChannel)
        {
            return !connect(connection) || handler.onConnect(
                connection.connectionId(), correlationId, clusterId, protocolVersion, clientKey, sessionId);
        }

        @Override
        public boolean onCommand(
            final SimConnection connection,
            final long sessionId,
            final long sequence,
            final long ackedSequence,
            final DirectBuffer payload,
            final int offset,
            final int length)
        {
            return !isConnected(connection) || handler.onCommand(
                connection.connectionId(), sessionId, sequence, ackedSequence, payload, offset, length);
        }

        @Override
        public boolean onOverlongCommand(final SimConnection connection, final long sessionId, final long sequence)
        {
            return !isConnected(connection) || sendReply(
                connection.connectionId(), sessionId, sequence, 0, 0, -1, OutcomeCode.TOO_LARGE, empty, 0, 0);
        }

        @Override
        public boolean onCloseRequest(final SimConnection connection, final long correlationId, final long sessionId)
        {
            if (sessionId == ClientHandler.NO_SESSION)
            {
                disconnect(connection);
                return true;
            }
            return !isConnected(connection) || handler.onClose(connection.connectionId(), correlationId, sessionId);
        }

        @Override
        public boolean onPing(final SimConnection connection, final long correlationId)
        {
            return !isConnected(connection) || handler.onPing(connection.connectionId(), correlationId);
        }

        @Override
        public boolean onStatusRequest(final SimConnection connection, final long correlationId)
        {
            return !isConnected(connection) || handler.onStatusRequest(connection.connectionId(), correlationId);
        }
    }
}
