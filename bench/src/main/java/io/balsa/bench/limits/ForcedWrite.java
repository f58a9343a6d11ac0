package io.balsa.bench.limits;

import io.balsa.bench.BenchFile;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.demo.StopRequest;
import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** 128 bytes stored to a mapped file and made durable by {@code fdatasync}. */
record ForcedWrite(StopRequest stop) implements Probe
{
    private static final int FILE_LENGTH = 4 * 1024 * 1024;
    private static final int WRITE_LENGTH = 4096;
    private static final long DURATION_NS = TimeUnit.MILLISECONDS.toNanos(1_000);

    @Override
    public String name()
    {
        return "fdatasync of 128 bytes";
    }

    @Override
    public Histogram measure(final RigDirectory directory) throws IOException
    {
        final Histogram latencyNs = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        final byte[] bytes = new byte[RoundTrip.PAYLOAD_BYTES];
        try (BenchFile file = BenchFile.create(directory.file(""), FILE_LENGTH, WRITE_LENGTH))
        {
            final long startNs = System.nanoTime();
            long beforeNs = startNs;
            for (int position = 0; beforeNs - startNs < DURATION_NS; position += bytes.length)
            {
                bytes[0]++;
                file.mapped().put(position % FILE_LENGTH, bytes);
                file.channel().force(false);
                final long afterNs = System.nanoTime();
                latencyNs.recordValue(Math.min(afterNs - beforeNs, latencyNs.getHighestTrackableValue()));
                beforeNs = afterNs;
                stop.check();
            }
        }
        return latencyNs;
    }
}
