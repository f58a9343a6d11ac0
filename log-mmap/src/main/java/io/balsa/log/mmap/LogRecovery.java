package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Opens the log of a directory: finishes a truncation or a removal of old segments that was begun, takes a segment into
 * the log that was in use and had no name yet, cuts a torn tail, rebuilds what other parts prove, and refuses
 * everything else that is not whole. It may itself be interrupted at any point and run again.
 * <p>
 * A sealed segment is trusted by its footer; the others, at most two, are scanned. All up to the watermark was durable
 * before the last sync began: if it is missing, it is damaged. What is behind is torn only if a device can have left it
 * so.
 */
final class LogRecovery
{
    private final Storage storage;
    private final Identity identity;
    private final boolean isVerifyAll;
    private final List<LogSegment> found = new ArrayList<>();
    private final List<LogSegment> withoutHeader = new ArrayList<>();
    private final List<LogSegment> mended = new ArrayList<>();
    private final List<String> leftovers = new ArrayList<>();
    private final List<String> truncations = new ArrayList<>();
    private final List<String> resets = new ArrayList<>();
    private final SegmentList segments;
    private final TermTable terms = new TermTable();
    private final Watermark watermark = new Watermark();
    private final SegmentFooter footer = new SegmentFooter();
    private final SegmentScan scan;
    private final SegmentVerification verification;
    private long truncateFrom = Long.MAX_VALUE;
    private LogSegment marked;
    private boolean isGapWide;
    private long firstIndex = 1;
    private long commitIndex;

    /**
     * Prepare.
     *
     * @param storage     of the member.
     * @param identity    of the directory.
     * @param isVerifyAll whether sealed segments are read and checked as well.
     */
    LogRecovery(final Storage storage, final Identity identity, final boolean isVerifyAll)
    {
        this.storage = storage;
        this.identity = identity;
        this.isVerifyAll = isVerifyAll;
        segments = new SegmentList(storage.location(), identity.clusterId());
        scan = new SegmentScan(identity.clusterId(), terms);
        verification = new SegmentVerification(identity);
    }

    /** Believe no frame behind a gap: a sector of the log may be in the wrong place. */
    void widenGaps()
    {
        isGapWide = true;
    }

    /** Find the log and write down what was decided. */
    RecoveredLog recover()
    {
        try
        {
            final RecoveredLog log = find();
            new RecoveryWrites(storage, identity, log).carryOut(truncations, leftovers, mended);
            return log;
        }
        catch (final RuntimeException e)
        {
            close();
            throw e;
        }
    }

    /** Find the log and change nothing. */
    RecoveredLog inspect()
    {
        try
        {
            return find();
        }
        catch (final RuntimeException e)
        {
            close();
            throw e;
        }
    }

    /** Oldest entry that the log holds, also where it is damaged. */
    long firstIndex()
    {
        return firstIndex;
    }

    private void close()
    {
        found.forEach(LogSegment::close);
    }

    private RecoveredLog find()
    {
        final String[] names = storage.list();
        findTruncations(names);
        findResets(names);
        if (!resets.isEmpty())
        {
            return reset(names);
        }
        findSegments(names);
        findSpare(names);
        findWatermark();
        dropRemoved();
        for (int i = 0; i < found.size(); i++)
        {
            take(i);
        }
        return new RecoveredLog(segments, terms, watermark, resets);
    }

