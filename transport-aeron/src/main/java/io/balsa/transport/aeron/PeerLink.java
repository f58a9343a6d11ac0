package io.balsa.transport.aeron;

import io.balsa.transport.media.PublicationLink;
import org.agrona.CloseHelper;

/**
 * The way to one peer: a stream for control and a stream for entries, so that bulk never delays a heartbeat, and
 * publications of its own, so that no other peer is affected.
 */
final class PeerLink implements AutoCloseable
{
    private final int peerId;
    private final PublicationLink control;
    private final PublicationLink log;

    PeerLink(final int peerId, final PublicationLink control, final PublicationLink log)
    {
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

    int doWork(final long nowNs)
    {
        return control.doWork(nowNs) + log.doWork(nowNs);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(control, log);
    }
}
