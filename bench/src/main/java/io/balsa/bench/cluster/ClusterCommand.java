package io.balsa.bench.cluster;

import io.balsa.bench.UntilStopped;
import io.balsa.bench.bare.BarePath;
import io.balsa.bench.limits.Limits;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.rig.Contender;
import io.balsa.bench.rig.Jitter;
import io.balsa.bench.rig.Limit;
import io.balsa.bench.rig.Machine;
import io.balsa.bench.rig.ReportFiles;
import io.balsa.bench.rig.Rig;
import io.balsa.bench.rig.RigPlan;
import io.balsa.bench.rig.RigReport;
import io.balsa.bench.rig.RoundResult;
import io.balsa.log.mmap.SyncMode;
import io.balsa.node.DriverMode;
import io.balsa.node.command.ExitCode;
import io.balsa.node.demo.StopRequest;
import io.balsa.transport.media.JvmFlags;
import org.agrona.concurrent.SystemNanoClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

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
    private static final long JITTER_NS = TimeUnit.SECONDS.toNanos(1);
    private static final DateTimeFormatter REPORT_NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions clusterOptions = new ClusterOptions();

    @Mixin
    private final LoadOptions loadOptions = new LoadOptions();

    @Option(
        names = "--dir", paramLabel = "DIR", defaultValue = "${sys:java.io.tmpdir}",
        description = "Where members keep their logs while they run (default ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
        names = "--report", paramLabel = "DIR",
        description = "Where to leave the report (default balsa-bench-reports/ and the time, in the directory for " +
            "temporary files).")
    private Path report;

    @Option(names = "--no-bare", description = "Do not measure the bare path beside the cluster.")
    private boolean isBareLeftOut;

    @Option(
        names = "--limits",
        description = "Measure what the machine can do at best as well, as 'bench limits' does.")
    private boolean isLimited;

    @Option(names = "--json", description = "Print the report as one line of JSON.")
    private boolean isJson;

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
        final RigPlan plan = new RigPlan(
            load,
            loadOptions.clientIdle(shape.idle()),
            loadOptions.warmupNs(),
            loadOptions.durationNs(),
            loadOptions.commands(),
            loadOptions.rounds(),
            directory,
            ClusterOptions.text(shape));
        final List<Contender> contenders = new ArrayList<>();
        contenders.add(new BalsaCluster(shape, load));
        if (!isBareLeftOut && hasBarePath(shape, load))
        {
            contenders.add(new BarePath(shape.idle(), shape.syncMode() == SyncMode.SYNC, load));
        }
        return tell(UntilStopped.call(stop -> measure(plan, contenders, stop)));
    }

    /** There is one for the layout that matters most. */
    private static boolean hasBarePath(final ClusterShape shape, final LoadShape load)
    {
        return shape.layout() == Layout.PROCESSES && shape.members() == 3 && shape.driver() == DriverMode.EMBEDDED &&
            shape.syncMode() != SyncMode.INLINE && load.payloadBytes() <= BarePath.PAYLOAD_BYTES_MAX;
    }

    private RigReport measure(final RigPlan plan, final List<Contender> contenders, final StopRequest stop)
    {
        final Machine machine = Machine.look(directory);
        final Jitter jitter = Jitter.measure(SystemNanoClock.INSTANCE, JITTER_NS);
        final List<Limit> limits = isLimited ?
            new Limits(directory, plan.rounds(), clusterOptions.idle(), stop).run() : List.of();
        final List<List<RoundResult>> rounds = new Rig(plan, stop, spec.commandLine().getErr()).run(contenders);
        return new RigReport(
            plan, machine, jitter, contenders.stream().map(Contender::name).toList(), rounds, limits);
    }

    private int tell(final RigReport measured)
    {
        final Path reportDirectory = (report != null ? report : Path.of(System.getProperty("java.io.tmpdir"),
            "balsa-bench-reports", LocalDateTime.now(ZoneId.systemDefault()).format(REPORT_NAME))).toAbsolutePath();
        new ReportFiles(reportDirectory).write(measured);
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            out.println(measured.toJson(reportDirectory.toString()));
        }
        else
        {
            measured.printText(out);
            out.println();
            out.println("report    " + reportDirectory);
        }
        if (!measured.isRateReached())
        {
            spec.commandLine().getErr().println("balsa: the rate was not reached in every round");
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }
}
