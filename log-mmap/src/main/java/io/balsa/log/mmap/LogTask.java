package io.balsa.log.mmap;

import org.agrona.concurrent.NanoClock;

/**
 * The one piece of device work of the log that may be under way: a sync or a truncation. The log fills in the fields
 * and hands them over by the state, the sync agent works and hands them back.
 * <p>
 * Besides, what syncs have left is done when it is due, by whoever carries them out: in mode {@link SyncMode#ASYNC} a
 * force of what they have copied, at an interval; and when the log has come to rest, a watermark that tells of the last
 * sync, as no sync follows that would.
 */
final class LogTask
{
    /** How long entries that count when they are copied wait for a force. */
    static final long FORCE_INTERVAL_NS = 100_000_000L;

    /** How long nothing is forced before a watermark tells of the last force: once, and never while syncs go on. */
    static final long MARK_DELAY_NS = 50_000_000L;

    private static final int IDLE = 0;
    private static final int SYNC = 1;
    private static final int TRUNCATE = 2;
    private static final int FORCE = 3;
    private static final int RESET = 4;
    private static final int DONE = 5;

    private static final LogSegment[] NONE = {};

    private final Storage storage;
    private final SegmentSupply supply;
    private final SegmentSeal seal;
    private final LogVerification verification;
    private final Identity identity;
    private final Watermark watermark;
    private final boolean isCopyEnough;
    private final boolean isInline;
    private final NanoClock clock;
    private final LogPosition position;
    private final LogReset reset;
    private final WakeUps wakeUps;

    // Of the log while IDLE or DONE, of the sync agent otherwise.
    private long index;
    private long term;
    private long firstIndex;
    private boolean isForceNeeded;
    private LogSegment previous;
    private int previousEndOffset;
    private LogSegment last;
    private int endOffset;
    private boolean isLoading;
    private boolean isCleared;
    private LogSegment[] removed = NONE;
    private int type;

    // Of the log: what it has copied itself and not yet handed over to be forced.
    private LogSegment unforced;
    private long unforcedIndex;
    private long unforcedTerm;
    private int unforcedOffset;
    private long unforcedFirstIndex;
    private long forceDueNs;
    private volatile boolean isForceComing;

    // Of whoever carries out the work: what is copied and not forced.
    private LogSegment copied;
    private long copiedIndex;
    private long copiedTerm;
    private int copiedOffset;

    // Of the same: where entries were forced that no watermark tells of.
    private LogSegment unmarked;
    private long markDueNs;

    private volatile int state = IDLE;

    LogTask(
        final MemberStorage.Context ctx,
        final Storage storage,
        final Identity identity,
        final Watermark watermark,
        final SegmentSupply supply,
        final SegmentSeal seal,
        final LogVerification verification)
    {
        this.storage = storage;
        this.supply = supply;
        this.seal = seal;
        this.verification = verification;
        this.identity = identity;
        this.watermark = watermark;
        isCopyEnough = SyncMode.ASYNC == ctx.syncMode() || SyncMode.MEMORY == ctx.syncMode();
        isInline = SyncMode.INLINE == ctx.syncMode();
        clock = ctx.nanoClock();
        wakeUps = ctx.wakeUps();
        position = new LogPosition(
            storage, identity, clock, ctx.epochNanoClock(), watermark, storage instanceof FileStorage);
        reset = new LogReset(storage, identity, watermark, supply, position, seal, verification);
    }

    /** Have readers and the watermarks to come know that entries up to an index are committed. */
    void committed(final long newCommitIndex)
    {
        position.committed(newCommitIndex);
    }

