package io.balsa.transport.aeron;

import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.media.JvmFlags;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.SharedCounters;
import org.agrona.CloseHelper;

/**
 * A member's links to its peers and clients over one media driver, all driven by one thread through
 * {@link PeerTransport#doWork(long)} of {@link #peers()}.
 */
public final class AeronTransport implements AutoCloseable
{
    private final TransportCounters counters = new TransportCounters();
    private final MediaConnection media;
    private AeronPeerTransport peers;
    private AeronClientTransport clients;

    private AeronTransport(final MediaConnection media)
    {
        this.media = media;
    }

    /**
     * Open the links. All sockets are bound when this returns; the peers' ends need not be there yet.
     *
     * @param context not concluded yet.
     * @return the transport.
     * @throws IllegalArgumentException when a setting is not allowed.
     * @throws io.balsa.transport.media.TransportException when a port is taken, a name does not resolve or a media
     * driver is not there.
     */
    public static AeronTransport launch(final TransportContext context)
    {
        JvmFlags.check();
        context.conclude();
        final AeronTransport transport = new AeronTransport(MediaConnection.launch(context.media()));
        try
        {
            transport.open(context);
            return transport;
        }
        catch (final RuntimeException ex)
        {
            transport.close();
            throw ex;
        }
    }

    private void open(final TransportContext context)
    {
        peers = new AeronPeerTransport(context, media, counters);
        clients = new AeronClientTransport(context, media, counters);
        counters.showIn(media.counters(), context.memberId());
    }

    /**
     * Links to peers; its {@code doWork} drives clients' links too.
     *
     * @return the links.
     */
    public PeerTransport peers()
    {
        return peers;
    }

    /**
     * Links to clients.
     *
     * @return the links.
     */
    public ClientTransport clients()
    {
        return clients;
    }

    /**
     * What was dropped.
     *
     * @return the counters.
     */
    public TransportCounters counters()
    {
        return counters;
    }

    /**
     * Where to show more counters, before the first duty cycle.
     *
     * @return counters among those of the media driver.
     */
    public SharedCounters sharedCounters()
    {
        return media.counters();
    }

    /** Close all links and an embedded media driver. */
    @Override
    public void close()
    {
        CloseHelper.closeAll(clients, peers, media);
    }
}
