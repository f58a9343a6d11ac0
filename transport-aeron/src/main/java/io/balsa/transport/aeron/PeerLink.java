package io.balsa.transport.aeron;

import io.balsa.transport.media.PublicationLink;
import org.agrona.CloseHelper;

/**
 * The way to one peer: a stream for control, one for entries and one for snapshots, so that bulk never delays a
 * heartbeat nor a snapshot entries, and publications of its own, so that no other peer is affected.
 */
final class PeerLink implements AutoCloseable
{
    private final int peerId;
    private final PublicationLink control;
    private final PublicationLink log;
    private final PublicationLink snapshot;

    PeerLink(
        final int peerId, final PublicationLink control, final PublicationLink log, final PublicationLink snapshot)
    {
        this.snapshot = snapshot;
        this.peerId = peerId;
        this.control = control;
        this.log = log;
    }

    int peerId()
    {
        return peerId;
    }

    PublicationLink control()
    {
        return control;
    }

    PublicationLink log()
    {
        return log;
    }

    PublicationLink snapshot()
    {
        return snapshot;
    }

    int doWork(final long nowNs)
    {
        return control.doWork(nowNs) + log.doWork(nowNs) + snapshot.doWork(nowNs);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(control, log, snapshot);
    }
}
