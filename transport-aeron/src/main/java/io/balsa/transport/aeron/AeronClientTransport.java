package io.balsa.transport.aeron;

import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.protocol.DataHeaderFlyweight;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.PublicationLink;
import io.balsa.transport.wire.EgressEncoder;
import io.balsa.transport.wire.WireProtocol;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@link ClientTransport} over Aeron. Each client is polled by its own image, so one that cannot be answered now waits
 * alone.
 */
final class AeronClientTransport implements ClientTransport, IngressAdapter.ConnectionOpener
{
    private static final String IPC_CHANNEL = "aeron:ipc";

    private final UnsafeBuffer empty = new UnsafeBuffer(new byte[0]);
    private final Long2ObjectHashMap<ClientConnection> connectionById = new Long2ObjectHashMap<>();
    private final ConnectionTable connections;
    private final TransportContext context;
    private final MediaConnection media;
    private final TransportCounters counters;
    private final IngressAdapter adapter;
    private final EgressPublisher publisher;
    private final Subscription ingress;
    private final Subscription ipcIngress;
    private ClientHandler handler;
    private long nextConnectionId = ClientConnection.NONE + 1;
    private int firstPolled;
    private int connectingCount;
    private boolean isImagesChanged;

    AeronClientTransport(
        final TransportContext context, final MediaConnection media, final TransportCounters counters)
    {
        this.context = context;
        this.media = media;
        this.counters = counters;
        connections = new ConnectionTable(context.connectionsMax(), context.connectTimeoutNs());
        adapter = new IngressAdapter(this, counters, context.commandLengthMax());
        publisher = new EgressPublisher(
            new EgressEncoder(context.memberId(), context.commandLengthMax(), context.sessionWindow()),
            context.egressMtuLength() - DataHeaderFlyweight.HEADER_LENGTH);
        ingress = subscribe(context.ingressChannel());
        ipcIngress = context.ipcIngress() && !context.ingressChannel().startsWith(IPC_CHANNEL) ?
            subscribe(IPC_CHANNEL) : null;
    }

    private Subscription subscribe(final String channel)
    {
        return media.addSubscription(
            "clients",
            channel + (channel.indexOf('?') < 0 ? "?" : "|") + "rejoin=false",
            WireProtocol.ingressStreamId(context.memberId()),
            this::onImageChange,
            this::onImageChange);
    }

    private void onImageChange(final Image image)
    {
        isImagesChanged = true;
    }

    @Override
    public int poll(final ClientHandler handler, final int fragmentLimit)
    {
        this.handler = handler;
        adapter.handler(handler);
        if (isImagesChanged)
        {
            isImagesChanged = false;
            removeClosedImages();
            addNewImages(ingress);
            addNewImages(ipcIngress);
        }
        final int size = connections.size();
        firstPolled = firstPolled + 1 < size ? firstPolled + 1 : 0;
        int fragments = 0;
        for (int i = 0; i < size && fragments < fragmentLimit; i++)
        {
            final int position = firstPolled + i;
            final ClientConnection connection = connections.get(position < size ? position : position - size);
            if (connection.isAdmitted())
            {
                fragments += connection.poll(fragmentLimit - fragments);
            }
        }
        superviseEgresses();
        if (connections.lackingCount() > 0)
        {
            makeRoom();
        }
        return fragments;
    }

    private void removeClosedImages()
    {
        for (int i = connections.size() - 1; i >= 0; i--)
        {
            if (connections.get(i).image().isClosed())
            {
                disconnect(connections.remove(i));
            }
        }
        connections.admitWaiting(media.nowNs());
    }

    private void addNewImages(final Subscription subscription)
    {
        final int imageCount = subscription == null ? 0 : subscription.imageCount();
        for (int i = 0; i < imageCount; i++)
        {
            final Image image = subscription.imageAtIndex(i);
            if (!connections.contains(image) &&
                !connections.add(new ClientConnection(image, adapter, context.commandLengthMax()), media.nowNs()))
            {
                counters.connectRefusedCount++;
            }
        }
    }

    private void makeRoom()
    {
        for (int i = connections.lackingCount(); i > 0; i--)
        {
            final ClientConnection connection = connections.giveWay(media.nowNs());
            if (connection == null)
            {
                return;
            }
            counters.connectTimeoutCount++;
            abandon(connection);
            connections.admitWaiting(media.nowNs());
        }
    }

    private void superviseEgresses()
    {
        final long nowNs = media.nowNs();
        for (int i = 0; i < connections.size(); i++)
        {
            final ClientConnection connection = connections.get(i);
            if (connection.isConnecting())
            {
                establish(connection, nowNs);
            }
            else if (connection.isEstablished() && !connection.egress().isConnected())
            {
                disconnect(connection);
            }
        }
    }

