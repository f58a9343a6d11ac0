package io.balsa.log.mmap;

/**
 * The one piece of device work of the log that may be under way: a sync or a truncation. The log fills in the fields
 * and hands them over by the state, the sync agent works and hands them back.
 */
final class LogTask
{
    private static final int IDLE = 0;
    private static final int SYNC = 1;
    private static final int TRUNCATE = 2;
    private static final int DONE = 3;

    private static final LogSegment[] NONE = {};

    private final Storage storage;
    private final SegmentSupply supply;

    // Of the log while IDLE or DONE, of the sync agent otherwise.
    private long index;
    private LogSegment previous;
    private LogSegment last;
    private int zeroFrom;
    private int zeroTo;
    private LogSegment[] removed = NONE;
    private int type;

    private volatile int state = IDLE;

    LogTask(final Storage storage, final SegmentSupply supply)
    {
        this.storage = storage;
        this.supply = supply;
    }

    boolean isIdle()
    {
        return IDLE == state;
    }

    boolean isDone()
    {
        return DONE == state;
    }

    boolean isTruncation()
    {
        return TRUNCATE == type;
    }

    /** Last index that the sync covers. */
    long index()
    {
        return index;
    }

    void submitSync(final SegmentList segments)
    {
        index = segments.lastIndex();
        previous = segments.previous();
        last = segments.last();
        submit(SYNC);
    }

    /** Remove what lies behind the last entry, with segments that are no longer in the list, the newest first. */
    void submitTruncation(final SegmentList segments, final LogSegment[] removedSegments)
    {
        index = segments.lastIndex();
        last = segments.last();
        zeroFrom = last.endOffset();
        zeroTo = last.writtenOffset();
        removed = removedSegments;
        submit(TRUNCATE);
    }

    private void submit(final int newType)
    {
        type = newType;
        state = newType;
    }

    /** Take notice of the end of a truncation: its bytes are zero and its segments are gone from the directory. */
    void completeTruncation()
    {
        last.zeroed(zeroFrom);
        close();
        complete();
    }

    /** Unmap removed segments: on the thread of the log, the one that might still read them. */
    void close()
    {
        for (final LogSegment segment : removed)
        {
            segment.close();
        }
    }

    void complete()
    {
        previous = null;
        last = null;
        removed = NONE;
        state = IDLE;
    }

    /**
     * Do the work, on the thread of the sync agent.
     *
     * @return 0 when there is nothing to do.
     */
    int run()
    {
        final int pending = state;
        if (SYNC == pending)
        {
            sync(previous, last);
        }
        else if (TRUNCATE == pending && isTruncationMarked())
        {
            truncate();
        }
        else
        {
            return 0;
        }
        state = DONE;
        return 1;
    }

    /**
     * Force the end of the log. A segment gets its name only after all before it is durable, so a segment that has a
     * follower with a name was whole.
     */
    void sync(final LogSegment segmentBefore, final LogSegment segment)
    {
        if (segment.isNamed())
        {
            segment.force();
        }
        else
        {
            if (null != segmentBefore)
            {
                segmentBefore.force();
            }
            segment.force();
            final String name = LogLayout.segmentName(segment.baseIndex());
            storage.rename(LogLayout.SPARE, name);
            storage.syncDirectory();
            segment.renamed(name);
            supply.released();
        }
    }

    /** Begin a truncation: false while the device is too full for the marker; then it is tried again. */
    private boolean isTruncationMarked()
    {
        try
        {
            storage.create(LogLayout.truncationName(index + 1)).close();
            storage.syncDirectory();
            return true;
        }
        catch (final DiskFullException e)
        {
            return false;
        }
    }

    /**
     * The marker comes first and goes last: a crash in between leaves bytes of which recovery knows that they are to
     * be removed, in whatever order the device kept the changes.
     */
    private void truncate()
    {
        for (final LogSegment segment : removed)
        {
            storage.delete(segment.name());
            if (!segment.isNamed())
            {
                supply.released();
            }
        }
        last.zero(zeroFrom, zeroTo);
        last.force();
        storage.syncDirectory();
        storage.delete(LogLayout.truncationName(index + 1));
        storage.syncDirectory();
    }
}
