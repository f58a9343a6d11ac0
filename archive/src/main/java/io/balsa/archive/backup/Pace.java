package io.balsa.archive.backup;

import org.agrona.concurrent.NanoClock;

import java.util.concurrent.locks.LockSupport;

/** Keeps work on bytes to so many in a second, over each part of it. */
final class Pace
{
    private static final long NS_PER_S = 1_000_000_000L;

    private final NanoClock clock;
    private final long bytesPerSecond;
    private long dueNs;

    Pace(final NanoClock clock, final long bytesPerSecond)
    {
        this.clock = clock;
        this.bytesPerSecond = bytesPerSecond;
        dueNs = clock.nanoTime();
    }

    void took(final long bytes)
    {
        final long nowNs = clock.nanoTime();
        dueNs = (dueNs - nowNs > 0 ? dueNs : nowNs) + (long)((double)bytes * NS_PER_S / bytesPerSecond);
    }

    boolean isDue()
    {
        return clock.nanoTime() - dueNs >= 0;
    }

    void await()
    {
        long leftNs = dueNs - clock.nanoTime();
        while (leftNs > 0)
        {
            LockSupport.parkNanos(leftNs);
            leftNs = dueNs - clock.nanoTime();
        }
    }
}
