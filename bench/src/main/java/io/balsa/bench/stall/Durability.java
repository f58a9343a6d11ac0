package io.balsa.bench.stall;

import java.util.concurrent.TimeUnit;

/** When an entry counts. */
enum Durability
{
    /** When it was forced. */
    SYNC(0),

    /** When it is in the page cache, which is forced every 100 ms. */
    ASYNC(TimeUnit.MILLISECONDS.toNanos(100)),

    /** When it is in the page cache, which is left to the kernel. */
    UNFORCED(Long.MAX_VALUE);

    private final long forceIntervalNs;

    Durability(final long forceIntervalNs)
    {
        this.forceIntervalNs = forceIntervalNs;
    }

    /** Longest time that the page cache is not forced although it was written to. */
    long forceIntervalNs()
    {
        return forceIntervalNs;
    }
}
