package io.balsa.transport.aeron;

import io.balsa.codecs.wire.CloseRequestDecoder;
import io.balsa.codecs.wire.CommandDecoder;
import io.balsa.codecs.wire.ConnectRequestDecoder;
import io.balsa.codecs.wire.PingDecoder;
import io.balsa.codecs.wire.StatusRequestDecoder;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.transport.media.WireHeader;
import org.agrona.DirectBuffer;

/**
 * Reads the requests of clients. Nothing is decoded before its size is checked; what fails costs a counter. A request
 * of a client that has no egress yet is dropped, because there is no way to answer it.
 */
final class IngressAdapter
{
    /** Longest response channel that is read. */
    static final int RESPONSE_CHANNEL_LENGTH_MAX = 128;

    private final WireHeader header = new WireHeader();
    private final ConnectRequestDecoder connectRequest = new ConnectRequestDecoder();
    private final CommandDecoder command = new CommandDecoder();
    private final CloseRequestDecoder closeRequest = new CloseRequestDecoder();
    private final PingDecoder ping = new PingDecoder();
    private final StatusRequestDecoder statusRequest = new StatusRequestDecoder();
    private final ConnectionOpener opener;
    private final TransportCounters counters;
    private final int commandLengthMax;
    private ClientHandler handler;

    IngressAdapter(final ConnectionOpener opener, final TransportCounters counters, final int commandLengthMax)
    {
        this.opener = opener;
        this.counters = counters;
        this.commandLengthMax = commandLengthMax;
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
        if (!header.wrap(buffer, offset, length))
        {
            return malformed();
        }
        return switch (header.templateId())
        {
            case CommandDecoder.TEMPLATE_ID -> onCommand(connection, buffer);
            case PingDecoder.TEMPLATE_ID -> onPing(connection, buffer);
            case ConnectRequestDecoder.TEMPLATE_ID -> onConnectRequest(connection, buffer);
            case CloseRequestDecoder.TEMPLATE_ID -> onCloseRequest(connection, buffer);
            case StatusRequestDecoder.TEMPLATE_ID -> onStatusRequest(connection, buffer);
            default -> unknownTemplate();
        };
    }

    boolean onOverlongMessage(
        final ClientConnection connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!header.wrap(buffer, offset, length) ||
            header.templateId() != CommandDecoder.TEMPLATE_ID ||
            !header.hasBlock(CommandDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        return !isEstablished(connection) || onOverlongCommand(connection, buffer);
    }

    private boolean onOverlongCommand(final ClientConnection connection, final DirectBuffer buffer)
    {
        command.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        return opener.onOverlongCommand(connection, command.sessionId(), command.sequence());
    }

    private boolean onCommand(final ClientConnection connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(CommandDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        final int payloadLength = header.varDataLength();
        if (payloadLength < 0)
        {
            return malformed();
        }
        if (!isEstablished(connection))
        {
            return true;
        }
        if (payloadLength > commandLengthMax)
        {
            return onOverlongCommand(connection, buffer);
        }
        command.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        return handler.onCommand(
            connection.connectionId(),
            command.sessionId(),
            command.sequence(),
            command.ackedSequence(),
            buffer,
            header.varDataOffset(),
            payloadLength);
    }

    private boolean onPing(final ClientConnection connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(PingDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        ping.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        return !isEstablished(connection) || handler.onPing(connection.connectionId(), ping.correlationId());
    }

    private boolean onCloseRequest(final ClientConnection connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(CloseRequestDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        closeRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        if (closeRequest.sessionId() == ClientHandler.NO_SESSION)
        {
            opener.onLeave(connection);
            return true;
        }
        return !isEstablished(connection) || handler.onClose(
            connection.connectionId(), closeRequest.correlationId(), closeRequest.sessionId());
    }

    private boolean onStatusRequest(final ClientConnection connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(StatusRequestDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        statusRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        return !isEstablished(connection) || handler.onStatusRequest(
            connection.connectionId(), statusRequest.correlationId());
    }

    private boolean onConnectRequest(final ClientConnection connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(ConnectRequestDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        final int channelLength = header.varDataLength();
        if (channelLength < 0 || channelLength > RESPONSE_CHANNEL_LENGTH_MAX)
        {
            return malformed();
        }
        connectRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        final ConnectRequest request = connection.request();
        request.correlationId = connectRequest.correlationId();
        request.clusterId = connectRequest.clusterId();
        request.clientKey = connectRequest.clientKey();
        request.sessionId = connectRequest.sessionId();
        request.protocolVersion = connectRequest.protocolVersion();
        request.responseStreamId = connectRequest.responseStreamId();
        request.responseChannel = buffer.getStringWithoutLengthAscii(header.varDataOffset(), channelLength);
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

    private boolean unknownTemplate()
    {
        counters.unknownTemplateCount++;
        return true;
    }

    private boolean malformed()
    {
        counters.malformedCount++;
        return true;
    }
}
