package io.balsa.log.mmap;

import java.util.ArrayList;
import java.util.List;

/**
 * Hands the device work of the log to the sync agent and takes it back, on the thread of the log: syncs and
 * truncations one at a time, and besides them the sealing of full segments and the removal of old ones. In mode
 * {@link SyncMode#INLINE} syncs are carried out here.
 */
final class LogSync
{
    private final boolean isInline;
    private final SegmentList segments;
    private final TermTable terms;
    private final SegmentImages images;
    private final LogTask task;
    private final SegmentSeal seal;
    private final SegmentRemoval removal;
    private final LogVerification verification;
    private final List<LogSegment> removed = new ArrayList<>();
    private long syncedIndex;
    private boolean isSyncWanted;
    private boolean isFirstIndexWanted;
    private boolean isTruncating;
    private boolean isTruncationWanted;
    private boolean isResetWanted;
    private long resetTerm;

    LogSync(
        final boolean isInline,
        final RecoveredLog recovered,
        final SegmentImages images,
        final LogTask task,
        final SegmentSeal seal,
        final SegmentRemoval removal,
        final LogVerification verification)
    {
        this.isInline = isInline;
        this.images = images;
        this.task = task;
        this.seal = seal;
        this.removal = removal;
        this.verification = verification;
        segments = recovered.segments();
        terms = recovered.terms();
        syncedIndex = segments.lastIndex();
    }

    /** Have the watermarks to come tell that entries up to an index are committed. */
    void committed(final long commitIndex)
    {
        if (!segments.isEmpty())
        {
            // While the log is about to begin anew, its files hold entries that were never committed.
            task.committed(commitIndex);
        }
    }

    void requestSync()
    {
        isSyncWanted = true;
        poll();
    }

    /**
     * Take notice of all work that is done. An image is given back here and nowhere else, so that what was read from
     * it stays until the end of the duty cycle.
     */
    long syncedIndex()
    {
        poll();
        final LogSegment sealed = seal.poll();
        if (null != sealed)
        {
            images.give(sealed.release());
        }
        removal.poll();
        verification.poll();
        final LogSegment previous = segments.previous();
        if (null != previous && previous.hasImage() && !isTruncating && seal.isIdle() && segments.last().isNamed())
        {
            seal.submit(previous, terms);
        }
        if (isInline && task.isIdle())
        {
            task.runDue();
        }
        return syncedIndex;
    }

    /** Whether a truncation or the removal of all is not durable yet. */
    boolean isTruncating()
    {
        if (isTruncating)
        {
            poll();
        }
        return isTruncating;
    }

    /** Remove all entries from an index on. */
    void truncate(final long fromIndex)
    {
        segments.removeBehind(fromIndex, removed);
        segments.last().truncate(fromIndex);
        terms.truncate(fromIndex);
        seal.truncated(fromIndex);
        syncedIndex = Math.min(syncedIndex, fromIndex - 1);
        isTruncating = true;
        isTruncationWanted = true;
        poll();
    }

    /** Remove all entries, and go on behind another one. */
    void reset(final long index, final long term)
    {
        segments.reset(index + 1, removed);
        terms.reset(term);
        seal.truncated(0);
        resetTerm = term;
        syncedIndex = 0;
        isSyncWanted = false;
        isFirstIndexWanted = false;
        isTruncationWanted = false;
        isTruncating = true;
        isResetWanted = true;
        poll();
    }

    /** Remove sealed segments whose entries are all before an index, unless older ones are still being removed. */
    void truncatePrefix(final long index)
    {
        if (removal.isIdle() && !segments.isEmpty())
        {
            final LogSegment[] old = segments.removeBefore(index);
            if (old.length > 0)
            {
                terms.truncatePrefix(segments.first().baseIndex());
                removal.add(old);
                isFirstIndexWanted = true;
                poll();
            }
        }
    }

