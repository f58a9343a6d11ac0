package io.balsa.consensus.state;

import io.balsa.consensus.core.DigestRules;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Digests of a member's state at its newest checkpoints, for whoever makes the same state of the same log on another
 * thread of the member.
 * <p>
 * Threads: one writes, any read.
 */
public final class CheckpointDigests
{
    /** Checkpoints that are remembered. */
    public static final int CHECKPOINTS_KEPT = 256;

    /** Stands for a digest that is not known. */
    public static final long UNKNOWN = 0;

    private static final int WORDS = 2;

    private final int interval;
    /** Of each checkpoint its index, which is 0 while the two do not belong together, and the digest. */
    private final AtomicLongArray words = new AtomicLongArray(WORDS * CHECKPOINTS_KEPT);

    /**
     * Begin with nothing known.
     *
     * @param interval entries from one checkpoint to the next: a power of two up to {@link DigestRules#INTERVAL_MAX}.
     * @throws IllegalArgumentException when it is not.
     */
    public CheckpointDigests(final int interval)
    {
        DigestRules.checkInterval(interval);
        this.interval = interval;
    }

    /**
     * Entries from one checkpoint to the next.
     *
     * @return number of entries.
     */
    public int interval()
    {
        return interval;
    }

    /**
     * Whether an entry is a checkpoint.
     *
     * @param index of the entry.
     * @return true if so.
     */
    public boolean isCheckpoint(final long index)
    {
        return (index & (interval - 1)) == 0;
    }

    /**
     * The entry of a checkpoint was applied. On the writer's thread.
     *
     * @param index  of the entry.
     * @param digest of the state behind it, {@link #UNKNOWN} when it is not known.
     */
    public void onApplied(final long index, final long digest)
    {
        final int place = place(index);
        words.lazySet(place, 0);
        words.lazySet(place + 1, digest);
        words.lazySet(place, index);
    }

    /**
     * Look up a checkpoint. On any thread.
     *
     * @param index of its entry.
     * @return digest of the state; {@link #UNKNOWN} when the entry is not applied yet, or too long ago.
     */
    public long digestAt(final long index)
    {
        final int place = place(index);
        final boolean wasThere = words.get(place) == index;
        final long digest = words.get(place + 1);
        return wasThere && words.get(place) == index ? digest : UNKNOWN;
    }

    private int place(final long index)
    {
        return WORDS * ((int)(index / interval) & (CHECKPOINTS_KEPT - 1));
    }
}
