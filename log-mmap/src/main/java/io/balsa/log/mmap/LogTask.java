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
    private final Identity identity;
    private final Watermark watermark;
    private final LogVerification verification;

    // Of the log while IDLE or DONE, of the sync agent otherwise.
    private long index;
    private long term;
    private LogSegment previous;
    private int previousEndOffset;
    private LogSegment last;
    private int endOffset;
    private long durableIndex;
    private long durableTerm;
    private int durableOffset;
    private LogSegment[] removed = NONE;
    private int type;

    private volatile int state = IDLE;

    LogTask(final Storage storage, final SegmentSupply supply, final Identity identity, final Watermark watermark, final LogVerification verification)
    {
        this.storage = storage;
        this.supply = supply;
        this.identity = identity;
        this.watermark = watermark;
        this.verification = verification;
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

    void submitSync(final SegmentList segments, final long lastTerm)
    {
        prepareSync(segments, lastTerm);
        submit(SYNC);
    }

    /** Sync on the thread of the log, while nothing else is under way. */
    void syncNow(final SegmentList segments, final long lastTerm)
    {
        prepareSync(segments, lastTerm);
        sync();
        complete();
    }

    private void prepareSync(final SegmentList segments, final long lastTerm)
    {
        index = segments.lastIndex();
        term = lastTerm;
        previous = segments.previous();
        previousEndOffset = null == previous ? 0 : previous.endOffset();
        last = segments.last();
        endOffset = last.endOffset();
        watermark.firstIndex(segments.first().baseIndex());
    }

    /**
     * Remove what lies behind the last entry, with segments that are no longer in the list, the newest first.
     *
     * @param segments        of the log.
     * @param terms           of its entries.
     * @param syncedIndex     last entry that is durable.
     * @param removedSegments that were taken out of the log.
     */
    void submitTruncation(
        final SegmentList segments, final TermTable terms, final long syncedIndex, final LogSegment[] removedSegments)
    {
        index = segments.lastIndex();
        last = segments.last();
        endOffset = last.endOffset();
        durableIndex = syncedIndex;
        durableTerm = 0 == syncedIndex ? 0 : terms.termAt(syncedIndex);
        durableOffset = syncedIndex < last.baseIndex() ? LogSegment.FRAMES_OFFSET : last.endOffset(syncedIndex);
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
        if (!last.isLoaded())
        {
            last.load();
        }
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
            sync();
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
     * Copy the end of the log into its files and force them. A segment gets its name only after all before it is
     * durable, so a segment that has a follower with a name was whole.
     */
    private void sync()
    {
        if (last.isNamed())
        {
            write();
        }
        else
        {
            if (null != previous)
            {
                previous.copy(previousEndOffset);
                previous.force();
                watermark.durable(last.baseIndex() - 1, last.prevTerm(), LogSegment.FRAMES_OFFSET);
            }
            last.writeHeader(identity);
            write();
            final String name = LogLayout.segmentName(last.baseIndex());
            storage.rename(LogLayout.SPARE, name);
            storage.syncDirectory();
            last.renamed(name);
            supply.released();
        }
    }

    private void write()
    {
        last.copy(endOffset);
        watermark.write(last, identity.incarnation());
        last.force();
        watermark.durable(index, term, endOffset);
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
     * be removed, in whatever order the device kept the changes. Both watermark slots are lowered before it goes: an
     * old one must never ask for what was removed.
     */
    private void truncate()
    {
        verification.abandon();
        for (final LogSegment segment : removed)
        {
            storage.delete(segment.name());
            if (!segment.isNamed())
            {
                supply.released();
            }
        }
        last.zero(endOffset, Math.max(endOffset, last.copiedOffset()));
        watermark.durable(durableIndex, durableTerm, durableOffset);
        watermark.write(last, identity.incarnation());
        watermark.write(last, identity.incarnation());
        last.force();
        storage.syncDirectory();
        storage.delete(LogLayout.truncationName(index + 1));
        storage.syncDirectory();
    }
}
