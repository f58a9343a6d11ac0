package io.balsa.client;

import io.balsa.transport.media.JvmFlags;
import io.balsa.transport.media.MediaConnection;

import java.util.List;

/**
 * Asks every member of a cluster for its state, without a session. For tools: it allocates and it waits.
 */
public final class StatusProbe
{
    private StatusProbe()
    {
    }

    /**
     * Ask, and wait until all have answered or {@link ClientContext#connectTimeoutNs()} is over.
     *
     * @param context not concluded yet; a listener is not needed.
     * @return a report for each member of the list, in order of member id.
     * @throws IllegalArgumentException when a setting is not allowed.
     * @throws io.balsa.transport.media.TransportException when the media driver or the egress port is not to be had.
     */
    public static List<MemberReport> probe(final ClientContext context)
    {
        JvmFlags.check();
        context.listener((correlationId, outcome, index, result, offset, length) -> {}).conclude();
        try (MediaConnection media = MediaConnection.launch(context.media());
            EgressAdapter egress = EgressAdapter.open(context, media);
            AeronIngress ingress = new AeronIngress(context, media, egress.responseChannel(), context.egressStreamId()))
        {
            final List<MemberReport> reports = new StatusCollector(context, ingress).run(media, egress);
            ingress.leave(media, context.nanoClock(), context.closeTimeoutNs());
            return reports;
        }
    }
}
