package io.balsa.log.mmap;

import org.agrona.concurrent.NanoClock;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Checks in the background the segments that were trusted when the log was opened, one after the other and at a bounded
 * rate. The log hands out a segment that it holds, and does not unmap it before the sync agent has given it up.
 * <p>
 * Where something is damaged the footer is taken away, so that the next start does not trust the segment again.
 */
final class LogVerification
{
    /** Bytes checked in one slice: short enough for a sync request that arrives meanwhile. */
    static final int SLICE_LENGTH = 256 * 1024;

    /** Bytes checked in a second at most: a small part of what a device and a core can do. */
    static final long BYTES_PER_SECOND = 128L * 1024 * 1024;

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int IDLE = 0;
    private static final int PENDING = 1;
    private static final int DONE = 2;

    private final String location;
    private final NanoClock clock;
    private final SegmentVerification verification;
    private final AtomicLong verifiedBytes = new AtomicLong();

    // Of the log.
    private final LogSegment[] unverified;
    private int next;

    // Of the log while IDLE or DONE, of the sync agent while PENDING.
    private LogSegment segment;
    private boolean isBegun;
    private long dueNs;

    private volatile int state = IDLE;

    LogVerification(
        final String location, final Identity identity, final NanoClock clock, final LogSegment[] unverified)
    {
        this.location = location;
        this.clock = clock;
        this.unverified = unverified;
        verification = new SegmentVerification(identity);
        dueNs = clock.nanoTime();
    }

    /** Segments that were trusted when the log was opened; from any thread. */
    int trustedSegmentCount()
    {
        return unverified.length;
    }

    /** Bytes of frames that were checked so far; from any thread. */
    long verifiedBytes()
    {
        return verifiedBytes.get();
    }

    /** Take notice of a segment that was checked and hand out the next, on the thread of the log. */
    void poll()
    {
        if (DONE == state)
        {
            if (null != segment)
            {
                segment.verified();
            }
            state = IDLE;
        }
        if (IDLE == state && next < unverified.length)
        {
            segment = unverified[next++];
            isBegun = false;
            if (segment.isSealed())
            {
                state = PENDING;
            }
        }
    }

    /** Give up the segment that is being checked, on the thread of the sync agent: it may go or be written to. */
    void abandon()
    {
        if (PENDING == state)
        {
            segment = null;
            state = DONE;
        }
    }

    /**
     * Check one slice, on the thread of the sync agent.
     *
     * @return 0 when there is nothing to do.
     * @throws DamagedLogException when something does not hold.
     */
    int run()
    {
        if (PENDING != state || clock.nanoTime() - dueNs < 0)
        {
            return 0;
        }
        if (!isBegun)
        {
            isBegun = true;
            verification.begin(segment);
        }
        final int length = verification.step(SLICE_LENGTH);
        dueNs = clock.nanoTime() + length * NS_PER_SECOND / BYTES_PER_SECOND;
        verifiedBytes.lazySet(verifiedBytes.get() + length);
        if (verification.isDamaged())
        {
            segment.distrust();
            throw new DamagedLogException(location, verification.damage());
        }
        if (verification.isDone())
        {
            state = DONE;
        }
        return 1;
    }
}
