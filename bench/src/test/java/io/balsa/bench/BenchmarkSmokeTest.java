package io.balsa.bench;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.Collection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every benchmark runs and allocates nothing. How fast it is, is not judged here.
 */
class BenchmarkSmokeTest
{
    private static final double BYTES_PER_OP_MAX = 0.5;

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
            assertTrue(bytes < BYTES_PER_OP_MAX,
                () -> result.getParams().getBenchmark() + " allocated " + bytes + " bytes an operation");
        }
    }
}
