package io.balsa.log.mmap;

import java.util.ArrayList;
import java.util.List;

/**
 * Opens the log of a directory: finishes a truncation that was begun, takes a segment into the log that was in use
 * and had no name yet, cuts a torn tail, and refuses everything else that is not whole. It may itself be interrupted
 * at any point and run again.
 */
final class LogRecovery
{
    private final Storage storage;
    private final Identity identity;
    private final boolean isReadOnly;
    private final SegmentList segments = new SegmentList();
    private final TermTable terms = new TermTable();
    private final SegmentScan scan;
    private final List<String> leftovers = new ArrayList<>();
    private final List<String> truncations = new ArrayList<>();
    private final Watermark watermark = new Watermark();
    private long truncateFrom = Long.MAX_VALUE;
    private int tailOffset;

    LogRecovery(final Storage storage, final Identity identity, final boolean isReadOnly)
    {
        this.storage = storage;
        this.identity = identity;
        this.isReadOnly = isReadOnly;
        scan = new SegmentScan(storage.location(), identity.clusterId(), terms);
    }

    RecoveredLog recover()
    {
        try
        {
            final String[] names = storage.list();
            findTruncations(names);
            takeSegments(names);
            takeSpare(names);
            if (!segments.isEmpty())
            {
                checkEnd();
            }
            if (!isReadOnly)
            {
                repair();
            }
            return new RecoveredLog(segments, terms, watermark);
        }
        catch (final RuntimeException e)
        {
            segments.close();
            throw e;
        }
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

    private void takeSegments(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.isSegment(name))
            {
                if (LogLayout.baseIndex(name) > truncateFrom)
                {
                    leftovers.add(name);
                }
                else
                {
                    takeSegment(name);
                }
            }
        }
    }

    private void takeSegment(final String name)
    {
        final String path = storage.location() + "/" + name;
        final StorageFile file = storage.open(name);
        if (!LogSegment.isPossible(file))
        {
            file.close();
            throw new CorruptStorageException(path + " is too short for a segment; restore the member");
        }
        final LogSegment segment = new LogSegment(file, name);
        final boolean isFirst = segments.isEmpty();
        final long expectedIndex = isFirst ? 1 : segments.lastIndex() + 1;
        final LogSegment before = isFirst ? null : segments.last();
        segments.add(segment);
        segment.readHeader(path, identity);
        if (segment.baseIndex() != LogLayout.baseIndex(name))
        {
            throw new CorruptStorageException(
                path + " says that it begins with index " + segment.baseIndex() + "; put it back under its name");
        }
        if (segment.baseIndex() != expectedIndex)
        {
            if (isFirst)
            {
                throw new CorruptStorageException(
                    path + " is the first segment, index " + expectedIndex + " is missing; restore the member");
            }
            throw scan.damage(before, "the next segment is " + name);
        }
        segment.index(new SegmentImage(segment.length()));
        scan.takeFrames(segment, truncateFrom);
    }

    /** A segment in use without a name holds entries that count as durable in mode ASYNC, if it continues the log. */
    private void takeSpare(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.SPARE.equals(name))
            {
                final LogSegment spare = openSpare();
                if (null == spare)
                {
                    leftovers.add(name);
                }
                else
                {
                    segments.add(spare);
                    spare.index(new SegmentImage(spare.length()));
                    scan.takeFrames(spare, truncateFrom);
                }
            }
        }
    }

    /** The segment without a name; null, and the file is closed, when it does not continue the log. */
    private LogSegment openSpare()
    {
        final StorageFile file = storage.open(LogLayout.SPARE);
        boolean isTaken = false;
        try
        {
            if (!segments.isEmpty() && LogSegment.isPossible(file))
            {
                final LogSegment segment = new LogSegment(file, LogLayout.SPARE);
                if (segment.hasHeader())
                {
                    segment.readHeader(storage.location() + "/" + LogLayout.SPARE, identity);
                    isTaken = segment.baseIndex() == segments.lastIndex() + 1 && segment.baseIndex() <= truncateFrom;
                }
                return isTaken ? segment : null;
            }
            return null;
        }
        finally
        {
            if (!isTaken)
            {
                file.close();
            }
        }
    }

    private void checkEnd()
    {
        final LogSegment last = segments.last();
        tailOffset = last.lastIndex() + 1 == truncateFrom ? last.length() : scan.checkTail(last);
        if (!watermark.read(last, identity.incarnation()) && null != segments.previous())
        {
            watermark.read(segments.previous(), identity.incarnation());
        }
    }

    /** Neither slot must ask for entries that are removed. */
    private void lowerWatermark(final LogSegment last)
    {
        if (watermark.durableIndex() >= truncateFrom)
        {
            watermark.durable(last.lastIndex(), terms.lastTerm(), last.endOffset());
        }
        watermark.write(last, identity.incarnation());
        watermark.write(last, identity.incarnation());
    }

    private void repair()
    {
        if (!truncations.isEmpty())
        {
            // After the death of a process the marker may not be durable yet: it must be before a byte is changed.
            storage.syncDirectory();
        }
        if (!segments.isEmpty())
        {
            final LogSegment last = segments.last();
            last.zero(last.endOffset(), tailOffset);
            if (!truncations.isEmpty())
            {
                lowerWatermark(last);
            }
            last.rewrite();
            if (!last.isNamed())
            {
                final String name = LogLayout.segmentName(last.baseIndex());
                segments.previous().rewrite();
                segments.previous().force();
                last.force();
                storage.rename(LogLayout.SPARE, name);
                last.renamed(name);
            }
            else
            {
                last.force();
            }
        }
        for (int i = leftovers.size() - 1; i >= 0; i--)
        {
            storage.delete(leftovers.get(i));
        }
        storage.syncDirectory();
        for (final String truncation : truncations)
        {
            storage.delete(truncation);
        }
        storage.syncDirectory();
    }
}
