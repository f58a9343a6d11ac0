package io.balsa.bench.rig;

import io.balsa.bench.Spread;
import io.balsa.node.command.JsonObject;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a measurement has shown.
 *
 * @param plan     of the measurement.
 * @param machine  that it ran on.
 * @param jitter   of that machine, before.
 * @param names    of the contenders: the one that it is about, then those it is compared with.
 * @param settings how each of them is set up.
 * @param rounds   of each.
 * @param limits   of the machine; empty where they were not measured.
 */
public record RigReport(
    RigPlan plan,
    Machine machine,
    Jitter jitter,
    List<String> names,
    List<String> settings,
    List<List<RoundResult>> rounds,
    List<Limit> limits)
{
    /**
     * Whether every round has reached the rate that was asked for.
     *
     * @return true if so, or if none was asked for.
     */
    public boolean isRateReached()
    {
        return rounds.stream().flatMap(List::stream).allMatch(round -> round.load().isRateReached());
    }

    /**
     * How much load is put on whom, for how long, and how often.
     *
     * @return one line.
     */
    public String loadText()
    {
        final String length = plan.commands() > 0 ?
            plan.commands() + " commands" : TimeUnit.NANOSECONDS.toMillis(plan.durationNs()) / 1e3 + " s";
        return String.format(Locale.ROOT, "%s; client %s; %d %s of %s after %.1f s of warm-up",
            shapeText(), plan.clientIdle().name().toLowerCase(Locale.ROOT), plan.rounds(),
            plan.rounds() == 1 ? "round" : "rounds", length,
            TimeUnit.NANOSECONDS.toMillis(plan.warmupNs()) / 1e3);
    }

    /**
     * How much load is put on whom.
     *
     * @return half a line.
     */
    public String shapeText()
    {
        final String inFlight = plan.load().window() + " in flight";
        return plan.load().payloadBytes() + " bytes, " + (plan.load().isOpen() ?
            plan.load().ratePerSecond() + " a second, latency from when each is due, at most " + inFlight : inFlight);
    }

    /**
     * The figures, for people: a head, then the rows. A cell is the median of the rounds, with the least and the
     * greatest.
     *
     * @return cells of each line; the first is its name.
     */
    public List<List<String>> table()
    {
        final List<List<String>> table = new ArrayList<>();
        final List<String> head = new ArrayList<>(List.of(""));
        head.addAll(names);
        table.add(head);
        Metric.common().forEach(metric -> table.add(row(metric)));
        roles().forEach(metric -> table.add(rowOfRole(metric)));
        Metric.uses().forEach(metric -> table.add(row(metric)));
        return table;
    }

    /**
     * How the first contender stands to each of the others, for people: a head, then the rows. A cell is the ratio of
     * the medians, with the least and the greatest ratio of rounds that ran one after the other.
     *
     * @return cells of each line; the first is its name. Empty where there is one contender.
     */
    public List<List<String>> ratioTable()
    {
        if (names.size() == 1)
        {
            return List.of();
        }
        final List<List<String>> table = new ArrayList<>();
        final List<String> head = new ArrayList<>(List.of(names.get(0) + " /"));
        head.addAll(names.subList(1, names.size()));
        table.add(head);
        for (final Metric metric : Metric.common())
        {
            final List<String> row = new ArrayList<>(List.of(metric.name()));
            rounds.stream().skip(1).forEach(
                others -> row.add(Ratio.of(metric, rounds.get(0), others).text(others.size())));
            table.add(row);
        }
        return table;
    }

    /** Those of all contenders, each once, in the order in which they come first. */
    private List<Metric> roles()
    {
        return rounds.stream()
            .flatMap(those -> those.get(0).processes().keySet().stream()).distinct().map(Metric::ofRole).toList();
    }

    private List<String> row(final Metric metric)
    {
        final List<String> row = new ArrayList<>(List.of(metric.name()));
        rounds.forEach(those -> row.add(metric.of(those).text(metric.format())));
        return row;
    }

    /**
     * Where the time of commits has gone, for people: a head, then the rows.
     *
     * @return cells of each line; none where it is not known.
     */
    public List<List<String>> stageTable()
    {
        return StageTable.isKnown(rounds.get(0)) ? new StageTable(rounds.get(0)).rows() : List.of();
    }

    /** A role need not be there with every contender. */
    private List<String> rowOfRole(final Metric metric)
    {
        final List<String> row = new ArrayList<>(List.of(metric.name()));
        rounds.forEach(those -> row.add(
            those.get(0).processes().containsKey(metric.key()) ? metric.of(those).text(metric.format()) : "-"));
        return row;
    }

    /**
     * For people.
     *
     * @param out to print to.
     */
    public void printText(final PrintWriter out)
    {
        out.println("machine   " + machine.text());
        out.println("jitter    " + jitter.text());
        out.println("cluster   " + plan.settings());
        out.println("load      " + loadText());
        final int width = names.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < names.size(); i++)
        {
            out.println(names.get(i) + " ".repeat(width - names.get(i).length()) + "   " + settings.get(i));
        }
        out.println();
        Table.print(out, table());
        if (!stageTable().isEmpty())
        {
            out.println();
            Table.print(out, stageTable());
        }
        if (names.size() > 1)
        {
            out.println();
            Table.print(out, ratioTable());
        }
        if (!limits.isEmpty())
        {
            out.println();
            Table.print(out, Limit.table(limits));
        }
    }

    /**
     * For programs.
     *
     * @param directory that holds the rest of the report.
     * @return one line.
     */
    public String toJson(final String directory)
    {
        final JsonObject json = new JsonObject()
            .flag("ok", isRateReached())
            .object("machine", new JsonObject()
                .text("processor", machine.processor())
                .number("cores", machine.cores())
                .text("kernel", machine.kernel())
                .text("java", machine.java())
                .text("files", machine.files())
                .decimal("load", machine.load(), 2)
                .decimal("jitterMaxUs", jitter.maxUs(), 1)
                .decimal("jitterLostPercent", jitter.lostPercent(), 3))
            .text("cluster", plan.settings())
            .number("payloadBytes", plan.load().payloadBytes())
            .number("window", plan.load().window())
            .number("rate", plan.load().ratePerSecond())
            .number("rounds", plan.rounds())
            .text("report", directory);
        final List<JsonObject> contenders = new ArrayList<>();
        for (int i = 0; i < names.size(); i++)
        {
            contenders.add(contender(i));
        }
        return json.array("contenders", contenders)
            .array("limits", limits.stream().map(Limit::toJson).toList())
            .toString();
    }

    private JsonObject contender(final int position)
    {
        final List<RoundResult> those = rounds.get(position);
        final JsonObject json = new JsonObject()
            .text("name", names.get(position))
            .text("settings", settings.get(position))
            .number("commands", those.stream().mapToLong(round -> round.load().commands()).sum());
        Metric.common().forEach(metric -> put(json, metric, those));
        Metric.uses().forEach(metric -> put(json, metric, those));
        final JsonObject roles = new JsonObject();
        those.get(0).processes().keySet().forEach(role -> put(roles, Metric.ofRole(role), those));
        json.object("cpuSPerMillionByRole", roles);
        if (StageTable.isKnown(those))
        {
            json.array("stages", new StageTable(those).toJson());
        }
        if (position > 0)
        {
            final JsonObject ratios = new JsonObject();
            Metric.common().forEach(
                metric -> ratios.object(metric.key(), Ratio.of(metric, rounds.get(0), those).toJson()));
            json.object("ratio", ratios);
        }
        return json;
    }

    private static void put(final JsonObject json, final Metric metric, final List<RoundResult> those)
    {
        final Spread spread = metric.of(those);
        json.object(metric.key(), new JsonObject()
            .decimal("median", spread.median(), metric.digits())
            .decimal("least", spread.least(), metric.digits())
            .decimal("greatest", spread.greatest(), metric.digits()));
    }
}
