package io.balsa.node.demo;

import io.balsa.client.ClientContext;
import io.balsa.client.MemberReport;
import io.balsa.client.StatusProbe;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the members from outside, until they are where they should be.
 */
final class ClusterProbe
{
    private static final long PROBE_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long WAIT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private final DemoCluster cluster;
    private final StopRequest stop;

    ClusterProbe(final DemoCluster cluster, final StopRequest stop)
    {
        this.cluster = cluster;
        this.stop = stop;
    }

    /** Wait until a member has applied an entry. */
    void awaitApplied(final int memberId, final long index)
    {
        final long deadlineNs = System.nanoTime() + WAIT_TIMEOUT_NS;
        while (true)
        {
            final List<MemberReport> reports = probe();
            for (final MemberReport report : reports)
            {
                if (report.memberId() == memberId && report.problem() == null && report.appliedIndex() >= index)
                {
                    return;
                }
            }
            pause(deadlineNs, "member " + memberId + " has not caught up with index " + index, reports);
        }
    }

    /** Wait until all members have applied the same entries, and there are no more. */
    List<MemberReport> awaitSettled()
    {
        final long deadlineNs = System.nanoTime() + WAIT_TIMEOUT_NS;
        while (true)
        {
            final List<MemberReport> reports = probe();
            if (isSettled(reports))
            {
                return reports;
            }
            pause(deadlineNs, "the members have not come to the same index", reports);
        }
    }

    private static boolean isSettled(final List<MemberReport> reports)
    {
        final long index = reports.get(0).appliedIndex();
        return reports.stream().allMatch(report ->
            report.problem() == null && report.appliedIndex() == index && report.lastIndex() == index);
    }

    private List<MemberReport> probe()
    {
        final ClientContext context = new ClientContext()
            .clusterId(cluster.clusterId())
            .members(cluster.ingress())
            .connectTimeoutNs(PROBE_TIMEOUT_NS);
        context.media().aeronDirectoryName(cluster.directory().driver("probe").toString());
        return StatusProbe.probe(context);
    }

    private void pause(final long deadlineNs, final String complaint, final List<MemberReport> reports)
    {
        if (System.nanoTime() - deadlineNs >= 0)
        {
            throw new DemoException(complaint + " within " + TimeUnit.NANOSECONDS.toSeconds(WAIT_TIMEOUT_NS) +
                " s: " + reports);
        }
        stop.pause(INTERVAL_NS);
    }
}
