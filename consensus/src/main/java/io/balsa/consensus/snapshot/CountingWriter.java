package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

import java.util.function.BooleanSupplier;

/**
 * What a state machine writes to: counts, lets others go on after each slice, and stops where the member is being
 * closed. What is published is decided
 * elsewhere.
 */
final class CountingWriter implements SnapshotWriter
{
    private final SnapshotWriter writer;
    private final BooleanSupplier isAbandoned;
    private final Runnable betweenSlices;
    private final NanoClock clock;
    private long sliceNs;
    private long recordCount;
    private long recordBytes;

    CountingWriter(
        final SnapshotWriter writer,
        final BooleanSupplier isAbandoned,
        final Runnable betweenSlices,
        final NanoClock clock)
    {
        this.betweenSlices = betweenSlices;
        this.clock = clock;
        sliceNs = clock.nanoTime();
        this.writer = writer;
        this.isAbandoned = isAbandoned;
    }

    long recordCount()
    {
        return recordCount;
    }

    long recordBytes()
    {
        return recordBytes;
    }

    @Override
    public void put(
        final DirectBuffer key,
        final int keyOffset,
        final int keyLength,
        final DirectBuffer value,
        final int valueOffset,
        final int valueLength)
    {
        if (isAbandoned.getAsBoolean())
        {
            throw new SnapshotAbandoned();
        }
        writer.put(key, keyOffset, keyLength, value, valueOffset, valueLength);
        recordCount++;
        recordBytes += keyLength + valueLength;
        final long nowNs = clock.nanoTime();
        if (nowNs - sliceNs >= SnapshotAgent.SLICE_NS)
        {
            betweenSlices.run();
            sliceNs = clock.nanoTime();
        }
    }

    @Override
    public void sessions(final DirectBuffer section, final int offset, final int length)
    {
        writer.sessions(section, offset, length);
    }

    @Override
    public void timers(final DirectBuffer section, final int offset, final int length)
    {
        writer.timers(section, offset, length);
    }

    @Override
    public boolean publish()
    {
        throw new IllegalStateException("a state machine writes records, and does not publish them");
    }

    @Override
    public void close()
    {
        throw new IllegalStateException("a state machine writes records, and does not close their writer");
    }
}
