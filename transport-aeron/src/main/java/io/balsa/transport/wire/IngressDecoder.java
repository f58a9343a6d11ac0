package io.balsa.transport.wire;

import io.balsa.codecs.wire.CloseRequestDecoder;
import io.balsa.codecs.wire.CommandDecoder;
import io.balsa.codecs.wire.ConnectRequestDecoder;
import io.balsa.codecs.wire.PingDecoder;
import io.balsa.codecs.wire.StatusRequestDecoder;
import org.agrona.DirectBuffer;

/**
 * Reads the requests of clients. Nothing is decoded before its size is checked; what fails costs a count and is never
 * thrown.
 *
 * @param <C> what the medium knows a client by.
 */
public final class IngressDecoder<C>
{
    /** Longest response channel that is read, in bytes. */
    public static final int RESPONSE_CHANNEL_LENGTH_MAX = 128;

    private final WireHeader header = new WireHeader();
    private final ConnectRequestDecoder connectRequest = new ConnectRequestDecoder();
    private final CommandDecoder command = new CommandDecoder();
    private final CloseRequestDecoder closeRequest = new CloseRequestDecoder();
    private final PingDecoder ping = new PingDecoder();
    private final StatusRequestDecoder statusRequest = new StatusRequestDecoder();
    private final IngressHandler<C> handler;
    private final WireCounters counters;
    private final int commandLengthMax;

    /**
     * Create a decoder.
     *
     * @param handler          to pass requests to.
     * @param counters         of what is dropped.
     * @param commandLengthMax longest payload of a command in bytes.
     */
    public IngressDecoder(final IngressHandler<C> handler, final WireCounters counters, final int commandLengthMax)
    {
        this.handler = handler;
        this.counters = counters;
        this.commandLengthMax = commandLengthMax;
    }

    /**
     * Check a request and pass it on, or drop it.
     *
     * @param connection it came over.
     * @param buffer     that holds the request, borrowed for the call.
     * @param offset     of the request in bytes.
     * @param length     of the request in bytes.
     * @return false when the same request is to be delivered again, before any other of this client.
     */
    public boolean onMessage(final C connection, final DirectBuffer buffer, final int offset, final int length)
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

    /**
     * Take a request of which only the head is left, because it was longer than the medium takes.
     *
     * @param connection it came over.
     * @param buffer     that holds the head, borrowed for the call.
     * @param offset     of the head in bytes.
     * @param length     of the head in bytes.
     * @return false when the same head is to be delivered again, before any other request of this client.
     */
    public boolean onOverlongMessage(final C connection, final DirectBuffer buffer, final int offset, final int length)
    {
        if (!header.wrap(buffer, offset, length) ||
            header.templateId() != CommandDecoder.TEMPLATE_ID ||
            !header.hasBlock(CommandDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        wrapCommand(buffer);
        return handler.onOverlongCommand(connection, command.sessionId(), command.sequence());
    }

    private void wrapCommand(final DirectBuffer buffer)
    {
        command.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
    }

    private boolean onCommand(final C connection, final DirectBuffer buffer)
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
        wrapCommand(buffer);
        if (payloadLength > commandLengthMax)
        {
            return handler.onOverlongCommand(connection, command.sessionId(), command.sequence());
        }
        return handler.onCommand(
            connection,
            command.sessionId(),
            command.sequence(),
            command.ackedSequence(),
            buffer,
            header.varDataOffset(),
            payloadLength);
    }

    private boolean onPing(final C connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(PingDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        ping.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        return handler.onPing(connection, ping.correlationId());
    }

    private boolean onCloseRequest(final C connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(CloseRequestDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        closeRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        return handler.onCloseRequest(connection, closeRequest.correlationId(), closeRequest.sessionId());
    }

    private boolean onStatusRequest(final C connection, final DirectBuffer buffer)
    {
        if (!header.hasBlock(StatusRequestDecoder.BLOCK_LENGTH))
        {
            return malformed();
        }
        statusRequest.wrap(buffer, header.blockOffset(), header.blockLength(), header.version());
        return handler.onStatusRequest(connection, statusRequest.correlationId());
    }

    private boolean onConnectRequest(final C connection, final DirectBuffer buffer)
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
        return handler.onConnectRequest(
            connection,
            connectRequest.correlationId(),
            connectRequest.clusterId(),
            connectRequest.protocolVersion(),
            connectRequest.clientKey(),
            connectRequest.sessionId(),
            connectRequest.responseStreamId(),
            buffer.getStringWithoutLengthAscii(header.varDataOffset(), channelLength));
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