    private void establish(final ClientConnection connection, final long nowNs)
    {
        connection.egress().doWork(nowNs);
        if (connection.egress().isConnected())
        {
            if (onConnect(connection))
            {
                connection.established();
                connectingCount--;
            }
        }
        else if (connection.isEgressOverdue(nowNs))
        {
            counters.connectTimeoutCount++;
            abandon(connection);
        }
    }

    private boolean onConnect(final ClientConnection connection)
    {
        final ConnectRequest request = connection.request();
        return handler.onConnect(
            connection.connectionId(),
            request.correlationId,
            request.clusterId,
            request.protocolVersion,
            request.clientKey,
            request.sessionId);
    }

    @Override
    public boolean onConnectRequest(final ClientConnection connection)
    {
        if (connection.hasLeft())
        {
            return true;
        }
        final ConnectRequest request = connection.request();
        final String channel = ResponseChannel.accept(request.responseChannel, context.ipcIngress());
        if (channel == null)
        {
            counters.connectRefusedCount++;
            return true;
        }
        if (connection.hasEgress(channel, request.responseStreamId))
        {
            return connection.isConnecting() || onConnect(connection);
        }
        disconnect(connection);
        if (connectingCount >= context.pendingConnectionsMax())
        {
            counters.connectRefusedCount++;
            return true;
        }
        final String egressChannel = media.context().publicationChannel(
            channel,
            context.egressMtuLength(),
            MediaContext.termLength(context.replyLengthMax() + WireProtocol.MESSAGE_OVERHEAD));
        final long connectionId = nextConnectionId++;
        connection.connecting(
            connectionId,
            new PublicationLink(media, egressChannel, request.responseStreamId),
            channel,
            request.responseStreamId,
            media.nowNs() + context.connectTimeoutNs());
        connectionById.put(connectionId, connection);
        connectingCount++;
        return true;
    }

    @Override
    public boolean onOverlongCommand(final ClientConnection connection, final long sessionId, final long sequence)
    {
        if (publisher.reply(
            connection.egress(), sessionId, sequence, 0, 0, -1, OutcomeCode.TOO_LARGE, empty, 0, 0))
        {
            counters.overlongCount++;
            return true;
        }
        return false;
    }

    @Override
    public void onLeave(final ClientConnection connection)
    {
        disconnect(connection);
        connections.leave(connection);
        connections.admitWaiting(media.nowNs());
    }

    private void disconnect(final ClientConnection connection)
    {
        final long connectionId = connection.connectionId();
        final boolean wasEstablished = connection.isEstablished();
        abandon(connection);
        if (wasEstablished)
        {
            connection.unestablished(media.nowNs());
            handler.onDisconnect(connectionId);
        }
    }

    private void abandon(final ClientConnection connection)
    {
        if (connection.isConnecting())
        {
            connectingCount--;
        }
        connectionById.remove(connection.connectionId());
        connection.closeEgress();
    }

    private PublicationLink egress(final long connectionId)
    {
        final ClientConnection connection = connectionById.get(connectionId);
        return connection == null ? null : connection.egress();
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
        return publisher.connectResponse(
            egress(connectionId), correlationId, sessionId, lastSequence, term, leaderId, code);
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
        if (length > context.replyLengthMax())
        {
            throw new IllegalArgumentException(
                "length=" + length + " of a result is over replyLengthMax=" + context.replyLengthMax());
        }
        return publisher.reply(
            egress(connectionId), sessionId, sequence, index, term, leaderId, outcome, result, offset, length);
    }

    @Override
    public boolean sendLeaderEvent(
        final long connectionId,
        final long sessionId,
        final long term,
        final int leaderId,
        final long appendedSequence)
    {
        return publisher.leaderEvent(egress(connectionId), sessionId, term, leaderId, appendedSequence);
    }

    @Override
    public boolean sendPong(final long connectionId, final long correlationId, final long term, final int leaderId)
    {
        return publisher.pong(egress(connectionId), correlationId, term, leaderId);
    }

    @Override
    public boolean sendStatus(final long connectionId, final long correlationId, final MemberStatus status)
    {
        return publisher.status(egress(connectionId), correlationId, status);
    }

    @Override
    public void close()
    {
        for (int i = 0; i < connections.size(); i++)
        {
            connections.get(i).closeEgress();
        }
        connections.clear();
        connectionById.clear();
        CloseHelper.closeAll(ingress, ipcIngress);
    }
}
