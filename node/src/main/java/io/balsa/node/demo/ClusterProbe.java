package io.balsa.node.demo;

import io.balsa.client.ClientContext;
import io.balsa.client.MemberReport;
import io.balsa.client.StatusProbe;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the members from outside, until they are where they should be.
 */
public final class ClusterProbe
{
    private static final long PROBE_TIMEOUT_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long WAIT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private final long clusterId;
    private final String ingress;
    private final Path driver;
    private final StopRequest stop;

    /**
     * Create.
     *
     * @param clusterId of the cluster.
     * @param ingress   where clients find the members, {@code ID=HOST:PORT,...}.
     * @param driver    directory of a media driver that looking takes, which is there only meanwhile.
     * @param stop      ends the waiting.
     */
    public ClusterProbe(final long clusterId, final String ingress, final Path driver, final StopRequest stop)
    {
        this.clusterId = clusterId;
        this.ingress = ingress;
        this.driver = driver;
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

    /**
     * Wait until all members have applied the same entries, and there are no more.
     *
     * @return what each member tells then.
     * @throws DemoException when they have not after a minute, or a stop was asked for.
     */
    public List<MemberReport> awaitSettled()
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
            .clusterId(clusterId)
            .members(ingress)
            .connectTimeoutNs(PROBE_TIMEOUT_NS);
        context.media().aeronDirectoryName(driver.toString());
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
