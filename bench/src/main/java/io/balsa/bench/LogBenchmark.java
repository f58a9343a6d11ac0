package io.balsa.bench;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * The log on the thread of the duty cycle: entries of 128 bytes, checksums included, no device. The log is cut back
 * when it is full, so that what is measured is the append and not the preparation of files.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class LogBenchmark
{
    private static final int SEGMENT_LENGTH = 64 * 1024 * 1024;
    private static final int BATCH = 40;
    private static final int ENTRIES_MAX = 7_500 * BATCH;
    private static final int READ_LENGTH_MAX = 8 * 1024;

    private final LogView view = new LogView();
    private BenchLog leader;
    private BenchLog follower;
    private long readIndex = 1;

    /** Create the benchmark. */
    public LogBenchmark()
    {
    }

    /**
     * Open a log of a leader that is full, and an empty one of a follower.
     *
     * @throws IOException when there is no room for them.
     */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        leader = new BenchLog(SEGMENT_LENGTH);
        while (leader.append() < ENTRIES_MAX)
        {
            // Until it is full.
        }
        follower = new BenchLog(SEGMENT_LENGTH);
    }

    /** Close the logs and delete their directories. */
    @TearDown(Level.Trial)
    public void close()
    {
        leader.close();
        follower.close();
    }

    /**
     * Frame, checksum and append one entry.
     *
     * @return its index.
     */
    @Benchmark
    public long append()
    {
        if (leader.log().lastIndex() >= ENTRIES_MAX)
        {
            leader.truncate(2);
        }
        return leader.append();
    }

    /**
     * Append one entry and look up the run of frames that would be sent.
     *
     * @return length of the run in bytes.
     */
    @Benchmark
    public int appendAndRead()
    {
        final long index = append();
        readIndex = readIndex >= index ? 1 : readIndex + 1;
        leader.log().read(readIndex, READ_LENGTH_MAX, view);
        return view.length();
    }

    /**
     * Check and append the frames of a message of a leader: 40 entries, 7,680 bytes. The score is in entries.
     *
     * @return index of the last one.
     */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendFrames()
    {
        final RaftLog log = follower.log();
        if (log.lastIndex() >= ENTRIES_MAX)
        {
            follower.truncate(1);
        }
        leader.log().read(log.lastIndex() + 1, BATCH * BenchLog.FRAME_LENGTH, view);
        return log.append(view.buffer(), 0, view.length());
    }
}
