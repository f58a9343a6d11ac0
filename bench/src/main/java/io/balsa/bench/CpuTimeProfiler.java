package io.balsa.bench;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;

/**
 * Adds to each benchmark the time of a core that an operation takes, whatever others use the machine for meanwhile:
 * {@code -prof io.balsa.bench.CpuTimeProfiler}. It is that of the whole process, compiler included, and the least
 * of all iterations.
 */
public final class CpuTimeProfiler implements InternalProfiler
{
    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private long startNs;

    /** Create. */
    public CpuTimeProfiler()
    {
    }

    @Override
    public String getDescription()
    {
        return "Time of a core for one operation";
    }

    @Override
    public void beforeIteration(final BenchmarkParams benchmarkParams, final IterationParams iterationParams)
    {
        startNs = system.getProcessCpuTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
        final BenchmarkParams benchmarkParams, final IterationParams iterationParams, final IterationResult result)
    {
        final double cpuNs = system.getProcessCpuTime() - startNs;
        final long operations = Math.max(1, result.getMetadata().getAllOps());
        return List.of(new ScalarResult("cpu.time", cpuNs / operations, "ns/op", AggregationPolicy.MIN));
    }
}
