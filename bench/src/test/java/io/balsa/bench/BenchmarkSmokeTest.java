package io.balsa.bench;

import io.balsa.bench.part.SnapshotBenchmark;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.Collection;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every benchmark of what a commit is made of runs and allocates nothing. How fast it is, is not judged here.
 */
class BenchmarkSmokeTest
{
    /** An object has 16. The harness allocates in each iteration, and a log for each segment. */
    private static final double BYTES_PER_OP_MAX = 2;

    /** Off the path of a commit, and with a library that allocates. */
    private static final Set<String> ALLOCATING = Set.of(SnapshotBenchmark.class.getName() + ".put");

    @Test
    void shouldRunAndAllocateNothing() throws RunnerException
    {
        final Collection<RunResult> results = new Runner(new OptionsBuilder()
            .include("io.balsa.bench.*").forks(0).warmupIterations(2).measurementIterations(2)
            .warmupTime(TimeValue.milliseconds(300)).measurementTime(TimeValue.milliseconds(300))
            .addProfiler(GCProfiler.class).shouldFailOnError(true).verbosity(VerboseMode.SILENT).build()).run();
        assertFalse(results.isEmpty());
        for (final RunResult result : results)
        {
            final double bytes = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
            final String name = result.getParams().getBenchmark();
            assertTrue(bytes < BYTES_PER_OP_MAX || ALLOCATING.contains(name),
                () -> name + " allocated " + bytes + " bytes an operation");
        }
    }
}
