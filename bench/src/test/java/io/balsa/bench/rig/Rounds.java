package io.balsa.bench.rig;

import io.balsa.bench.load.LoadResult;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.consensus.latency.Stage;
import io.balsa.consensus.latency.StageLatencies;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.node.IdleMode;
import org.HdrHistogram.Histogram;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Rounds and reports that were never measured. */
final class Rounds
{
    static final int COMMANDS = 10_000;

    private Rounds()
    {
    }

    /** Latencies of 1 to 10,000 times a unit; each process took 1 s and 100 bytes a command. */
    static RoundResult round(final LoadShape shape, final long unitNs, final String... roles)
    {
        final Histogram latencyNs = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
        for (int i = 1; i <= COMMANDS; i++)
        {
            latencyNs.recordValue(i * unitNs);
        }
        final Map<String, ProcessFigures> processes = new LinkedHashMap<>();
        for (final String role : roles)
        {
            processes.put(role, new ProcessFigures(
                TimeUnit.SECONDS.toNanos(1), COMMANDS, 1, 100 * COMMANDS, COMMANDS / 2, 300 * COMMANDS));
        }
        return new RoundResult(
            new LoadResult(shape, latencyNs, COMMANDS, TimeUnit.SECONDS.toNanos(2)), processes, 3,
            processes.containsKey("leader") ? stages(unitNs) : null);
    }

    /** The first stage of a leader takes one unit, the next two, and so on; all of them together 100. */
    private static StageSnapshot stages(final long unitNs)
    {
        final StageLatencies latencies = StageLatencies.standalone(64);
        for (int i = 0; i < Stage.IN_SEQUENCE.size(); i++)
        {
            latencies.record(Stage.IN_SEQUENCE.get(i), (i + 1) * unitNs);
        }
        latencies.record(Stage.LEADER, 100 * unitNs);
        return latencies.snapshot();
    }

    /** Two contenders, the second twice as fast, with a name that XML and JSON have to escape. */
    static RigReport report(final LoadShape shape)
    {
        final RigPlan plan = new RigPlan(shape, IdleMode.YIELDING, TimeUnit.SECONDS.toNanos(1),
            TimeUnit.SECONDS.toNanos(2), 0, 3, Path.of("."), "3 processes, \"quoted\" & <tagged>");
        final Machine machine = new Machine("a <processor>", 2, "Linux 6", "Java 17", "ext4 on /dev/sda", 0.5);
        final Jitter jitter = new Jitter(new Histogram(1_000_000, 3), TimeUnit.SECONDS.toNanos(1));
        return new RigReport(plan, machine, jitter, List.of("balsa", "bare & <path>"),
            List.of("as shipped", "as bare & <fast> as can be"), List.of(
            List.of(round(shape, 2_000, "leader", "client"), round(shape, 4_000, "leader", "client"),
                round(shape, 2_400, "leader", "client")),
            List.of(round(shape, 1_000, "client"), round(shape, 1_200, "client"), round(shape, 1_400, "client"))),
            List.of(new Limit("fdatasync", List.of(round(shape, 1_000, "client").load().latencyNs()))));
    }
}
