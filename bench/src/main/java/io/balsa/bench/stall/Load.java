package io.balsa.bench.stall;

import java.util.concurrent.TimeUnit;

/** How entries come. */
enum Load
{
    /** 50 000 a second. */
    STEADY("50 k/s", TimeUnit.MICROSECONDS.toNanos(20), Integer.MAX_VALUE),

    /** As fast as they can be appended. */
    FLAT_OUT("flat out", 0, Integer.MAX_VALUE),

    /** The next one when the one before counts. */
    ONE_IN_FLIGHT("1 in flight", 0, 1),

    /** A window of 64. */
    FEW_IN_FLIGHT("64 in flight", 0, 64),

    /** A window of 1024. */
    MANY_IN_FLIGHT("1024 in flight", 0, 1024);

    private final String title;
    private final long intervalNs;
    private final int window;

    Load(final String title, final long intervalNs, final int window)
    {
        this.title = title;
        this.intervalNs = intervalNs;
        this.window = window;
    }

    String title()
    {
        return title;
    }

    /** Time between two entries, 0 for none. */
    long intervalNs()
    {
        return intervalNs;
    }

    /** Entries that may be appended and not count yet. */
    int window()
    {
        return window;
    }
}
