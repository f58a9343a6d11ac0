package io.balsa.log.mmap;

/**
 * Deletes segments from the front of the log, the oldest first, one in a slice. It begins when a watermark that says
 * where the log begins now is durable, so recovery does not miss them, whichever deletions the device keeps.
 */
final class SegmentRemoval
{
    private static final int IDLE = 0;
    private static final int PENDING = 1;
    private static final int DONE = 2;

    private static final LogSegment[] NONE = {};

    private final Storage storage;
    private final LogVerification verification;

    // Of the log while IDLE or DONE, of the sync agent while PENDING.
    private LogSegment[] segments = NONE;
    private int deletedCount;

    private volatile int state = IDLE;

    SegmentRemoval(final Storage storage, final LogVerification verification)
    {
        this.storage = storage;
        this.verification = verification;
    }

    /** Whether no segments are waiting to be deleted, or to be unmapped. */
    boolean isIdle()
    {
        return IDLE == state && 0 == segments.length;
    }

    /** Take segments that are no longer in the log, the oldest first. */
    void add(final LogSegment[] removed)
    {
        segments = removed;
        deletedCount = 0;
    }

    /** The watermark is durable: they may be deleted. */
    void submit()
    {
        if (IDLE == state && segments.length > 0)
        {
            state = PENDING;
        }
    }

    /**
     * Do one slice, on the thread of the sync agent.
     *
     * @return 0 when there is nothing to do.
     */
    int run()
    {
        if (PENDING != state)
        {
            return 0;
        }
        verification.abandon();
        storage.delete(segments[deletedCount].name());
        deletedCount++;
        if (deletedCount == segments.length)
        {
            storage.syncDirectory();
            state = DONE;
        }
        return 1;
    }

    /** Unmap what was deleted: on the thread of the log, the one that might still read it. */
    void poll()
    {
        if (DONE == state)
        {
            close();
            state = IDLE;
        }
    }

    /** Unmap all. */
    void close()
    {
        for (final LogSegment segment : segments)
        {
            segment.close();
        }
        segments = NONE;
    }
}
