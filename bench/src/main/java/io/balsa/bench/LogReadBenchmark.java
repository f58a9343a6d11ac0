package io.balsa.bench;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Finding any entry by its index, in no order that a cache could foresee, in logs of one segment and of many: of the
 * whole log, and of a window of it whose offsets fit into the nearest cache. What grows of the first with the length of
 * the log and of the second does not are misses of the caches.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class LogReadBenchmark
{
    private static final int SEGMENT_LENGTH = 8 * 1024 * 1024;
    private static final int READ_LENGTH_MAX = 8 * 1024;
    private static final int WINDOW_LENGTH = 4 * 1024;

    /** How many entries the log has; those of 10,000 are of one segment and one term. */
    @Param({"10000", "100000", "1000000"})
    private int entries;

    private final LogView view = new LogView();
    private BenchLog bench;
    private RaftLog log;
    private long random = 1;

    /** Create the benchmark. */
    public LogReadBenchmark()
    {
    }

    /**
     * Build the log.
     *
     * @throws IOException when there is no room for it.
     */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        bench = new BenchLog(SEGMENT_LENGTH);
        bench.fill(entries);
        log = bench.log();
    }

    /** Close the log and delete its directory. */
    @TearDown(Level.Trial)
    public void close()
    {
        bench.close();
    }

    /** Any index of the log, by a linear congruential generator. */
    private long nextIndex()
    {
        return 1 + next() % entries;
    }

    private long next()
    {
        random = random * 6364136223846793005L + 1442695040888963407L;
        return random >>> 33;
    }

    /**
     * What it costs to choose an index, which is part of the others.
     *
     * @return the index.
     */
    @Benchmark
    public long chooseIndex()
    {
        return nextIndex();
    }

    /**
     * Term of any entry.
     *
     * @return the term.
     */
    @Benchmark
    public long termAt()
    {
        return log.termAt(nextIndex());
    }

    /**
     * Find any entry and the run of frames from it on that fits into a message; the frames themselves are not touched.
     *
     * @return length of the run in bytes.
     */
    @Benchmark
    public int read()
    {
        log.read(nextIndex(), READ_LENGTH_MAX, view);
        return view.length();
    }

    /**
     * The same in a window in the middle of the log.
     *
     * @return length of the run in bytes.
     */
    @Benchmark
    public int readNear()
    {
        log.read(entries / 2 + next() % WINDOW_LENGTH, READ_LENGTH_MAX, view);
        return view.length();
    }
}
