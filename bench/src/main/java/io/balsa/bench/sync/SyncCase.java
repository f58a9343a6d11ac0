package io.balsa.bench.sync;

import io.balsa.bench.BenchFile;
import io.balsa.bench.Spread;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One row of the table: a primitive, the pages that each sync makes dirty, and how its file was filled. */
final class SyncCase implements AutoCloseable
{
    static final String TABLE_HEAD =
        "| primitive | dirty pages | file filled by | p50 us | p99 us | p99.9 us | device bytes per sync |\n" +
        "| --- | --- | --- | --- | --- | --- | --- |";

    private static final int FILE_LENGTH = 64 * 1024 * 1024;
    private static final int PAGE_LENGTH = 4096;
    private static final int BATCH_LENGTH = 1024;
    private static final int WATERMARK_LENGTH = 64;
    private static final int WATERMARK_OFFSET = 512;
    private static final double NS_PER_US = 1e3;
    private static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(60);

    private final SyncPrimitive primitive;
    private final int dirtyPages;
    private final int writeLength;
    private final BenchFile file;
    private final DeviceWrites device;
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_LENGTH);
    private final ByteBuffer watermark = ByteBuffer.allocateDirect(WATERMARK_LENGTH);
    private final Histogram all = new Histogram(LATENCY_MAX_NS, 3);
    private final Histogram round = new Histogram(LATENCY_MAX_NS, 3);
    private final Spread p50 = new Spread();
    private final Spread p99 = new Spread();
    private final Spread deviceBytes = new Spread();
    private boolean isDeviceCounted = true;
    private int position = PAGE_LENGTH;

    SyncCase(final SyncPrimitive primitive, final int dirtyPages, final int writeLength, final Path directory)
        throws IOException
    {
        this.primitive = primitive;
        this.dirtyPages = dirtyPages;
        this.writeLength = writeLength;
        device = new DeviceWrites(directory);
        file = BenchFile.create(directory, FILE_LENGTH, writeLength);
    }

    /** Sync a number of times, after a tenth of it that does not count. */
    void runRound(final int syncs) throws IOException
    {
        for (int i = 0; i < syncs / 10; i++)
        {
            sync();
        }
        round.reset();
        final long bytesBefore = device.bytes();
        for (int i = 0; i < syncs; i++)
        {
            final long startNs = System.nanoTime();
            sync();
            round.recordValue(Math.min(System.nanoTime() - startNs, LATENCY_MAX_NS));
        }
        final long bytesAfter = device.bytes();
        isDeviceCounted &= bytesBefore >= 0;
        deviceBytes.add((bytesAfter - bytesBefore) / (double)syncs);
        p50.add(round.getValueAtPercentile(50) / NS_PER_US);
        p99.add(round.getValueAtPercentile(99) / NS_PER_US);
        all.add(round);
    }

    /** A batch of the log goes to its end, the watermark to the first page. */
    private void sync() throws IOException
    {
        if (position == FILE_LENGTH)
        {
            position = PAGE_LENGTH;
        }
        batch.putInt(0, batch.getInt(0) + 1);
        primitive.write(file, position, batch);
        int from = position;
        if (dirtyPages > 1)
        {
            watermark.putInt(0, batch.getInt(0));
            primitive.write(file, WATERMARK_OFFSET, watermark);
            from = 0;
        }
        primitive.force(file, from, position + BATCH_LENGTH);
        position += BATCH_LENGTH;
    }

    boolean isDeviceCounted()
    {
        return isDeviceCounted;
    }

    String row()
    {
        return "| " + primitive + " | " + dirtyPages + " | " + (writeLength >> 10) + " KiB | " + p50.text("%.0f") +
            " | " + p99.text("%.0f") + " | " +
            Math.round(all.getValueAtPercentile(99.9) / NS_PER_US) + " | " +
            (isDeviceCounted ? deviceBytes.text("%.0f") : "-") + " |";
    }

    @Override
    public void close() throws IOException
    {
        file.close();
    }
}
