package io.balsa.bench.part;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Commands of 128 bytes, from offer to reply: three members, their logs and a client on one thread, with the messages
 * of the network in ring buffers, and without network and disk. What is left is the work of the four on a commit. With
 * {@code -p sampleInterval=0,1,64} it shows what it costs to take the time of stages.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class CommitBenchmark
{
    private static final int COMMAND_LENGTH = 128;
    private static final int WINDOW = 64;

    @Param("64")
    private int sampleInterval;
    private MemoryCluster cluster;

    /** Create the benchmark. */
    public CommitBenchmark()
    {
    }

    /**
     * Start the members, have them elect a leader, and connect.
     *
     * @throws IOException when there is no room for their directories.
     */
    @Setup(Level.Trial)
    public void start() throws IOException
    {
        cluster = new MemoryCluster(COMMAND_LENGTH, sampleInterval);
    }

    /**
     * Stop all and delete the directories.
     *
     * @param blackhole takes what the clock said last.
     */
    @TearDown(Level.Trial)
    public void stop(final Blackhole blackhole)
    {
        blackhole.consume(cluster.unusedNs());
        cluster.close();
    }

    /**
     * One command in flight.
     *
     * @return how many were committed.
     */
    @Benchmark
    public long commit()
    {
        return cluster.commit(1);
    }

    /**
     * 64 commands in flight; the score is of one.
     *
     * @return how many were committed.
     */
    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public long commitOf64()
    {
        return cluster.commit(WINDOW);
    }
}
