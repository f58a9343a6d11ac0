package io.balsa.node.command;

import io.balsa.consensus.latency.Stage;
import io.balsa.consensus.latency.StageSnapshot;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The stages of commits, for people and for programs.
 */
final class LatencyTable
{
    private static final double NS_PER_US = 1e3;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final List<String> COLUMNS =
        List.of("stage", "count", "p50 us", "p90 us", "p99 us", "p99.9 us", "mean us", "from, to");

    private final StageSnapshot snapshot;

    LatencyTable(final StageSnapshot snapshot)
    {
        this.snapshot = snapshot;
    }

    void print(final PrintWriter out)
    {
        out.println("one of " + snapshot.sampleInterval() + " commands");
        final TextTable table = new TextTable(COLUMNS);
        for (final Stage stage : Stage.values())
        {
            if (snapshot.count(stage) > 0)
            {
                table.row(row(stage));
            }
        }
        table.print(out);
    }

    private List<String> row(final Stage stage)
    {
        final List<String> row = new ArrayList<>();
        row.add(stage.label());
        row.add(Long.toString(snapshot.count(stage)));
        for (final double percentile : PERCENTILES)
        {
            row.add(us(snapshot.percentileNs(stage, percentile)));
        }
        row.add(us(snapshot.meanNs(stage)));
        row.add(stage.meaning());
        return row;
    }

    private static String us(final double valueNs)
    {
        return String.format(Locale.ROOT, "%.2f", valueNs / NS_PER_US);
    }

    JsonObject toJson()
    {
        final List<JsonObject> stages = new ArrayList<>();
        for (final Stage stage : Stage.values())
        {
            final JsonObject json = new JsonObject()
                .text("stage", stage.label())
                .number("count", snapshot.count(stage));
            for (final double percentile : PERCENTILES)
            {
                json.decimal("p" + Double.toString(percentile).replaceFirst("\\.0$", "").replace(".", "") + "Ns",
                    snapshot.percentileNs(stage, percentile), 0);
            }
            stages.add(json.decimal("meanNs", snapshot.meanNs(stage), 0));
        }
        return new JsonObject().number("sampleInterval", snapshot.sampleInterval()).array("stages", stages);
    }
}
