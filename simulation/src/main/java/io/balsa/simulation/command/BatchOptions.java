package io.balsa.simulation.command;

import io.balsa.simulation.RunText;
import io.balsa.simulation.world.RunSettings;
import picocli.CommandLine.Option;

import java.util.List;

/** What the simulator may be told. */
final class BatchOptions
{
    static final int SEEDS_DEFAULT = 200;

    @Option(names = "--seed", paramLabel = "N", description = "Run this one seed and tell what happened in it.")
    Long seed;

    @Option(
        names = "--seeds", paramLabel = "COUNT", defaultValue = "" + SEEDS_DEFAULT,
        description = "Run so many seeds (default: ${DEFAULT-VALUE}).")
    int seeds;

    @Option(
        names = "--first", paramLabel = "N",
        description = "First of the seeds; without it one is drawn, and told.")
    Long firstSeed;

    @Option(
        names = "--members", paramLabel = "MIN[-MAX]", defaultValue =
        RunSettings.MEMBERS_MIN_DEFAULT + "-" + RunSettings.MEMBERS_MAX_DEFAULT,
        description = "How many members a cluster has (default: ${DEFAULT-VALUE}).")
    String members;

    @Option(
        names = "--drop", paramLabel = "NUMBERS", split = ",",
        description = "With --seed: leave out these faults of its plan.")
    List<Integer> droppedFaults = List.of();

    @Option(
        names = "--calm-network",
        description = "With --seed: the network does nothing but what the plan of faults says.")
    boolean isNetworkCalm;

    @Option(
        names = "--events", paramLabel = "COUNT", defaultValue = "" + RunText.EVENTS_PER_NODE_DEFAULT,
        description = "Last events of each node to tell of a run (default: ${DEFAULT-VALUE}).")
    int events;

    @Option(
        names = "--jobs", paramLabel = "COUNT",
        description = "Seeds that run at a time (default: one for each processor).")
    int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--mutants",
        description = "Run the simulator against broken versions of Balsa, made from the sources of this checkout, " +
            "and tell which of them it catches.")
    boolean isMutants;

    @Option(
        names = "--only", paramLabel = "NAMES", split = ",",
        description = "With --mutants: these mutants.")
    List<String> mutantNames = List.of();

    @Option(names = "--json", description = "Print one line of JSON.")
    boolean isJson;

    int membersMin()
    {
        return Integer.parseInt(members.split("-", 2)[0]);
    }

    int membersMax()
    {
        final String[] range = members.split("-", 2);
        return Integer.parseInt(range[range.length - 1]);
    }
}
