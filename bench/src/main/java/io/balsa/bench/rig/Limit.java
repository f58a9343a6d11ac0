package io.balsa.bench.rig;

import io.balsa.bench.Spread;
import io.balsa.node.command.JsonObject;
import org.HdrHistogram.Histogram;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine can do at best, whoever asks.
 *
 * @param name      of it.
 * @param latencyNs of each round.
 */
public record Limit(String name, List<Histogram> latencyNs)
{
    private static final double NS_PER_US = 1e3;
    private static final String FORMAT = "%.3f";

    /**
     * For people.
     *
     * @param limits of the machine.
     * @param out    to print to.
     */
    public static void print(final List<Limit> limits, final PrintWriter out)
    {
        Table.print(out, table(limits));
    }

    static List<List<String>> table(final List<Limit> limits)
    {
        final List<List<String>> table = new ArrayList<>();
        table.add(List.of("at best", "p50 us", "p99 us", "max us"));
        limits.forEach(limit -> table.add(limit.row()));
        return table;
    }

    private List<String> row()
    {
        return List.of(name, at(50).text(FORMAT), at(99).text(FORMAT), at(100).text(FORMAT));
    }

    /**
     * For programs.
     *
     * @return an object.
     */
    public JsonObject toJson()
    {
        return new JsonObject().text("name", name)
            .decimal("p50Us", at(50).median(), 3)
            .decimal("p99Us", at(99).median(), 3)
            .decimal("maxUs", at(100).median(), 3);
    }

    private Spread at(final double percentile)
    {
        final Spread spread = new Spread();
        latencyNs.forEach(round -> spread.add(round.getValueAtPercentile(percentile) / NS_PER_US));
        return spread;
    }
}
