package io.balsa.client;

import io.aeron.logbuffer.BufferClaim;
import io.aeron.protocol.DataHeaderFlyweight;
import io.balsa.codecs.wire.CloseRequestEncoder;
import io.balsa.codecs.wire.CommandEncoder;
import io.balsa.codecs.wire.ConnectRequestEncoder;
import io.balsa.codecs.wire.MessageHeaderEncoder;
import io.balsa.codecs.wire.PingEncoder;
import io.balsa.codecs.wire.StatusRequestEncoder;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.media.PublicationLink;
import io.balsa.transport.media.WireHeader;
import io.balsa.transport.media.WireProtocol;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;

/**
 * {@link Ingress} over Aeron: a publication to each member, kept open so that a change of leader costs no set-up.
 */
final class AeronIngress implements Ingress, AutoCloseable
{
    private static final int COMMAND_HEADER_LENGTH =
        WireHeader.LENGTH + CommandEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH;
    private static final int VAR_DATA_HEADER_OFFSET = COMMAND_HEADER_LENGTH - WireHeader.VAR_DATA_HEADER_LENGTH;

    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer commandHeader = new UnsafeBuffer(new byte[COMMAND_HEADER_LENGTH]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectRequestEncoder connectRequest = new ConnectRequestEncoder();
    private final CommandEncoder command = new CommandEncoder();
    private final PingEncoder ping = new PingEncoder();
    private final CloseRequestEncoder closeRequest = new CloseRequestEncoder();
    private final StatusRequestEncoder statusRequest = new StatusRequestEncoder();
    private final MemberEndpoints members;
    private final PublicationLink[] links;
    private final long clusterId;
    private final byte[] responseChannel;
    private final int responseStreamId;
    private final int payloadLengthMax;

    AeronIngress(
        final ClientContext context,
        final MediaConnection media,
        final String responseChannel,
        final int responseStreamId)
    {
        members = context.memberEndpoints();
        clusterId = context.clusterId();
        this.responseChannel = responseChannel.getBytes(StandardCharsets.US_ASCII);
        this.responseStreamId = responseStreamId;
        payloadLengthMax = context.mtuLength() - DataHeaderFlyweight.HEADER_LENGTH;
        links = new PublicationLink[members.size()];
        final int termLength = MediaContext.termLength(context.commandLengthMax() + WireProtocol.MESSAGE_OVERHEAD);
        for (int i = 0; i < links.length; i++)
        {
            links[i] = new PublicationLink(
                media,
                media.context().publicationChannel(members.channel(i), context.mtuLength(), termLength),
                WireProtocol.ingressStreamId(members.memberId(i)));
        }
    }

    int doWork(final long nowNs)
    {
        int work = 0;
        for (final PublicationLink link : links)
        {
            work += link.doWork(nowNs);
        }
        return work;
    }

    @Override
    public int memberCount()
    {
        return links.length;
    }

    @Override
    public int memberId(final int position)
    {
        return members.memberId(position);
    }

    @Override
    public boolean isConnected(final int position)
    {
        return links[position].isConnected();
    }

    @Override
    public boolean sendConnect(
        final int position, final long correlationId, final long clientKey, final long sessionId)
    {
        final int length = WireHeader.LENGTH + ConnectRequestEncoder.BLOCK_LENGTH + WireHeader.VAR_DATA_HEADER_LENGTH +
            responseChannel.length;
        if (!claim(position, length))
        {
            return false;
        }
        connectRequest.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .clusterId(clusterId)
            .correlationId(correlationId)
            .clientKey(clientKey)
            .sessionId(sessionId)
            .responseStreamId(responseStreamId)
            .protocolVersion(WireProtocol.VERSION)
            .putResponseChannel(responseChannel, 0, responseChannel.length);
        claim.commit();
        return true;
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
        command.wrapAndApplyHeader(commandHeader, 0, header)
            .sessionId(sessionId)
            .sequence(sequence)
            .ackedSequence(ackedSequence);
        commandHeader.putInt(VAR_DATA_HEADER_OFFSET, length, CommandEncoder.BYTE_ORDER);
        if (COMMAND_HEADER_LENGTH + length > payloadLengthMax)
        {
            return links[position].offer(commandHeader, COMMAND_HEADER_LENGTH, payload, offset, length) ==
                PublicationLink.SENT;
        }
        if (!claim(position, COMMAND_HEADER_LENGTH + length))
        {
            return false;
        }
        claim.buffer().putBytes(claim.offset(), commandHeader, 0, COMMAND_HEADER_LENGTH);
        claim.buffer().putBytes(claim.offset() + COMMAND_HEADER_LENGTH, payload, offset, length);
        claim.commit();
        return true;
    }

    @Override
    public boolean sendPing(final int position, final long correlationId)
    {
        if (!claim(position, WireHeader.LENGTH + PingEncoder.BLOCK_LENGTH))
        {
            return false;
        }
        ping.wrapAndApplyHeader(claim.buffer(), claim.offset(), header).correlationId(correlationId);
        claim.commit();
        return true;
    }

    @Override
    public boolean sendClose(final int position, final long correlationId, final long sessionId)
    {
        if (!claim(position, WireHeader.LENGTH + CloseRequestEncoder.BLOCK_LENGTH))
        {
            return false;
        }
        closeRequest.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .sessionId(sessionId)
            .correlationId(correlationId);
        claim.commit();
        return true;
    }

    boolean sendStatusRequest(final int position, final long correlationId)
    {
        if (!claim(position, WireHeader.LENGTH + StatusRequestEncoder.BLOCK_LENGTH))
        {
            return false;
        }
        statusRequest.wrapAndApplyHeader(claim.buffer(), claim.offset(), header).correlationId(correlationId);
        claim.commit();
        return true;
    }

    /**
     * Tell every member that this client goes, so that its place is free at once, and wait until that has left.
     */
    void leave(final MediaConnection media, final NanoClock clock, final long timeoutNs)
    {
        for (int i = 0; i < links.length; i++)
        {
            if (isConnected(i))
            {
                sendClose(i, 0, ClientHandler.NO_SESSION);
            }
        }
        final IdleStrategy idleStrategy = new BackoffIdleStrategy(10, 20, 1_000, 100_000);
        final long startNs = clock.nanoTime();
        long nowNs = startNs;
        while (!isDrained() && nowNs - startNs < timeoutNs)
        {
            idleStrategy.idle(media.doWork(nowNs));
            nowNs = clock.nanoTime();
        }
    }

    private boolean isDrained()
    {
        for (int i = 0; i < links.length; i++)
        {
            if (isConnected(i) && !links[i].isDrained())
            {
                return false;
            }
        }
        return true;
    }

    private boolean claim(final int position, final int length)
    {
        return links[position].tryClaim(length, claim) == PublicationLink.SENT;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(links);
    }
}
