package io.balsa.simulation.command;

import io.balsa.simulation.RunText;
import io.balsa.simulation.Shrinker;
import io.balsa.simulation.Simulation;
import io.balsa.simulation.SimulationReport;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.mutant.Mutant;
import io.balsa.simulation.mutant.MutantCatalogue;
import io.balsa.simulation.mutant.MutantException;
import io.balsa.simulation.mutant.MutantHunt;
import io.balsa.simulation.register.RegisterStateMachine;
import io.balsa.simulation.register.RegisterWorkload;
import io.balsa.simulation.world.RunResult;
import io.balsa.simulation.world.RunSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * {@code balsa simulate}: whole clusters on one thread each, under every fault, from a seed.
 */
@Command(
    name = "balsa simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Run whole clusters on simulated clocks, networks and disks, under every fault, from one seed " +
        "each, and check all that Balsa promises.",
    footer = {"", "Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage."})
public final class SimulateCommand implements Callable<Integer>
{
    /** Nothing is wrong. */
    public static final int CLEAN = 0;

    /** A run failed, or a batch that is large enough missed a rare event. */
    public static final int FAILED = 1;

    /** From so many seeds on every rare event must have happened. */
    public static final int SEEDS_FOR_ALL_MARKS = 2_000;

    private static final int FAILURES_TOLD = 10;
    private static final double NS_PER_SECOND = 1e9;

    @Spec
    private CommandSpec spec;

    @Mixin
    private BatchOptions options;

    private Simulation simulation;

    private SimulateCommand()
    {
    }

    /**
     * Run the command and end the process with its exit code.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        final Charset charset = Charset.defaultCharset();
        System.exit(execute(
            args, new PrintWriter(System.out, true, charset), new PrintWriter(System.err, true, charset)));
    }

    /**
     * Run the command.
     *
     * @param args of the command line.
     * @param out  for results.
     * @param err  for progress and errors.
     * @return the exit code.
     */
    static int execute(final String[] args, final PrintWriter out, final PrintWriter err)
    {
        return new CommandLine(new SimulateCommand())
            .setOut(out)
            .setErr(err)
            .setParameterExceptionHandler((ex, commandLine) ->
            {
                err.println("balsa: " + ex.getMessage() + "; see 'balsa simulate --help'");
                return CommandLine.ExitCode.USAGE;
            })
            .execute(args);
    }

    @Override
    public Integer call() throws InterruptedException
    {
        check(options.seeds >= 1, "--seeds=" + options.seeds + ": must be at least 1");
        check(options.jobs >= 1, "--jobs=" + options.jobs + ": must be at least 1");
        check(options.events >= 0, "--events=" + options.events + ": must not be negative");
        try
        {
            simulation = new Simulation(RegisterStateMachine::new)
                .workload(RegisterWorkload::new)
                .members(options.membersMin(), options.membersMax());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(spec.commandLine(), "--members=" + options.members +
                ": must be a number or a range from 1 to " + Simulation.MEMBERS_LIMIT, ex);
        }
        return options.isMutants ? hunt() : options.seed == null ? runBatch() : replay();
    }

    private int hunt()
    {
        final long firstSeed = options.firstSeed == null ? 1 : options.firstSeed;
        try
        {
            final Path root = Path.of(System.getProperty("io.balsa.home", "."));
            final List<Mutant> mutants = options.mutantNames.isEmpty() ?
                MutantCatalogue.all() : MutantCatalogue.named(options.mutantNames);
            return new MutantHunt(root, firstSeed, MutantHunt.SEEDS_MAX_DEFAULT, 0).run(mutants, out()::println) ?
                CLEAN : FAILED;
        }
        catch (final MutantException ex)
        {
            err().println("balsa: " + ex.getMessage());
            return FAILED;
        }
    }

