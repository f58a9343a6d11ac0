package io.balsa.bench;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.SyncMode;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/**
 * The log on the thread of the duty cycle: entries of 128 bytes, checksums included, no device. The log is cut back when
 * it is full, so that what is measured is the append and not the preparation of files.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class LogBenchmark
{
    private static final int PAYLOAD_LENGTH = 128;
    private static final int SEGMENT_LENGTH = 64 * 1024 * 1024;
    private static final int ENTRIES_MAX = 300_000;
    private static final int READ_LENGTH_MAX = 8 * 1024;

    private final UnsafeBuffer payload = new UnsafeBuffer(ByteBuffer.allocateDirect(PAYLOAD_LENGTH));
    private final LogView view = new LogView();
    private File directory;
    private MemberStorage storage;
    private RaftLog log;
    private long readIndex;

    /** Create the benchmark. */
    public LogBenchmark()
    {
    }

    /**
     * Open a log in a directory of its own.
     *
     * @throws IOException when there is no room for it.
     */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        directory = Files.createTempDirectory("balsa-bench-").toFile();
        storage = MemberStorage.open(new MemberStorage.Context()
            .directory(directory).clusterId(1).memberId(0).segmentLength(SEGMENT_LENGTH).syncMode(SyncMode.MEMORY));
        log = storage.log();
        readIndex = 1;
        append();
    }

    /** Close the log and delete its directory. */
    @TearDown(Level.Trial)
    public void close()
    {
        storage.close();
        IoUtil.delete(directory, false);
    }

    /**
     * Frame, checksum and append one entry.
     *
     * @return its index.
     */
    @Benchmark
    public long append()
    {
        if (log.lastIndex() >= ENTRIES_MAX)
        {
            log.truncateSuffix(2);
            while (storage.syncAgent().doWork() > 0)
            {
                // Until entries are taken again.
            }
        }
        return log.append(1, EntryType.COMMAND, 1, 1, 1, 0, payload, 0, PAYLOAD_LENGTH);
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
        log.read(readIndex, READ_LENGTH_MAX, view);
        return view.length();
    }
}
