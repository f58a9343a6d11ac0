package io.balsa.client;

import io.aeron.logbuffer.BufferClaim;
import io.aeron.protocol.DataHeaderFlyweight;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.media.PublicationLink;
import io.balsa.transport.wire.IngressEncoder;
import io.balsa.transport.wire.WireProtocol;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@link Ingress} over Aeron: a publication to each member, kept open so that a change of leader costs no set-up.
 */
final class AeronIngress implements Ingress, AutoCloseable
{
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer commandHeader = new UnsafeBuffer(new byte[IngressEncoder.COMMAND_HEADER_LENGTH]);
    private final IngressEncoder encoder;
    private final MemberEndpoints members;
    private final PublicationLink[] links;
    private final int payloadLengthMax;

    AeronIngress(
        final ClientContext context,
        final MediaConnection media,
        final String responseChannel,
        final int responseStreamId)
    {
        members = context.memberEndpoints();
        encoder = new IngressEncoder(context.clusterId(), responseChannel, responseStreamId);
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
        if (!claim(position, encoder.connectRequestLength()))
        {
            return false;
        }
        encoder.connectRequest(claim.buffer(), claim.offset(), correlationId, clientKey, sessionId);
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
        final int messageLength = IngressEncoder.COMMAND_HEADER_LENGTH + length;
        if (messageLength > payloadLengthMax)
        {
            encoder.commandHeader(commandHeader, 0, sessionId, sequence, ackedSequence, length);
            return links[position].offer(
                commandHeader, IngressEncoder.COMMAND_HEADER_LENGTH, payload, offset, length) == PublicationLink.SENT;
        }
        if (!claim(position, messageLength))
        {
            return false;
        }
        encoder.commandHeader(claim.buffer(), claim.offset(), sessionId, sequence, ackedSequence, length);
        claim.buffer().putBytes(claim.offset() + IngressEncoder.COMMAND_HEADER_LENGTH, payload, offset, length);
        claim.commit();
        return true;
    }

    @Override
    public boolean sendPing(final int position, final long correlationId)
    {
        if (!claim(position, IngressEncoder.PING_LENGTH))
        {
            return false;
        }
        encoder.ping(claim.buffer(), claim.offset(), correlationId);
        claim.commit();
        return true;
    }

    @Override
    public boolean sendClose(final int position, final long correlationId, final long sessionId)
    {
        if (!claim(position, IngressEncoder.CLOSE_REQUEST_LENGTH))
        {
            return false;
        }
        encoder.closeRequest(claim.buffer(), claim.offset(), correlationId, sessionId);
        claim.commit();
        return true;
    }

    boolean sendStatusRequest(final int position, final long correlationId)
    {
        if (!claim(position, IngressEncoder.STATUS_REQUEST_LENGTH))
        {
            return false;
        }
        encoder.statusRequest(claim.buffer(), claim.offset(), correlationId);
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
