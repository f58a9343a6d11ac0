package io.balsa.bench.limits;

import io.balsa.bench.BenchFile;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.demo.StopRequest;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/** 128 bytes copied to the end of a mapped file, with their checksum. So short that it is timed by thousands. */
record MappedAppend(StopRequest stop) implements Probe
{
    private static final int FILE_LENGTH = 16 * 1024 * 1024;
    private static final int WRITE_LENGTH = 4096;
    private static final int BATCH = 1_000;
    private static final int FRAME_LENGTH = Long.BYTES + RoundTrip.PAYLOAD_BYTES;
    private static final long WARMUP_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long DURATION_NS = TimeUnit.MILLISECONDS.toNanos(500);

    @Override
    public String name()
    {
        return "mapped append with CRC32C";
    }

    @Override
    public Histogram measure(final RigDirectory directory) throws IOException
    {
        try (BenchFile file = BenchFile.create(directory.file(""), FILE_LENGTH, WRITE_LENGTH))
        {
            appendFor(file.mapped(), WARMUP_NS);
            return appendFor(file.mapped(), DURATION_NS);
        }
    }

    private Histogram appendFor(final MappedByteBuffer file, final long durationNs)
    {
        final Histogram latencyNs = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        final ByteBuffer payload = ByteBuffer.allocateDirect(RoundTrip.PAYLOAD_BYTES);
        final CRC32C checksum = new CRC32C();
        final long startNs = System.nanoTime();
        long beforeNs = startNs;
        int position = 0;
        while (beforeNs - startNs < durationNs)
        {
            for (int i = 0; i < BATCH; i++)
            {
                position = position + FRAME_LENGTH > FILE_LENGTH ? 0 : position;
                payload.clear().putInt(0, i);
                checksum.reset();
                checksum.update(payload);
                file.putLong(position, checksum.getValue());
                file.put(position + Long.BYTES, payload, 0, RoundTrip.PAYLOAD_BYTES);
                position += FRAME_LENGTH;
            }
            final long afterNs = System.nanoTime();
            latencyNs.recordValue(Math.min((afterNs - beforeNs) / BATCH, latencyNs.getHighestTrackableValue()));
            beforeNs = afterNs;
            stop.check();
        }
        return latencyNs;
    }
}
