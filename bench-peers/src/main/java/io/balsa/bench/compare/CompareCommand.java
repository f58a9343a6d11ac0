package io.balsa.bench.compare;

import io.balsa.bench.UntilStopped;
import io.balsa.bench.cluster.ClusterShape;
import io.balsa.bench.cluster.Layout;
import io.balsa.bench.cluster.LoadOptions;
import io.balsa.bench.cluster.OwnContenders;
import io.balsa.bench.cluster.ReportOptions;
import io.balsa.bench.cluster.SnapshotLoad;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Jitter;
import io.balsa.bench.rig.Machine;
import io.balsa.bench.rig.Rig;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.bench.rig.RigPlan;
import io.balsa.bench.rig.RigReport;
import io.balsa.bench.rig.Round;
import io.balsa.bench.rig.RoundResult;
import io.balsa.log.mmap.SyncMode;
import io.balsa.node.DriverMode;
import io.balsa.node.IdleMode;
import io.balsa.node.PeerMedia;
import io.balsa.node.demo.StopRequest;
import io.balsa.transport.media.JvmFlags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code bench compare}: this project beside others, under the same load and the same promise.
 */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Start this and other implementations on this machine in turns, put the same load on each, and " +
        "report how they stand to each other.")
final class CompareCommand implements Callable<Integer>
{
    /** For the process of a round: position of its contender, and its directories. */
    static final String ROUND_OPTION = "--round";

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--peers", paramLabel = "PEER[:KEY=VALUE]...", split = ",", required = true,
        description = "Whom to compare with, separated by commas: aeron-cluster, sofa-jraft, ratis. Each is set up " +
            "as was found best; a setting can be given another value, and a peer can be there more than once.")
    private List<String> peers;

    @Option(
        names = "--ingress", paramLabel = "MEDIA", defaultValue = "UDP",
        description = "How the client reaches members: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private PeerMedia ingress;

    @Option(
        names = "--sync-mode", paramLabel = "MODE", defaultValue = "SYNC",
        description = "When entries are durable: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}). The others " +
            "promise the same; with MEMORY their files are in shared memory.")
    private SyncMode syncMode;

    @Option(
        names = "--idle", paramLabel = "MODE", defaultValue = "BACKOFF",
        description = "What threads of this project's members do without work: ${COMPLETION-CANDIDATES} (default " +
            "${DEFAULT-VALUE}). Others have a setting of their own.")
    private IdleMode idle;

    @Mixin
    private final LoadOptions loadOptions = new LoadOptions();

    @Mixin
    private final ReportOptions reportOptions = new ReportOptions();

    @Option(names = "--no-bare", description = "Do not measure the bare path beside.")
    private boolean isBareLeftOut;

    @Option(names = ROUND_OPTION, hidden = true, arity = "3")
    private List<String> round;

    @Override
    public Integer call()
    {
        JvmFlags.check();
        final LoadShape load = loadOptions.shape();
        final RigPlan plan = loadOptions.plan(load, idle, reportOptions.directory(), text());
        final List<Contender> contenders = contenders(load);
        if (round != null)
        {
            final Contender contender = contenders.get(Integer.parseInt(round.get(0)));
            final RigDirectory directory = RigDirectory.of(round.subList(1, round.size()));
            return RoundProcess.serve(stop -> new Round(plan, stop).run(contender, directory));
        }
        return reportOptions.tell(UntilStopped.call(stop -> measure(plan, contenders, stop)));
    }

    private String text()
    {
        return String.format(Locale.ROOT, "%d processes, ingress %s, sync mode %s; each round has a client process",
            MemberPlan.MEMBERS, ingress, syncMode).toLowerCase(Locale.ROOT);
    }

    private List<Contender> contenders(final LoadShape load)
    {
        final ClusterShape shape = new ClusterShape(
            MemberPlan.MEMBERS,
            Layout.PROCESSES,
            PeerMedia.UDP,
            ingress,
            ingress == PeerMedia.IPC ? DriverMode.EXTERNAL : DriverMode.EMBEDDED,
            syncMode,
            idle,
            SnapshotLoad.NONE);
        final List<Contender> contenders = new ArrayList<>(OwnContenders.of(shape, load, isBareLeftOut));
        final Workload workload = new Workload(load, syncMode, ingress);
        peers.forEach(peer -> contenders.add(Peers.contender(peer, workload)));
        return contenders;
    }

    private RigReport measure(final RigPlan plan, final List<Contender> contenders, final StopRequest stop)
    {
        final Machine machine = Machine.look(plan.directory());
        final Jitter jitter = Jitter.measure();
        final List<String> names = contenders.stream().map(Contender::name).toList();
        final RoundProcess process = new RoundProcess(
            plan.directory(), plan.load(), spec.commandLine().getParseResult().originalArgs());
        final List<List<RoundResult>> rounds = new Rig(plan.rounds(), spec.commandLine().getErr())
            .run(names, i -> process.run(names.get(i), i, stop));
        return new RigReport(
            plan, machine, jitter, names, contenders.stream().map(Contender::settings).toList(), rounds, List.of());
    }
}