    private void check(final boolean isRight, final String message)
    {
        if (!isRight)
        {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private PrintWriter out()
    {
        return spec.commandLine().getOut();
    }

    private PrintWriter err()
    {
        return spec.commandLine().getErr();
    }

    private int replay()
    {
        final RunResult result = simulation.run(new RunSettings(options.seed, options.membersMin(),
            options.membersMax(), options.isNetworkCalm, new HashSet<>(options.droppedFaults)));
        if (options.isJson)
        {
            out().println(String.format(Locale.ROOT,
                "{\"seed\":%d,\"ok\":%b,\"failure\":%s,\"simulatedSeconds\":%.3f,\"events\":%d,\"hash\":\"%016x\"}",
                options.seed, result.isClean(), result.isClean() ? "null" : quoted(result.failure().toString()),
                result.simulatedNs() / NS_PER_SECOND, result.trace().count(), result.trace().hash()));
        }
        else
        {
            out().print(RunText.of(result, options.events));
        }
        out().flush();
        return result.isClean() ? CLEAN : FAILED;
    }

    private int runBatch() throws InterruptedException
    {
        final long firstSeed = options.firstSeed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) :
            options.firstSeed;
        final int jobs = Math.min(options.jobs, options.seeds);
        if (!options.isJson)
        {
            out().println("seeds " + firstSeed + " to " + (firstSeed + options.seeds - 1) + ", " + jobs + " at a time");
        }
        final long startNs = System.nanoTime();
        final Progress progress = new Progress(err(), options.seeds);
        final SimulationReport report = new Batch(simulation, firstSeed, options.seeds, jobs).run(progress::onReport);
        progress.end();
        final double wallSeconds = (System.nanoTime() - startNs) / NS_PER_SECOND;
        final List<Mark> missing = report.marks().missing();
        final boolean isComplete = missing.isEmpty() || options.seeds < SEEDS_FOR_ALL_MARKS;
        if (options.isJson)
        {
            out().println(json(report, firstSeed, wallSeconds, jobs));
        }
        else
        {
            tell(report, wallSeconds, jobs);
        }
        out().flush();
        return report.failureCount() == 0 && isComplete ? CLEAN : FAILED;
    }

    private void tell(final SimulationReport report, final double wallSeconds, final int jobs)
    {
        report.failures().stream().limit(FAILURES_TOLD).forEach((failed) ->
            out().println("seed " + failed.settings().seed() + ": " + failed.failure()));
        if (!report.failures().isEmpty())
        {
            tellSmallest(report.failures().get(0));
        }
        final List<Mark> missing = report.marks().missing();
        if (!missing.isEmpty())
        {
            out().println("rare events that did not happen: " + missing);
        }
        final double simulatedSeconds = report.simulatedNs() / NS_PER_SECOND;
        out().println(String.format(Locale.ROOT,
            "%d seeds, %d failed; %.0f s simulated in %.1f s, %.0f times real time on each of %d cores; %d events; " +
            "%d of %d rare events happened",
            report.seedCount(), report.failureCount(), simulatedSeconds, wallSeconds,
            simulatedSeconds / wallSeconds / jobs, jobs, report.eventCount(),
            Mark.values().length - missing.size(), Mark.values().length));
    }

    private void tellSmallest(final RunResult failed)
    {
        err().println("balsa: looking for the fewest faults with which seed " + failed.settings().seed() + " fails");
        final RunResult smallest = new Shrinker(simulation::run, Shrinker.RUNS_MAX_DEFAULT).shrink(failed);
        out().print(RunText.of(smallest, options.events));
        out().println("commit " + System.getProperty("io.balsa.commit", "unknown") + "; to see it again: " +
            replayCommand(smallest.settings()));
    }

    private String replayCommand(final RunSettings settings)
    {
        final String dropped = settings.droppedFaults().stream().sorted().map(String::valueOf)
            .collect(Collectors.joining(","));
        return "./balsa simulate --seed " + settings.seed() + " --members " + options.members +
            (settings.isNetworkCalm() ? " --calm-network" : "") + (dropped.isEmpty() ? "" : " --drop " + dropped);
    }

    private static String json(
        final SimulationReport report, final long firstSeed, final double wallSeconds, final int jobs)
    {
        final double simulatedSeconds = report.simulatedNs() / NS_PER_SECOND;
        final List<Mark> missing = report.marks().missing();
        return String.format(Locale.ROOT,
            "{\"seeds\":%d,\"simulatedSeconds\":%.1f,\"wallSeconds\":%.1f,\"speedup\":%.1f,\"events\":%d," +
            "\"failures\":%d,\"marksHit\":%d,\"marksTotal\":%d,\"jobs\":%d,\"firstSeed\":%d,\"failedSeeds\":[%s]," +
            "\"missingMarks\":[%s]}",
            report.seedCount(), simulatedSeconds, wallSeconds, simulatedSeconds / wallSeconds / jobs,
            report.eventCount(), report.failureCount(), Mark.values().length - missing.size(), Mark.values().length,
            jobs, firstSeed,
            report.failures().stream().map((failed) -> "" + failed.settings().seed()).collect(Collectors.joining(",")),
            missing.stream().map((mark) -> quoted(mark.name())).collect(Collectors.joining(",")));
    }

    private static String quoted(final String text)
    {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