    private void findResets(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.isReset(name))
            {
                resets.add(name);
            }
        }
    }

    /** What there was of the log is in a snapshot, or conflicts with it. A later marker is of a later snapshot. */
    private RecoveredLog reset(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.isSegment(name) || LogLayout.SPARE.equals(name))
            {
                leftovers.add(name);
            }
        }
        final String marker = resets.get(resets.size() - 1);
        final long index = LogLayout.resetIndex(marker);
        segments.reset(index + 1, new ArrayList<>());
        terms.reset(LogLayout.resetTerm(marker));
        watermark.durable(index, terms.lastTerm(), LogSegment.FRAMES_OFFSET);
        watermark.firstIndex(index + 1);
        watermark.commitIndex(index);
        firstIndex = index + 1;
        return new RecoveredLog(segments, terms, watermark, resets);
    }

    private void findTruncations(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.isTruncation(name))
            {
                truncations.add(name);
                truncateFrom = Math.min(truncateFrom, LogLayout.truncationIndex(name));
            }
        }
    }

    private void findSegments(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.isSegment(name))
            {
                if (LogLayout.baseIndex(name) > truncateFrom)
                {
                    leftovers.add(name);
                    readLeftover(name);
                }
                else
                {
                    findSegment(name);
                }
            }
        }
        // The newest is deleted first.
        Collections.reverse(leftovers);
    }

    /** A segment that is removed may be the last one to say where the log begins. */
    private void readLeftover(final String name)
    {
        try (StorageFile file = storage.open(name))
        {
            if (LogSegment.isPossible(file))
            {
                readFacts(new LogSegment(file, name));
            }
        }
    }

    /** These two only grow, so the highest is in force, whatever watermark says it. */
    private void readFacts(final LogSegment segment)
    {
        final Watermark one = new Watermark();
        if (one.read(segment, identity.incarnation()))
        {
            firstIndex = Math.max(firstIndex, one.firstIndex());
            commitIndex = Math.max(commitIndex, one.commitIndex());
        }
    }

    private void findSegment(final String name)
    {
        final String path = storage.location() + "/" + name;
        final StorageFile file = storage.open(name);
        if (!LogSegment.isPossible(file))
        {
            file.close();
            throw new CorruptStorageException(path + " is too short for a segment; restore the member");
        }
        final LogSegment segment = new LogSegment(file, name);
        found.add(segment);
        segment.load(0, LogSegment.FRAMES_OFFSET);
        if (!segment.isHeaderWhole())
        {
            mended.add(segment);
        }
        if (!segment.hasHeader())
        {
            withoutHeader.add(segment);
            segment.rebuildHeader(LogLayout.baseIndex(name), SegmentFooter.UNKNOWN_TERM);
            return;
        }
        segment.readHeader(path, identity);
        if (segment.baseIndex() != LogLayout.baseIndex(name))
        {
            throw new CorruptStorageException(
                path + " says that it begins with index " + segment.baseIndex() + "; put it back under its name");
        }
    }

    /**
     * A segment in use has its header before it has its name, and all before it is durable by then: so the header
     * proves what must be there.
     */
    private void findSpare(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.SPARE.equals(name) && !isSpareTaken())
            {
                leftovers.add(0, name);
            }
        }
    }

    private boolean isSpareTaken()
    {
        final StorageFile file = storage.open(LogLayout.SPARE);
        boolean isTaken = false;
        try
        {
            if (!found.isEmpty() && LogSegment.isPossible(file))
            {
                final LogSegment segment = new LogSegment(file, LogLayout.SPARE);
                if (segment.hasHeader())
                {
                    segment.readHeader(storage.location() + "/" + LogLayout.SPARE, identity);
                    isTaken = segment.baseIndex() > found.get(found.size() - 1).baseIndex() &&
                        segment.baseIndex() <= truncateFrom;
                    if (isTaken)
                    {
                        found.add(segment);
                    }
                }
            }
            return isTaken;
        }
        finally
        {
            if (!isTaken)
            {
                file.close();
            }
        }
    }

    private void findWatermark()
    {
        for (int i = found.size() - 1; i >= 0; i--)
        {
            readFacts(found.get(i));
            if (null == marked && watermark.read(found.get(i), identity.incarnation()))
            {
                marked = found.get(i);
            }
        }
        watermark.firstIndex(firstIndex);
        watermark.commitIndex(commitIndex);
    }

    /** Segments in front of the oldest entry were to be deleted, in whatever order the device has kept that. */
    private void dropRemoved()
    {
        while (found.size() > 1 && found.get(0).baseIndex() < firstIndex)
        {
            final LogSegment removed = found.remove(0);
            mended.remove(removed);
            leftovers.add(removed.name());
            removed.close();
        }
        if (!found.isEmpty() && found.get(0).baseIndex() != firstIndex)
        {
            throw new CorruptStorageException(
                storage.location() + "/" + found.get(0).name() + " is the first segment, index " + firstIndex +
                " is missing; restore the member");
        }
    }

    private void take(final int i)
    {
        final LogSegment segment = found.get(i);
        if (withoutHeader.contains(segment))
        {
            rebuildHeader(segment);
        }
        if (segments.isEmpty())
        {
            terms.base(segment.prevTerm());
        }
        segments.add(segment);
        if (i + 1 < found.size())
        {
            takeFollowed(segment, found.get(i + 1));
        }
        else
        {
            takeLast(segment);
        }
    }

    private void rebuildHeader(final LogSegment segment)
    {
        final long prevTerm;
        if (segments.isEmpty())
        {
            prevTerm = 1 == segment.baseIndex() ? 0 : footer.prevTerm(segment);
        }
        else
        {
            prevTerm = terms.lastTerm();
        }
        if (SegmentFooter.UNKNOWN_TERM == prevTerm)
        {
            throw new CorruptStorageException(
                storage.location() + "/" + segment.name() +
                " is damaged: its header and its footer do not hold; restore the member");
        }
        segment.rebuildHeader(segment.baseIndex(), prevTerm);
    }

    /** Term of the entry before a segment that is not taken yet. */
    private long prevTerm(final LogSegment next)
    {
        return withoutHeader.contains(next) ? footer.prevTerm(next) : next.prevTerm();
    }

    /** All up to the next segment was durable before that one had a header. */
    private void takeFollowed(final LogSegment segment, final LogSegment next)
    {
        final long nextPrevTerm = prevTerm(next);
        final boolean isSealed = footer.read(segment, identity.incarnation());
        if (isSealed &&
            footer.lastIndex() + 1 == next.baseIndex() &&
            (SegmentFooter.UNKNOWN_TERM == nextPrevTerm || footer.decoder().lastTerm() == nextPrevTerm) &&
            footer.indexHolds(segment) &&
            (!isVerifyAll || verification.holds(segment)))
        {
            footer.take(segment, terms);
            if (isVerifyAll)
            {
                segment.verified();
            }
            return;
        }
        segment.index(new SegmentImage(segment.length()));
        scan.takeFrames(segment, next.baseIndex());
        if (segment.lastIndex() + 1 != next.baseIndex())
        {
            if (isSealed && footer.lastIndex() == segment.lastIndex())
            {
                throw lost(segment, "it is missing, the next segment is " + next.name());
            }
            throw gap(
                segment,
                next.baseIndex() - 1,
                nextPrevTerm,
                isSealed ? footer.decoder().endOffset() : Damage.UNKNOWN,
                "the next segment is " + next.name());
        }
        if (SegmentFooter.UNKNOWN_TERM != nextPrevTerm && nextPrevTerm != lastTerm(segment))
        {
            throw other(segment, next.baseIndex() - 1, nextPrevTerm, Damage.UNKNOWN,
                next.name() + " follows an entry of term " + nextPrevTerm + ", the one before it has term " +
                lastTerm(segment));
        }
        segment.verified();
    }

    private void takeLast(final LogSegment segment)
    {
        segment.index(new SegmentImage(segment.length()));
        scan.takeFrames(segment, truncateFrom);
        segment.verified();
        if (segment.lastIndex() + 1 == truncateFrom)
        {
            return;
        }
        if (footer.read(segment, identity.incarnation()))
        {
            throwSealed(segment);
        }
        final boolean isMarked = marked == segment;
        final long durableIndex = isMarked ? Math.min(watermark.durableIndex(), truncateFrom - 1) : 0;
        if (segment.lastIndex() < durableIndex)
        {
            throwDurable(segment, durableIndex);
        }
        if (isMarked && durableIndex == watermark.durableIndex() && !isDurableEntry(segment))
        {
            throw other(segment, durableIndex, watermark.durableTerm(), watermark.durableOffset(),
                "it is not the log that was durable up to index " + durableIndex);
        }
        if (!scan.isTorn(segment))
        {
            throw gap(segment, Damage.UNKNOWN, 0, Damage.UNKNOWN, "the entry does not hold, and was not torn");
        }
    }

    private boolean isDurableEntry(final LogSegment segment)
    {
        final long index = watermark.durableIndex();
        return index < segment.baseIndex() ||
            (terms.termAt(index) == watermark.durableTerm() && segment.endOffset(index) == watermark.durableOffset());
    }

    /** A segment is sealed only when it has a follower. */
    private void throwSealed(final LogSegment segment)
    {
        if (segment.lastIndex() == footer.lastIndex())
        {
            throw lost(segment, "it is missing, the segment before it is sealed");
        }
        throw gap(segment, footer.lastIndex(), footer.decoder().lastTerm(), footer.decoder().endOffset(),
            "the segment was sealed up to index " + footer.lastIndex());
    }

    private void throwDurable(final LogSegment segment, final long durableIndex)
    {
        final boolean isKnown = durableIndex == watermark.durableIndex();
        throw gap(
            segment,
            durableIndex,
            isKnown ? watermark.durableTerm() : SegmentFooter.UNKNOWN_TERM,
            isKnown ? watermark.durableOffset() : Damage.UNKNOWN,
            "all up to index " + durableIndex + " was durable");
    }

    private long lastTerm(final LogSegment segment)
    {
        return segment.entryCount() > 0 ? terms.lastTerm() : segment.prevTerm();
    }

    /**
     * Entries are missing behind the last one that was taken.
     *
     * @param segment    with the gap.
     * @param untilIndex that was there; {@link Damage#UNKNOWN} when nothing tells.
     * @param untilTerm  of that entry; {@link SegmentFooter#UNKNOWN_TERM} when nothing tells.
     * @param untilEnd   end of that entry; {@link Damage#UNKNOWN} when nothing tells.
     * @param reason     in a few words.
     * @return to throw.
     */
    private DamagedLogException gap(
        final LogSegment segment,
        final long untilIndex,
        final long untilTerm,
        final int untilEnd,
        final String reason)
    {
        final int fromOffset = segment.endOffset();
        final long indexMax = Damage.UNKNOWN == untilIndex ? truncateFrom - 1 : untilIndex;
        final int limit = Damage.UNKNOWN == untilEnd ? fromOffset + segment.room() : untilEnd;
        final int frameOffset = isGapWide ? SegmentScan.NONE : scan.findFrame(segment, indexMax, limit);
        if (SegmentScan.NONE != frameOffset)
        {
            return damaged(
                segment,
                EntryFrame.index(segment.buffer(), frameOffset),
                EntryFrame.term(segment.buffer(), frameOffset),
                false,
                frameOffset,
                reason);
        }
        final boolean isKnown = Damage.UNKNOWN != untilIndex && SegmentFooter.UNKNOWN_TERM != untilTerm;
        final int toOffset = Damage.UNKNOWN == untilEnd && untilIndex == segment.lastIndex() + 1 &&
            scan.isNextHeader(segment) ? fromOffset + scan.nextLength(segment) : untilEnd;
        return isKnown ?
            damaged(segment, untilIndex, untilTerm, true, toOffset, reason) :
            damaged(segment, Damage.UNKNOWN, 0, true, Damage.UNKNOWN, reason);
    }

    private DamagedLogException damaged(
        final LogSegment segment,
        final long untilIndex,
        final long untilTerm,
        final boolean isUntilMissing,
        final int toOffset,
        final String reason)
    {
        return damaged(new Damage(
            segment.name(), segment.lastIndex(), lastTerm(segment), untilIndex, untilTerm, isUntilMissing,
            segment.endOffset(), toOffset, Damage.UNKNOWN == untilIndex, reason));
    }

    /** The entries hold, but they are not those that were there: nothing in the segment is believed. */
    private DamagedLogException other(
        final LogSegment segment,
        final long untilIndex,
        final long untilTerm,
        final int toOffset,
        final String reason)
    {
        return damaged(new Damage(
            segment.name(), segment.baseIndex() - 1, segment.prevTerm(), untilIndex, untilTerm, true,
            LogSegment.FRAMES_OFFSET, toOffset, untilIndex < segment.baseIndex(), reason));
    }

    /** A whole segment is missing behind another. */
    private DamagedLogException lost(final LogSegment before, final String reason)
    {
        return damaged(new Damage(
            LogLayout.segmentName(before.lastIndex() + 1), before.lastIndex(), lastTerm(before), Damage.UNKNOWN, 0,
            true, Damage.UNKNOWN, Damage.UNKNOWN, true, reason));
    }

    private DamagedLogException damaged(final Damage damage)
    {
        return new DamagedLogException(storage.location(), damage);
    }
}
