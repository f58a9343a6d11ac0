package io.balsa.transport.wire;

import io.balsa.codecs.wire.CloseRequestEncoder;
import io.balsa.codecs.wire.CommandEncoder;
import io.balsa.codecs.wire.ConnectRequestEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.PingEncoder;
import io.balsa.codecs.wire.StatusRequestEncoder;
import org.agrona.MutableDirectBuffer;

import java.nio.charset.StandardCharsets;

/**
 * Writes the requests of a client in place. Each length is what the method of its name needs: the caller has that many
 * bytes ready at the offset. The fields are those of {@link IngressHandler}.
 */
public final class IngressEncoder
{
    /** Length of a command before its payload in bytes. */
    public static final int COMMAND_HEADER_LENGTH =
        WireHeader.LENGTH + CommandEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;

    /** Length of a ping in bytes. */
    public static final int PING_LENGTH = WireHeader.LENGTH + PingEncoder.BLOCK_LENGTH;

    /** Length of a request to end a session in bytes. */
    public static final int CLOSE_REQUEST_LENGTH = WireHeader.LENGTH + CloseRequestEncoder.BLOCK_LENGTH;

    /** Length of a request for the state of a member in bytes. */
    public static final int STATUS_REQUEST_LENGTH = WireHeader.LENGTH + StatusRequestEncoder.BLOCK_LENGTH;

    private static final int PAYLOAD_LENGTH_OFFSET = COMMAND_HEADER_LENGTH - WireHeader.VAR_DATA_HEADER_LENGTH;

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectRequestEncoder connectRequest = new ConnectRequestEncoder();
    private final CommandEncoder command = new CommandEncoder();
    private final PingEncoder ping = new PingEncoder();
    private final CloseRequestEncoder closeRequest = new CloseRequestEncoder();
    private final StatusRequestEncoder statusRequest = new StatusRequestEncoder();
    private final long clusterId;
    private final int responseStreamId;
    private final byte[] responseChannel;

    /**
     * Create an encoder.
     *
     * @param clusterId        that the client expects.
     * @param responseChannel  to be answered on, in ASCII, at most {@link IngressDecoder#RESPONSE_CHANNEL_LENGTH_MAX}
     *                         long.
     * @param responseStreamId to be answered on.
     */
    public IngressEncoder(final long clusterId, final String responseChannel, final int responseStreamId)
    {
        this.clusterId = clusterId;
        this.responseStreamId = responseStreamId;
        this.responseChannel = responseChannel.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Length of a request to connect.
     *
     * @return length in bytes.
     */
    public int connectRequestLength()
    {
        return WireHeader.LENGTH + ConnectRequestEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH +
            responseChannel.length;
    }

    /**
     * Write a request to connect, of {@link #connectRequestLength()}.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param correlationId to be echoed.
     * @param clientKey     names an open across its repetitions.
     * @param sessionId     to resume, or what asks for a new one or for none.
     */
    public void connectRequest(
        final MutableDirectBuffer buffer,
        final int offset,
        final long correlationId,
        final long clientKey,
        final long sessionId)
    {
        connectRequest.wrapAndApplyHeader(buffer, offset, header)
            .clusterId(clusterId)
            .correlationId(correlationId)
            .clientKey(clientKey)
            .sessionId(sessionId)
            .responseStreamId(responseStreamId)
            .protocolVersion(WireProtocol.VERSION)
            .putResponseChannel(responseChannel, 0, responseChannel.length);
    }

    /**
     * Write what comes before the payload of a command; the payload follows it at once.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param sessionId     of the command.
     * @param sequence      of the command.
     * @param ackedSequence up to which no replies are needed.
     * @param payloadLength in bytes.
     */
    public void commandHeader(
        final MutableDirectBuffer buffer,
        final int offset,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final int payloadLength)
    {
        command.wrapAndApplyHeader(buffer, offset, header)
            .sessionId(sessionId)
            .sequence(sequence)
            .ackedSequence(ackedSequence);
        buffer.putInt(offset + PAYLOAD_LENGTH_OFFSET, payloadLength, CommandEncoder.BYTE_ORDER);
    }

    /**
     * Write a ping.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param correlationId to be echoed.
     */
    public void ping(final MutableDirectBuffer buffer, final int offset, final long correlationId)
    {
        ping.wrapAndApplyHeader(buffer, offset, header).correlationId(correlationId);
    }

    /**
     * Write a request to end a session.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param correlationId to be echoed.
     * @param sessionId     to end.
     */
    public void closeRequest(
        final MutableDirectBuffer buffer, final int offset, final long correlationId, final long sessionId)
    {
        closeRequest.wrapAndApplyHeader(buffer, offset, header).sessionId(sessionId).correlationId(correlationId);
    }

    /**
     * Write a request for the state of a member.
     *
     * @param buffer        to write to.
     * @param offset        of the message in bytes.
     * @param correlationId to be echoed.
     */
    public void statusRequest(final MutableDirectBuffer buffer, final int offset, final long correlationId)
    {
        statusRequest.wrapAndApplyHeader(buffer, offset, header).correlationId(correlationId);
    }
}
