package io.balsa.node.demo;

import org.HdrHistogram.Histogram;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * What a demonstration has shown.
 */
public final class DemoReport
{
    private static final double NS_PER_US = 1e3;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_S = 1e9;

    private final DemoPlan plan;
    private final DemoMeasurements measurements;
    private final AuditResult audit;
    private final int acknowledged;
    private final String logs;

    DemoReport(
        final DemoPlan plan,
        final DemoMeasurements measurements,
        final int acknowledged,
        final AuditResult audit,
        final String logs)
    {
        this.plan = plan;
        this.measurements = measurements;
        this.acknowledged = acknowledged;
        this.audit = audit;
        this.logs = logs;
    }

    /**
     * Whether the cluster has kept what it promised.
     *
     * @return true if so.
     */
    public boolean isOk()
    {
        return audit.isPassed() && acknowledged + measurements.indeterminateCount() == plan.commands();
    }

    /**
     * For people.
     *
     * @param out to print to.
     */
    public void printText(final PrintWriter out)
    {
        line(out, "members", "%d %s, sync mode %s; %s", plan.members(),
            plan.isInProcess() ? "in one process" : "processes on this machine", plan.syncMode(), logs);
        line(out, "leaders", "%s", String.join(", ", measurements.leaders()));
        line(out, "commands", "%d, each writes %d bytes, %d in flight", plan.commands(), plan.payloadBytes(),
            plan.window());
        line(out, "acknowledged", "%d%s%s", acknowledged,
            counted(measurements.indeterminateCount(), ", %d of unknown fate"),
            counted(measurements.resentCount(), ", %d sent again after a refusal"));
        line(out, "failover", "%s", failovers());
        final Histogram latencyNs = measurements.latencyNs();
        line(out, "latency", "p50 %s   p99 %s   p99.9 %s   max %s   (offer to reply, failovers included)",
            time(latencyNs.getValueAtPercentile(50)), time(latencyNs.getValueAtPercentile(99)),
            time(latencyNs.getValueAtPercentile(99.9)), time(latencyNs.getMaxValue()));
        line(out, "throughput", "%d commits per second, failovers included", commitsPerSecond());
        line(out, "state digests", "%s: %s", audit.digests().stream()
            .map(digest -> String.format(Locale.ROOT, "%016x", digest)).distinct().collect(Collectors.joining(" ")),
            audit.digestsEqual() ? "equal on all members, live and replayed from their logs" : "NOT EQUAL");
        line(out, "committed logs", "%d entries: %s", audit.entries(), audit.logsEqual() ?
            "equal on all members, byte for byte" : "NOT EQUAL from index " + audit.differsAtIndex() + " on");
        line(out, "audit", "%d lost, %d duplicated%s", audit.lost(), audit.duplicated(),
            counted(audit.unknown(), ", %d that nobody has sent"));
        line(out, "verdict", "%s", isOk() ?
            "ok: every acknowledged command is in the state of all " + plan.members() + " members exactly once" :
            "FAILED");
    }

    private static void line(final PrintWriter out, final String name, final String format, final Object... values)
    {
        out.println(String.format(Locale.ROOT, "%-16s", name) + String.format(Locale.ROOT, format, values));
    }

    private static String counted(final int count, final String format)
    {
        return count == 0 ? "" : String.format(Locale.ROOT, format, count);
    }

    private String failovers()
    {
        final List<Long> all = measurements.failoversNs();
        if (all.isEmpty())
        {
            return "none: no leader was killed";
        }
        final String text = "%.0f ms from the kill of the leader to the next acknowledged command";
        return all.size() == 1 ?
            String.format(Locale.ROOT, text, medianFailoverMs()) :
            String.format(Locale.ROOT, text + ", median of %d: %s", medianFailoverMs(), all.size(),
                all.stream().map(ns -> String.format(Locale.ROOT, "%.0f", ns / NS_PER_MS))
                    .collect(Collectors.joining(" ")));
    }

    private double medianFailoverMs()
    {
        final long[] sorted = measurements.failoversNs().stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0 / NS_PER_MS;
    }

    private static String time(final long ns)
    {
        return ns < NS_PER_MS ?
            String.format(Locale.ROOT, "%.0f us", ns / NS_PER_US) :
            String.format(Locale.ROOT, "%.1f ms", ns / NS_PER_MS);
    }

    private long commitsPerSecond()
    {
        return Math.round(acknowledged / (measurements.sendingTimeNs() / NS_PER_S));
    }

    /**
     * For programs.
     *
     * @return one line.
     */
    public String toJson()
    {
        final Histogram latencyNs = measurements.latencyNs();
        final StringJoiner json = new StringJoiner(",", "{", "}");
        put(json, "members", plan.members());
        put(json, "commands", plan.commands());
        put(json, "acknowledged", acknowledged);
        put(json, "lost", audit.lost());
        put(json, "duplicated", audit.duplicated());
        put(json, "failoverMs", measurements.failoversNs().isEmpty() ? null : decimal(medianFailoverMs()));
        put(json, "p50Us", decimal(latencyNs.getValueAtPercentile(50) / NS_PER_US));
        put(json, "p99Us", decimal(latencyNs.getValueAtPercentile(99) / NS_PER_US));
        put(json, "p999Us", decimal(latencyNs.getValueAtPercentile(99.9) / NS_PER_US));
        put(json, "maxUs", decimal(latencyNs.getMaxValue() / NS_PER_US));
        put(json, "commitsPerSecond", commitsPerSecond());
        put(json, "digestsEqual", audit.digestsEqual());
        put(json, "logsEqual", audit.logsEqual());
        put(json, "ok", isOk());
        return json.toString();
    }

    private static void put(final StringJoiner json, final String key, final Object value)
    {
        json.add('"' + key + "\":" + value);
    }

    private static String decimal(final double value)
    {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
