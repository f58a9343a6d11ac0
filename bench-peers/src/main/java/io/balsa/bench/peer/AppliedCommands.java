package io.balsa.bench.peer;

import io.balsa.bench.load.CommandDigest;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what a member has applied, and keeps a digest of it. One thread applies, any thread may ask. */
public final class AppliedCommands
{
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong digest = new AtomicLong(CommandDigest.EMPTY);

    /** Create. */
    public AppliedCommands()
    {
    }

    /**
     * A command is applied.
     *
     * @param number that it begins with.
     */
    public void apply(final long number)
    {
        digest.lazySet(CommandDigest.next(digest.get(), number));
        count.lazySet(count.get() + 1);
    }

    /**
     * How many were applied.
     *
     * @return count.
     */
    public long count()
    {
        return count.get();
    }

    /**
     * Which were applied, and in which order.
     *
     * @return digest, of {@link #count()} commands at least.
     */
    public long digest()
    {
        return digest.get();
    }
}