    /** Take the work that the agent has done and hand it the next, a truncation before a sync. */
    private void poll()
    {
        if (task.isDone())
        {
            if (task.isTruncation())
            {
                task.completeTruncation();
                isTruncating = isTruncationWanted || isResetWanted;
            }
            else if (task.isReset())
            {
                completeReset();
            }
            else if (task.isForce() || segments.isEmpty())
            {
                task.complete();
            }
            else
            {
                // Nothing is appended between a truncation and the end of the sync that was under way before it.
                synced(Math.min(task.index(), segments.lastIndex()));
                task.complete();
            }
        }
        if (isSyncDue() && !isTruncating && task.copyNow(segments, terms.lastTerm()))
        {
            isSyncWanted = false;
            syncedIndex = segments.lastIndex();
        }
        if (task.isIdle())
        {
            if (isResetWanted)
            {
                isResetWanted = false;
                startReset();
            }
            else if (isTruncationWanted)
            {
                isTruncationWanted = false;
                startTruncation();
            }
            else if (!segments.isEmpty() && (isFirstIndexWanted || isSyncDue()))
            {
                startSync();
            }
            else if (task.isForceDue())
            {
                task.submitForce();
            }
        }
    }

    private boolean isSyncDue()
    {
        return isSyncWanted && syncedIndex != segments.lastIndex();
    }

    /** The log begins with an empty segment; unless it is to begin elsewhere by now. */
    private void completeReset()
    {
        final LogSegment fresh = task.completeReset();
        if (isResetWanted)
        {
            removed.add(fresh);
        }
        else
        {
            fresh.begin(images.take(), fresh.baseIndex(), fresh.prevTerm());
            segments.add(fresh);
            isTruncating = false;
            synced(segments.lastIndex());
        }
    }

    private void startReset()
    {
        giveImages();
        task.submitReset(segments.lastIndex(), resetTerm, removed.toArray(new LogSegment[0]));
        removed.clear();
    }

    private void synced(final long index)
    {
        syncedIndex = index;
        if (task.forcedFirstIndex() == segments.first().baseIndex())
        {
            removal.submit();
        }
    }

    private void startSync()
    {
        final boolean isForceWanted = isFirstIndexWanted;
        isSyncWanted = false;
        isFirstIndexWanted = false;
        if (isInline)
        {
            syncNow();
        }
        else
        {
            task.submitSync(segments, terms.lastTerm(), isForceWanted);
        }
    }

    private void syncNow()
    {
        task.syncNow(segments, terms.lastTerm());
        synced(segments.lastIndex());
    }

    /** The segments that are removed give back their images. */
    private void giveImages()
    {
        for (final LogSegment segment : removed)
        {
            if (segment.hasImage())
            {
                images.give(segment.release());
            }
        }
    }

    /** The segments that are removed give back their images, and one may be needed for the segment that is cut. */
    private void startTruncation()
    {
        giveImages();
        final LogSegment last = segments.last();
        final boolean isLoadWanted = !last.hasImage();
        if (isLoadWanted)
        {
            last.index(images.take());
        }
        task.submitTruncation(segments, terms.lastTerm(), isLoadWanted, removed.toArray(new LogSegment[0]));
        removed.clear();
    }

    /** Do what the agent has not, when it does not run any more; make all entries durable and say that they are. */
    void finish()
    {
        poll();
        while (task.run() > 0)
        {
            poll();
        }
        if (!isTruncating && syncedIndex < segments.lastIndex())
        {
            syncNow();
        }
        task.finish();
    }

    /** Segments that were trusted when the log was opened. */
    int trustedSegmentCount()
    {
        return verification.trustedSegmentCount();
    }

    /** Bytes that were checked in the background. */
    long verifiedBytes()
    {
        return verification.verifiedBytes();
    }

    /** Release all files and the memory. */
    void close()
    {
        try
        {
            segments.distrustDamaged();
        }
        finally
        {
            closeFiles();
        }
    }

    private void closeFiles()
    {
        task.close();
        removed.forEach(LogSegment::close);
        removal.close();
        segments.close();
        images.close();
    }
}
