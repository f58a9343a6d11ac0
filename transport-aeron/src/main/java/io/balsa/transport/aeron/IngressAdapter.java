package io.balsa.transport.aeron;

import io.balsa.consensus.port.ClientHandler;
import io.balsa.transport.wire.IngressDecoder;
import io.balsa.transport.wire.IngressHandler;
import org.agrona.DirectBuffer;

/**
 * Takes the requests of clients. A request of a client that has no egress yet is dropped, because there is no way to
 * answer it.
 */
final class IngressAdapter implements IngressHandler<ClientConnection>
{
    private final IngressDecoder<ClientConnection> decoder;
    private final ConnectionOpener opener;
    private final TransportCounters counters;
    private ClientHandler handler;

    IngressAdapter(final ConnectionOpener opener, final TransportCounters counters, final int commandLengthMax)
    {
        this.opener = opener;
        this.counters = counters;
        decoder = new IngressDecoder<>(this, counters.wire, commandLengthMax);
    }

    /** What the adapter cannot decide from a message alone. */
    interface ConnectionOpener
    {
        /** A request to connect, in {@link ClientConnection#request()}; false to be given it again. */
        boolean onConnectRequest(ClientConnection connection);

        /** A command that is longer than allowed; false to be given it again. */
        boolean onOverlongCommand(ClientConnection connection, long sessionId, long sequence);

        /** The client goes, and says so; nothing is answered. */
        void onLeave(ClientConnection connection);
    }

    void handler(final ClientHandler handler)
    {
        this.handler = handler;
    }

    boolean onMessage(
        final ClientConnection connection, final DirectBuffer buffer, final int offset, final int length)
    {
        return decoder.onMessage(connection, buffer, offset, length);
    }

    boolean onOverlongMessage(
        final ClientConnection connection, final DirectBuffer buffer, final int offset, final int length)
    {
        return decoder.onOverlongMessage(connection, buffer, offset, length);
    }

    @Override
    public boolean onOverlongCommand(final ClientConnection connection, final long sessionId, final long sequence)
    {
        return !isEstablished(connection) || opener.onOverlongCommand(connection, sessionId, sequence);
    }

    @Override
    public boolean onCommand(
        final ClientConnection connection,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        return !isEstablished(connection) || handler.onCommand(
            connection.connectionId(), sessionId, sequence, ackedSequence, payload, offset, length);
    }

    @Override
    public boolean onPing(final ClientConnection connection, final long correlationId)
    {
        return !isEstablished(connection) || handler.onPing(connection.connectionId(), correlationId);
    }

    @Override
    public boolean onCloseRequest(final ClientConnection connection, final long correlationId, final long sessionId)
    {
        if (sessionId == ClientHandler.NO_SESSION)
        {
            opener.onLeave(connection);
            return true;
        }
        return !isEstablished(connection) || handler.onClose(connection.connectionId(), correlationId, sessionId);
    }

    @Override
    public boolean onStatusRequest(final ClientConnection connection, final long correlationId)
    {
        return !isEstablished(connection) || handler.onStatusRequest(connection.connectionId(), correlationId);
    }

    @Override
    public boolean onConnectRequest(
        final ClientConnection connection,
        final long correlationId,
        final long clusterId,
        final int protocolVersion,
        final long clientKey,
        final long sessionId,
        final int responseStreamId,
        final String responseChannel)
    {
        final ConnectRequest request = connection.request();
        request.correlationId = correlationId;
        request.clusterId = clusterId;
        request.clientKey = clientKey;
        request.sessionId = sessionId;
        request.protocolVersion = protocolVersion;
        request.responseStreamId = responseStreamId;
        request.responseChannel = responseChannel;
        return opener.onConnectRequest(connection);
    }

    private boolean isEstablished(final ClientConnection connection)
    {
        if (connection.isEstablished())
        {
            return true;
        }
        counters.unconnectedCount++;
        return false;
    }
}
