package io.balsa.bench.cluster;

import io.balsa.bench.UntilStopped;
import io.balsa.bench.limits.Limits;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Jitter;
import io.balsa.bench.rig.Limit;
import io.balsa.bench.rig.Machine;
import io.balsa.bench.rig.Rig;
import io.balsa.bench.rig.RigPlan;
import io.balsa.bench.rig.RigReport;
import io.balsa.bench.rig.Round;
import io.balsa.bench.rig.RoundResult;
import io.balsa.node.demo.StopRequest;
import io.balsa.transport.media.JvmFlags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code bench cluster}: commits of a whole cluster, beside what the same hops cost without consensus.
 */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Start a cluster on this machine, put a load on it, and report latency, rate and what it took.")
public final class ClusterCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions clusterOptions = new ClusterOptions();

    @Mixin
    private final LoadOptions loadOptions = new LoadOptions();

    @Mixin
    private final ReportOptions reportOptions = new ReportOptions();

    @Option(names = "--no-bare", description = "Do not measure the bare path beside the cluster.")
    private boolean isBareLeftOut;

    @Option(
        names = "--limits",
        description = "Measure what the machine can do at best as well, as 'bench limits' does.")
    private boolean isLimited;

    /** Create. */
    public ClusterCommand()
    {
    }

    @Override
    public Integer call()
    {
        JvmFlags.check();
        final ClusterShape shape = clusterOptions.shape();
        final LoadShape load = loadOptions.shape();
        final RigPlan plan = loadOptions.plan(
            load, shape.idle(), reportOptions.directory(), ClusterOptions.text(shape));
        final List<Contender> contenders = OwnContenders.of(shape, load, isBareLeftOut);
        return reportOptions.tell(UntilStopped.call(stop -> measure(plan, contenders, stop)));
    }

    private RigReport measure(final RigPlan plan, final List<Contender> contenders, final StopRequest stop)
    {
        final Machine machine = Machine.look(plan.directory());
        final Jitter jitter = Jitter.measure();
        final List<Limit> limits = isLimited ?
            new Limits(plan.directory(), plan.rounds(), clusterOptions.idle(), stop).run() : List.of();
        final List<String> names = contenders.stream().map(Contender::name).toList();
        final Round round = new Round(plan, stop);
        final List<List<RoundResult>> rounds = new Rig(plan.rounds(), spec.commandLine().getErr())
            .run(names, i -> round.run(contenders.get(i)));
        return new RigReport(
            plan, machine, jitter, names, contenders.stream().map(Contender::settings).toList(), rounds, limits);
    }
}
