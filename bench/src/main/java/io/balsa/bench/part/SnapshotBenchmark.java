package io.balsa.bench.part;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotWriter;
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
 * Records of 16 and 128 bytes put into a snapshot, which is given up when it is full. Part of it is what it takes to
 * begin one: 100,000 records share that.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {
    "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
    "--add-opens", "java.base/java.lang=ALL-UNNAMED",
    "--add-opens", "java.base/java.lang.reflect=ALL-UNNAMED",
    "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports", "java.base/jdk.internal.ref=ALL-UNNAMED",
    "--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports", "jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED"})
public class SnapshotBenchmark
{
    private static final int RECORDS = 100_000;
    private static final int KEY_LENGTH = 16;
    private static final int VALUE_LENGTH = 128;

    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KEY_LENGTH));
    private final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(VALUE_LENGTH));
    private File directory;
    private ChronicleSnapshotStore store;
    private SnapshotWriter writer;
    private long index;
    private long count;

    /** Create the benchmark. */
    public SnapshotBenchmark()
    {
    }

    /**
     * Open a store.
     *
     * @throws IOException when there is no room for it.
     */
    @Setup(Level.Trial)
    public void open() throws IOException
    {
        directory = Files.createTempDirectory("balsa-bench-").toFile();
        store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context().directory(directory).clusterId(1)
            .damageListener((id, reason) ->
            {
                throw new IllegalStateException(id + ": " + reason);
            }));
        store.warmUp();
        begin();
    }

    private void begin()
    {
        index++;
        count = 0;
        writer = store.begin(new SnapshotMetadata(new SnapshotId(index, 1), 1, 1, new int[]{0}, new int[0]),
            RECORDS, (long)RECORDS * (KEY_LENGTH + VALUE_LENGTH));
    }

    /** Close the store and delete its directory. */
    @TearDown(Level.Trial)
    public void close()
    {
        writer.close();
        store.close();
        IoUtil.delete(directory, false);
    }

    /**
     * Put one record.
     *
     * @return how many the snapshot has.
     */
    @Benchmark
    public long put()
    {
        if (count == RECORDS)
        {
            writer.close();
            begin();
        }
        count++;
        key.putLong(0, count * 0x9E37_79B9_7F4A_7C15L);
        key.putLong(Long.BYTES, count);
        writer.put(key, 0, KEY_LENGTH, value, 0, VALUE_LENGTH);
        return count;
    }
}