    /** Whether the log may be read through its files. From any thread. */
    boolean isReadable()
    {
        return position.isReadable();
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

    boolean isForce()
    {
        return FORCE == type;
    }

    boolean isReset()
    {
        return RESET == type;
    }

    /** Last index that the sync covers. */
    long index()
    {
        return index;
    }

    /** Oldest index of the log in the watermark that the sync has forced; 0 when it has forced none. */
    long forcedFirstIndex()
    {
        return isForceNeeded || !isCopyEnough ? firstIndex : 0;
    }

    /**
     * Copy the end of the log into its file on the thread of the log, where that is enough for entries to count. Not
     * while anything but a force is under way, and not before the file has its name.
     *
     * @param segments of the log.
     * @param lastTerm of the last entry.
     * @return whether the whole log is in its files now.
     */
    boolean copyNow(final SegmentList segments, final long lastTerm)
    {
        final LogSegment segment = segments.last();
        final int now = state;
        if (!isCopyEnough || (IDLE != now && FORCE != now) || !segment.isNamed())
        {
            return false;
        }
        if (null == unforced)
        {
            forceDueNs = clock.nanoTime() + FORCE_INTERVAL_NS;
            isForceComing = true;
        }
        unforced = segment;
        unforcedIndex = segments.lastIndex();
        unforcedTerm = lastTerm;
        unforcedOffset = segment.endOffset();
        unforcedFirstIndex = segments.first().baseIndex();
        segment.copy(unforcedOffset);
        position.copied(unforcedIndex);
        return true;
    }

    /** Whether it is time to have forced what {@link #copyNow} has copied. */
    boolean isForceDue()
    {
        return null != unforced && clock.nanoTime() - forceDueNs >= 0;
    }

    /** Have forced what {@link #copyNow} has copied. */
    void submitForce()
    {
        submit(FORCE);
    }

    /**
     * Have the end of the log copied into its files and forced.
     *
     * @param segments      of the log.
     * @param lastTerm      of the last entry.
     * @param isForceWanted whether the force must tell where the log begins.
     */
    void submitSync(final SegmentList segments, final long lastTerm, final boolean isForceWanted)
    {
        prepareSync(segments, lastTerm, isForceWanted);
        submit(SYNC);
    }

    /** Sync and force on the thread of the log, while nothing else is under way. */
    void syncNow(final SegmentList segments, final long lastTerm)
    {
        handOver();
        prepareSync(segments, lastTerm, true);
        sync();
    }

    private void prepareSync(final SegmentList segments, final long lastTerm, final boolean isForceWanted)
    {
        index = segments.lastIndex();
        term = lastTerm;
        firstIndex = segments.first().baseIndex();
        isForceNeeded = isForceWanted;
        previous = segments.previous();
        previousEndOffset = null == previous ? 0 : previous.endOffset();
        last = segments.last();
        endOffset = last.endOffset();
    }

    /**
     * Remove what lies behind the last entry.
     *
     * @param segments        of the log.
     * @param lastTerm        of the last entry that stays.
     * @param isLoadWanted    whether the frames of the last segment have to be copied into its image.
     * @param removedSegments that are no longer in the list, the newest first.
     */
    void submitTruncation(
        final SegmentList segments,
        final long lastTerm,
        final boolean isLoadWanted,
        final LogSegment[] removedSegments)
    {
        index = segments.lastIndex();
        term = lastTerm;
        firstIndex = segments.first().baseIndex();
        last = segments.last();
        endOffset = last.endOffset();
        isLoading = isLoadWanted;
        removed = removedSegments;
        submit(TRUNCATE);
    }

    /**
     * Have all segments deleted and an empty one in their place.
     *
     * @param lastIndex       of the entry that the log is to go on behind.
     * @param lastTerm        of that entry.
     * @param removedSegments all that were in the list, the newest first.
     */
    void submitReset(final long lastIndex, final long lastTerm, final LogSegment[] removedSegments)
    {
        index = lastIndex;
        term = lastTerm;
        firstIndex = lastIndex + 1;
        removed = removedSegments;
        isCleared = false;
        submit(RESET);
    }

    private void submit(final int newType)
    {
        handOver();
        type = newType;
        state = newType;
        wakeUps.syncAgent().run();
    }

    private void handOver()
    {
        if (null != unforced)
        {
            copied = unforced;
            copiedIndex = unforcedIndex;
            copiedTerm = unforcedTerm;
            copiedOffset = unforcedOffset;
            // No watermark may say less of where the log begins than one before: what was there is gone.
            firstIndex = Math.max(firstIndex, unforcedFirstIndex);
            unforced = null;
            isForceComing = false;
        }
    }

    /** Take notice of the end of a truncation: its bytes are zero and its segments are gone from the directory. */
    void completeTruncation()
    {
        if (isLoading)
        {
            last.attach();
        }
        closeRemoved();
        complete();
    }

    /** Take notice of the end of a reset: the segment that the log goes on with. */
    LogSegment completeReset()
    {
        final LogSegment fresh = last;
        closeRemoved();
        complete();
        return fresh;
    }

    /** Unmap removed segments: on the thread of the log, the one that might still read them. */
    private void closeRemoved()
    {
        for (final LogSegment segment : removed)
        {
            segment.close();
        }
    }

    /** Unmap what was removed, and tell readers that the member has ended. */
    void close()
    {
        closeRemoved();
        position.close();
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
        final int work = runPending();
        position.write();
        return work;
    }

    private int runPending()
    {
        final int pending = state;
        if (SYNC == pending)
        {
            sync();
        }
        else if (FORCE == pending)
        {
            force();
        }
        else if (TRUNCATE == pending && isTruncationMarked())
        {
            truncate();
        }
        else if (RESET == pending)
        {
            return runReset();
        }
        else
        {
            return isInline ? 0 : runDue();
        }
        state = DONE;
        wakeUps.log().run();
        return 1;
    }

    /**
     * Do what syncs have left, if it is due, while nothing else is under way: on the thread that carries out the syncs.
     *
     * @return 0 when there is nothing to do.
     */
    int runDue()
    {
        return null != unmarked && !isForceComing && clock.nanoTime() - markDueNs >= 0 ? mark() : 0;
    }

    /** Do what syncs have left, due or not: the log is about to be closed. */
    void finish()
    {
        handOver();
        if (null != copied)
        {
            force();
        }
        if (null != unmarked)
        {
            mark();
        }
    }

    /**
     * A segment gets its name only after all before it is durable, so a segment that has a follower with a name was
     * whole.
     */
    private void sync()
    {
        if (last.isNamed())
        {
            write();
        }
        else
        {
            previous.copy(previousEndOffset);
            previous.force();
            watermark.durable(last.baseIndex() - 1, last.prevTerm(), LogSegment.FRAMES_OFFSET);
            last.writeHeader(identity);
            write();
            final String name = LogLayout.segmentName(last.baseIndex());
            storage.rename(LogLayout.SPARE, name);
            storage.syncDirectory();
            last.renamed(name);
            supply.released();
        }
        position.copied(index);
    }

    private void write()
    {
        last.copy(endOffset);
        copied = last;
        copiedIndex = index;
        copiedTerm = term;
        copiedOffset = endOffset;
        force();
    }

    /** Force what was copied, together with a watermark of what was durable before. */
    private void force()
    {
        final boolean isFirstIndexNew = firstIndex > watermark.firstIndex();
        position.firstIndex(firstIndex);
        watermark.firstIndex(firstIndex);
        watermark.commitIndex(position.commitIndex());
        watermark.force(copied, identity.incarnation());
        watermark.durable(copiedIndex, copiedTerm, copiedOffset);
        unmarked = copied;
        markDueNs = clock.nanoTime() + MARK_DELAY_NS;
        copied = null;
        if (isFirstIndexNew)
        {
            // Both slots must say it before old segments go: with one of them rotten the other must not miss these.
            mark();
        }
    }

    /** Tell of all that is durable. A crash meanwhile leaves the other slot, which the last force has written. */
    private int mark()
    {
        watermark.commitIndex(position.commitIndex());
        watermark.force(unmarked, identity.incarnation());
        unmarked = null;
        return 1;
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
        position.copied(index);
        seal.abandon(index);
        verification.abandon();
        if (isLoading)
        {
            last.copyFrames();
        }
        last.zeroBehind(endOffset);
        if (watermark.durableIndex() >= index)
        {
            watermark.durable(index, term, endOffset);
        }
        watermark.firstIndex(firstIndex);
        watermark.commitIndex(position.commitIndex());
        watermark.force(last, identity.incarnation());
        watermark.force(last, identity.incarnation());
        noteForced();
        for (final LogSegment segment : removed)
        {
            storage.delete(segment.name());
            if (!segment.isNamed())
            {
                supply.released();
            }
        }
        storage.syncDirectory();
        storage.delete(LogLayout.truncationName(index + 1));
        storage.syncDirectory();
    }

    /** A truncation has forced its segment, and both slots tell of what was durable before. */
    private void noteForced()
    {
        if (null != unmarked && unmarked.baseIndex() >= last.baseIndex())
        {
            unmarked = null;
        }
        if (null != copied && copied.baseIndex() >= last.baseIndex())
        {
            if (copiedIndex < index)
            {
                watermark.durable(copiedIndex, copiedTerm, copiedOffset);
            }
            else
            {
                watermark.durable(index, term, endOffset);
            }
            unmarked = last;
            markDueNs = clock.nanoTime() + MARK_DELAY_NS;
            copied = null;
        }
    }

    /** Everything goes before there is room for the new segment, and that waits for room if it must. */
    private int runReset()
    {
        if (!isCleared)
        {
            copied = null;
            unmarked = null;
            isCleared = reset.clear(index, term, removed);
            return isCleared ? 1 : 0;
        }
        if (!supply.isReady())
        {
            return supply.prepare();
        }
        last = reset.begin(index, term);
        state = DONE;
        wakeUps.log().run();
        return 1;
    }
}
