package io.balsa.bench.rig;

import io.balsa.bench.Spread;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One line of a report: what it is called, and how it is read off a round.
 *
 * @param name   for people.
 * @param key    for programs.
 * @param digits behind the point.
 * @param value  of a round.
 */
record Metric(String name, String key, int digits, ToDoubleFunction<RoundResult> value)
{
    private static final double NS_PER_US = 1e3;

    /** What is common to all contenders, which is what they can be compared by. */
    static List<Metric> common()
    {
        final List<Metric> metrics = new ArrayList<>();
        for (final double percentile : new double[]{50, 90, 99, 99.9, 99.99})
        {
            final String text = "p" + Double.toString(percentile).replaceFirst("\\.0$", "");
            metrics.add(
                new Metric(text + " us", text.replace(".", "") + "Us", 1, round -> round.latencyUs(percentile)));
        }
        metrics.add(new Metric("max us", "maxUs", 1, round -> round.load().latencyNs().getMaxValue() / NS_PER_US));
        metrics.add(new Metric("commands/s", "perSecond", 0, round -> round.load().ratePerSecond()));
        metrics.add(new Metric("CPU s / million", "cpuSPerMillion", 2, RoundResult::cpuSecondsPerMillion));
        return metrics;
    }

    /** The part of the CPU time that a role has. */
    static Metric ofRole(final String role)
    {
        return new Metric("  " + role, role, 2, round -> round.cpuSecondsPerMillion(role));
    }

    /** What else was used. */
    static List<Metric> uses()
    {
        return List.of(
            new Metric("sent bytes / command", "sentBytesPerCommand", 1, RoundResult::sentBytesPerCommand),
            new Metric("device bytes / command", "deviceBytesPerCommand", 1, RoundResult::writtenBytesPerCommand),
            new Metric("syncs / command", "syncsPerCommand", 4, RoundResult::forcesPerCommand),
            new Metric("heap bytes / command", "heapBytesPerCommand", 3, RoundResult::allocatedBytesPerCommand),
            new Metric("collections", "collections", 0, RoundResult::collections),
            new Metric("leader changes", "leaderChanges", 0, RoundResult::leaderChanges));
    }

    Spread of(final List<RoundResult> rounds)
    {
        final Spread spread = new Spread();
        rounds.forEach(round -> spread.add(value.applyAsDouble(round)));
        return spread;
    }

    String format()
    {
        return "%." + digits + "f";
    }
}
