package io.balsa.simulation.mutant;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Runs mutants against the simulator. Seeds are consecutive, and a mutant has had its day with the first that fails.
 */
public final class MutantHunt
{
    /** Seeds in which a mutant must be found. */
    public static final int SEEDS_MAX_DEFAULT = 500;

    /** Name of the run without a bug. */
    static final String CONTROL = "(none)";

    private static final String ROW = "%-34s %8s %6s %8s  %s";

    private final MutantCompiler compiler;
    private final long firstSeed;
    private final int seedsMax;
    private final int countedSeeds;

    /**
     * Prepare a hunt.
     *
     * @param root         of the repository that this simulator was built from.
     * @param firstSeed    of each mutant.
     * @param seedsMax     most seeds of each mutant, at least 1.
     * @param countedSeeds of how many seeds it is counted which find the mutant; 0 to be quick.
     * @throws MutantException when this JVM has no compiler.
     */
    public MutantHunt(final Path root, final long firstSeed, final int seedsMax, final int countedSeeds)
    {
        compiler = new MutantCompiler(root);
        this.firstSeed = firstSeed;
        this.seedsMax = seedsMax;
        this.countedSeeds = countedSeeds;
    }

    /**
     * Run mutants, and the product without a bug over as many seeds as the most that any mutant took.
     *
     * @param mutants to be found.
     * @param report  takes the lines of a table while it grows, then a summary.
     * @return whether each mutant was found and the product without a bug was clean.
     * @throws MutantException when a mutant cannot be made.
     */
    public boolean run(final List<Mutant> mutants, final Consumer<String> report)
    {
        report.accept(String.format(ROW, "mutant", "seed", "runs", "of " + countedSeeds, "found by"));
        int survivorCount = 0;
        int runCountMax = countedSeeds;
        for (final Mutant mutant : mutants)
        {
            final MutantResult result = run(mutant);
            report.accept(row(result));
            survivorCount += result.isFound() ? 0 : 1;
            runCountMax = Math.max(runCountMax, result.runCount());
        }
        final MutantResult control = control(runCountMax);
        report.accept(row(control));
        report.accept(survivorCount + " mutants survived; without a bug " +
            (control.isFound() ? "seed=" + control.seed() + " fails: " + control.failure() : "all is clean"));
        return survivorCount == 0 && !control.isFound();
    }

    /**
     * Run one mutant.
     *
     * @param mutant to be found.
     * @return what became of it.
     * @throws MutantException when it cannot be made.
     */
    public MutantResult run(final Mutant mutant)
    {
        return hunt(mutant.name(), compiler.compile(mutant), seedsMax, countedSeeds);
    }

    /**
     * Run the product without a bug, in the same way.
     *
     * @param runCount most runs.
     * @return what became of it: nothing should be found.
     */
    public MutantResult control(final int runCount)
    {
        return hunt(CONTROL, Map.of(), runCount, 0);
    }

    private MutantResult hunt(
        final String name, final Map<String, byte[]> classes, final int runsMax, final int countedRuns)
    {
        final LongFunction<String[]> seedRun = seedRun(classes);
        String[] finding = null;
        int runCount = 0;
        int foundCount = 0;
        for (int run = 0; run < runsMax && (finding == null || run < countedRuns); run++)
        {
            final String[] failure = seedRun.apply(firstSeed + run);
            if (finding == null)
            {
                finding = failure;
                runCount++;
            }
            foundCount += failure != null && run < countedRuns ? 1 : 0;
        }
        return finding == null ?
            new MutantResult(name, runCount, 0, null, null, foundCount) :
            new MutantResult(name, runCount, firstSeed + runCount - 1, finding[0], finding[1], foundCount);
    }

    @SuppressWarnings("unchecked")
    private static LongFunction<String[]> seedRun(final Map<String, byte[]> classes)
    {
        final ClassLoader loader = new MutantLoader(MutantHunt.class.getClassLoader(), classes);
        try
        {
            return (LongFunction<String[]>)loader.loadClass(SeedRun.class.getName()).getConstructor().newInstance();
        }
        catch (final ReflectiveOperationException ex)
        {
            throw new MutantException("the simulator cannot be loaded a second time: " + ex, ex);
        }
    }

    private String row(final MutantResult result)
    {
        return String.format(ROW, result.name(), result.isFound() ? result.seed() : "-", result.runCount(),
            countedSeeds > 0 ? result.foundCount() : "-", result.isFound() ? result.foundBy() : "NOBODY");
    }
}
