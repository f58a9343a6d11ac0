package io.balsa.bench.rig;

import io.balsa.bench.Spread;
import io.balsa.consensus.latency.Stage;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.node.command.JsonObject;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Where the time of commits has gone, beside what the client has seen of them.
 */
final class StageTable
{
    private static final double NS_PER_US = 1e3;
    private static final String FORMAT = "%.2f";
    private static final int DIGITS = 3;
    private static final List<Column> COLUMNS = List.of(
        new Column("p50 us", "p50Us", (stages, stage) -> stages.percentileNs(stage, 50), round -> round.latencyUs(50)),
        new Column("p99 us", "p99Us", (stages, stage) -> stages.percentileNs(stage, 99), round -> round.latencyUs(99)),
        new Column(
            "mean us", "meanUs", StageSnapshot::meanNs, round -> round.load().latencyNs().getMean() / NS_PER_US));

    private final List<RoundResult> rounds;

    /** Of the rounds of a contender whose stages are known. */
    StageTable(final List<RoundResult> rounds)
    {
        this.rounds = rounds;
    }

    /** A figure of a stage, and the same one of the client. */
    private record Column(String name, String key, Figure stageNs, ToDoubleFunction<RoundResult> clientUs)
    {
        double us(final RoundResult round, final Stage stage)
        {
            return stageNs.of(round.stages(), stage) / NS_PER_US;
        }

        double sumUs(final RoundResult round)
        {
            return Stage.IN_SEQUENCE.stream().mapToDouble(stage -> us(round, stage)).sum();
        }
    }

    /** What is read off a stage. */
    @FunctionalInterface
    private interface Figure
    {
        double of(StageSnapshot stages, Stage stage);
    }

    static boolean isKnown(final List<RoundResult> rounds)
    {
        return rounds.stream().allMatch(round -> round.stages() != null && round.stages().count(Stage.LEADER) > 0);
    }

    /** A head, the stages, and what the client has seen beyond those that follow on each other. */
    List<List<String>> rows()
    {
        final List<List<String>> rows = new ArrayList<>();
        final List<String> head = new ArrayList<>(List.of("stage of 1 command in " +
            rounds.get(0).stages().sampleInterval()));
        COLUMNS.forEach(column -> head.add(column.name()));
        head.add("from, to");
        rows.add(head);
        for (final Stage stage : stages())
        {
            rows.add(row(stage.label(), (column, round) -> column.us(round, stage), stage.meaning()));
        }
        rows.add(row("sum", Column::sumUs, "ingress, quorum, apply, reply, cycle end"));
        rows.add(row("client", (column, round) -> column.clientUs().applyAsDouble(round), "of all commands"));
        rows.add(row("beyond the sum", (column, round) -> column.clientUs().applyAsDouble(round) - column.sumUs(round),
            "client, network, and until the leader looks"));
        return rows;
    }

    private List<Stage> stages()
    {
        return List.of(Stage.values()).stream()
            .filter(stage -> rounds.stream().allMatch(round -> round.stages().count(stage) > 0)).toList();
    }

    /** Reads a column of a round. */
    @FunctionalInterface
    private interface Cell
    {
        double of(Column column, RoundResult round);
    }

    private List<String> row(final String name, final Cell cell, final String meaning)
    {
        final List<String> row = new ArrayList<>(List.of(name));
        COLUMNS.forEach(column -> row.add(spread(column, cell).text(FORMAT)));
        row.add(meaning);
        return row;
    }

    private Spread spread(final Column column, final Cell cell)
    {
        final Spread spread = new Spread();
        rounds.forEach(round -> spread.add(cell.of(column, round)));
        return spread;
    }

    List<JsonObject> toJson()
    {
        final List<JsonObject> stages = new ArrayList<>();
        for (final Stage stage : stages())
        {
            final JsonObject json = new JsonObject().text("stage", stage.label())
                .number("samples", rounds.stream().mapToLong(round -> round.stages().count(stage)).sum());
            COLUMNS.forEach(column -> json.decimal(column.key(),
                spread(column, (same, round) -> same.us(round, stage)).median(), DIGITS));
            stages.add(json);
        }
        return stages;
    }
}
