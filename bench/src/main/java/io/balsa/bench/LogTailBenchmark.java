package io.balsa.bench;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
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
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Reading a log from end to end, larger than the caches of the processor, and copying the frames out as the transport
 * does; against copying as many bytes of plain memory. Scores are in entries of 192 bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(LogTailBenchmark.BATCH)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class LogTailBenchmark
{
    static final int BATCH = 256;

    private static final int SEGMENT_LENGTH = 64 * 1024 * 1024;
    private static final int ENTRIES = 4_000 * BATCH;
    private static final int BATCH_LENGTH = BATCH * BenchLog.FRAME_LENGTH;
    private static final int LENGTH = ENTRIES * BenchLog.FRAME_LENGTH;

    private final LogView view = new LogView();
    private final UnsafeBuffer target = new UnsafeBuffer(ByteBuffer.allocateDirect(BATCH_LENGTH));
    private UnsafeBuffer plain;
    private int plainOffset;
    private BenchLog bench;
    private RaftLog log;
    private long nextIndex = 1;

    /** Create the benchmark. */
    public LogTailBenchmark()
    {
    }

    /**
     * Build the log, and memory of the same length.
     *
     * @throws IOException when there is no room for it.
     */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        bench = new BenchLog(SEGMENT_LENGTH);
        bench.fill(ENTRIES);
        log = bench.log();
        plain = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
        plain.setMemory(0, LENGTH, (byte)1);
    }

    /** Close the log and delete its directory. */
    @TearDown(Level.Trial)
    public void close()
    {
        bench.close();
    }

    /**
     * Read and copy the next entries, from the first again behind the last.
     *
     * @return a byte of the last one.
     */
    @Benchmark
    public byte read()
    {
        int length = 0;
        while (length < BATCH_LENGTH)
        {
            log.read(nextIndex, BATCH_LENGTH - length, view);
            target.putBytes(length, view.buffer(), 0, view.length());
            length += view.length();
            nextIndex = view.lastIndex() == ENTRIES ? 1 : view.lastIndex() + 1;
        }
        return target.getByte(BATCH_LENGTH - BitUtil.SIZE_OF_LONG);
    }

    /**
     * Copy as many bytes of plain memory.
     *
     * @return a byte of the last ones.
     */
    @Benchmark
    public byte copyMemory()
    {
        target.putBytes(0, plain, plainOffset, BATCH_LENGTH);
        plainOffset = plainOffset + BATCH_LENGTH == LENGTH ? 0 : plainOffset + BATCH_LENGTH;
        return target.getByte(BATCH_LENGTH - BitUtil.SIZE_OF_LONG);
    }
}
