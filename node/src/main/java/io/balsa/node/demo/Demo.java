package io.balsa.node.demo;

import io.balsa.client.MemberReport;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A cluster on this machine is used, loses its leader while it is, and has to account for every command afterwards.
 */
public final class Demo
{
    private final DemoPlan plan;
    private final StopRequest stop;
    private final Console console;

    /**
     * Create.
     *
     * @param plan    what to do.
     * @param stop    ends it early.
     * @param console to tell how it goes.
     */
    public Demo(final DemoPlan plan, final StopRequest stop, final Console console)
    {
        this.plan = plan;
        this.stop = stop;
        this.console = console;
    }

    /**
     * Carry it through. Nothing is left afterwards, whatever happens: no process, no file but logs that are to be kept.
     *
     * @return what it has shown.
     * @throws DemoException when it could not be carried through.
     */
    public DemoReport run()
    {
        try (DemoDirectory directory = DemoDirectory.create(plan.dir(), plan.isKept()))
        {
            return run(new DemoCluster(plan, directory));
        }
        finally
        {
            console.clear();
            stop.onDone();
        }
    }

    private DemoReport run(final DemoCluster cluster)
    {
        final ClusterProbe probe = new ClusterProbe(
            cluster.clusterId(), cluster.ingress(), cluster.directory().driver("probe"), stop);
        try (DemoMembers members = plan.isInProcess() ? new InProcessMembers(cluster) : new ProcessMembers(cluster))
        {
            console.event(String.format(Locale.ROOT, "starting %d members in %s", plan.members(),
                cluster.directory().root()));
            for (int id = 0; id < plan.members(); id++)
            {
                stop.check();
                members.start(id);
            }
            final Workload workload = work(cluster, members, probe);
            final List<MemberReport> reports = probe.awaitSettled();
            members.stopAll();
            return audit(cluster, workload, reports);
        }
    }

    private Workload work(final DemoCluster cluster, final DemoMembers members, final ClusterProbe probe)
    {
        try (LeaderKills kills = new LeaderKills(plan, members, probe, stop, console);
            Workload workload = new Workload(plan, cluster, members, kills, stop, console))
        {
            workload.connect();
            workload.run();
            console.event("all commands are answered; waiting for the members to settle");
            return workload;
        }
    }

    private DemoReport audit(final DemoCluster cluster, final Workload workload, final List<MemberReport> reports)
    {
        console.event("checking the logs that the members have left");
        final AuditResult audit = LogAudit.run(
            IntStream.range(0, plan.members()).mapToObj(cluster.directory()::member).toList(),
            reports.stream().mapToLong(MemberReport::stateDigest).toArray(),
            reports.get(0).appliedIndex(),
            new DemoCommands(plan.commands(), plan.payloadBytes()),
            workload.acknowledgements());
        final String logs = "logs " + (plan.isKept() ? "kept in " : "were in ") + cluster.directory().root();
        return new DemoReport(
            plan, workload.measurements(), workload.acknowledgements().count(), audit, logs);
    }
}
