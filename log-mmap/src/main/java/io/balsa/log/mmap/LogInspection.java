package io.balsa.log.mmap;

import org.agrona.concurrent.OffsetEpochNanoClock;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks into the directory of a member as it is, damaged or not, and changes nothing. While it is open no member can be
 * started in the directory. Where one runs it looks at what is committed, and does not hinder it.
 * <p>
 * Threads: one.
 */
public final class LogInspection implements AutoCloseable
{
    private final Storage storage;
    private final boolean isLive;
    private final Identity identity;
    private final List<LogSegment> segments = new ArrayList<>();
    private final List<LogFinding> findings = new ArrayList<>();
    private final SegmentFooter footer = new SegmentFooter();
    private final FrameWalk walk;
    private long committedIndex = Long.MAX_VALUE - 1;
    private long truncateFrom = Long.MAX_VALUE;
    private long firstIndex = 1;
    private WatermarkFacts watermark;

    private LogInspection(final Storage storage)
    {
        this.storage = storage;
        final String[] names = storage.list();
        MemberDirectory.checkNames(storage);
        checkLog(Arrays.asList(names));
        isLive = isLocked();
        identity = IdentityFile.readOrDerive(storage);
        walk = new FrameWalk(identity.clusterId());
        try
        {
            if (isLive)
            {
                readPosition();
            }
            find(storage.list());
        }
        catch (final RuntimeException e)
        {
            segments.forEach(LogSegment::close);
            throw e;
        }
    }

    /**
     * Open the directory of a member.
     *
     * @param directory of the member.
     * @return the inspection.
     * @throws StorageException when it is not the directory of a member, or holds no log.
     */
    public static LogInspection open(final File directory)
    {
        final Storage storage = FileStorage.openReadOnly(directory);
        try
        {
            return new LogInspection(storage);
        }
        catch (final RuntimeException e)
        {
            storage.close();
            throw e;
        }
    }

    private void checkLog(final List<String> names)
    {
        if (!names.contains(LogLayout.IDENTITY) && !names.contains(LogLayout.TERM_STATE))
        {
            throw new ForeignDirectoryException(
                storage.location() + " is not the directory of a member; check the path");
        }
        if (names.contains(LogLayout.MEMORY))
        {
            throw new StorageException(
                storage.location() + " is of a member whose log is in memory; there is nothing to look at");
        }
    }

    private boolean isLocked()
    {
        try
        {
            storage.lock(LogLayout.LOCK);
            return false;
        }
        catch (final DirectoryInUseException e)
        {
            return true;
        }
    }

    private void readPosition()
    {
        try (LogPositionView position = new LogPositionView(storage, new OffsetEpochNanoClock()))
        {
            committedIndex = position.committedIndex();
        }
    }

    private void find(final String[] names)
    {
        for (final String name : names)
        {
            if (LogLayout.isReset(name) && !isLive)
            {
                truncateFrom = 0;
                note(name, "the log is about to begin anew behind a snapshot; the next start finishes it");
            }
            if (LogLayout.isTruncation(name) && !isLive)
            {
                truncateFrom = Math.min(truncateFrom, LogLayout.truncationIndex(name));
                note(name, "a truncation is not finished; the next start finishes it");
            }
        }
        for (final String name : names)
        {
            if (LogLayout.isSegment(name))
            {
                findSegment(name);
            }
        }
        if (!isLive && Arrays.asList(names).contains(LogLayout.SPARE))
        {
            findSpare();
        }
        findWatermark();
        while (segments.size() > 1 && segments.get(0).baseIndex() < firstIndex)
        {
            final LogSegment removed = segments.remove(0);
            note(removed.name(), "a removed segment is still there; it is about to be deleted");
            removed.close();
        }
        checkSequence();
    }

    private void findSegment(final String name)
    {
        final long baseIndex = LogLayout.baseIndex(name);
        if (baseIndex > truncateFrom)
        {
            note(name, "a truncated segment is still there; the next start deletes it");
            return;
        }
        if (baseIndex > committedIndex && !segments.isEmpty())
        {
            return;
        }
        final StorageFile file;
        try
        {
            file = storage.open(name);
        }
        catch (final StorageException e)
        {
            if (!isLive)
            {
                throw e;
            }
            // Removed since the directory was listed.
            return;
        }
        if (!LogSegment.isPossible(file))
        {
            file.close();
            damage(name, 0, baseIndex, "the file is too short for a segment");
            return;
        }
        final LogSegment segment = new LogSegment(file, name);
        if (readHeader(segment, baseIndex))
        {
            segments.add(segment);
        }
        else
        {
            segment.close();
        }
    }

    private boolean readHeader(final LogSegment segment, final long baseIndex)
    {
        if (!segment.hasHeader())
        {
            damage(segment.name(), 0, baseIndex, "the header does not hold, and neither does its copy");
            segment.rebuildHeader(baseIndex, footer.prevTerm(segment));
            return true;
        }
        if (!segment.isHeaderWhole())
        {
            damage(segment.name(), 0, baseIndex, "the header or its copy does not hold; the next start mends it");
        }
        try
        {
            segment.readHeader(storage.location() + "/" + segment.name(), identity);
        }
        catch (final StorageException e)
        {
            damage(segment.name(), 0, baseIndex, e.getMessage());
            return false;
        }
        if (segment.baseIndex() != baseIndex)
        {
            damage(segment.name(), 0, baseIndex, "the file is that of index " + segment.baseIndex());
            return false;
        }
        return true;
    }

    /** The newest segment has no name before its first sync has ended. */
    private void findSpare()
    {
        final StorageFile file = storage.open(LogLayout.SPARE);
        final LogSegment segment = LogSegment.isPossible(file) ? new LogSegment(file, LogLayout.SPARE) : null;
        if (null != segment && segment.hasHeader() && !segments.isEmpty())
        {
            segment.readHeader(storage.location() + "/" + LogLayout.SPARE, identity);
            if (segment.baseIndex() > last().baseIndex() && segment.baseIndex() <= truncateFrom)
            {
                segments.add(segment);
                return;
            }
        }
        file.close();
    }

    private void findWatermark()
    {
        final Watermark found = new Watermark();
        for (final LogSegment segment : segments)
        {
            if (found.read(segment, identity.incarnation()))
            {
                firstIndex = Math.max(firstIndex, found.firstIndex());
                watermark = new WatermarkFacts(
                    segment.name(), found.durableIndex(), found.durableTerm(), firstIndex, found.commitIndex());
            }
        }
    }

    private void checkSequence()
    {
        if (segments.isEmpty() && truncateFrom > 0)
        {
            damage(LogLayout.segmentName(firstIndex), 0, firstIndex, "the log is missing");
        }
        else if (!segments.isEmpty() && segments.get(0).baseIndex() != firstIndex)
        {
            damage(LogLayout.segmentName(firstIndex), 0, firstIndex, "the first segment is missing");
        }
    }

    private LogSegment last()
    {
        return segments.get(segments.size() - 1);
    }

    private void note(final String name, final String text)
    {
        findings.add(new LogFinding(name, 0, 0, false, text));
    }

    private void damage(final String name, final int offset, final long index, final String text)
    {
        findings.add(new LogFinding(name, offset, index, true, text));
    }

    /**
     * Where the files are.
     *
     * @return path of the directory.
     */
    public String location()
    {
        return storage.location();
    }

    /**
     * Whether a member runs in the directory, or a tool changes it.
     *
     * @return true when its lock is held.
     */
    public boolean isLive()
    {
        return isLive;
    }

    /**
     * Whose directory it is.
     *
     * @return the identity.
     */
    public Identity identity()
    {
        return identity;
    }

    /**
     * Oldest entry of the log.
     *
     * @return log index.
     */
    public long firstIndex()
    {
        return firstIndex;
    }

    /**
     * Newest entry that holds; of a running member the newest one that is committed and in the files.
     *
     * @return log index.
     */
    public long lastIndex()
    {
        return segments.isEmpty() ? firstIndex - 1 : facts(segments.size() - 1).lastIndex();
    }

    /**
     * The watermark that is in force.
     *
     * @return the watermark, null for none.
     */
    public WatermarkFacts watermark()
    {
        return watermark;
    }

    /**
     * What the member has stored of its term.
     *
     * @return the facts, null when there is no such file or no slot holds.
     */
    public TermStateFacts termState()
    {
        return MmapTermStateStore.facts(storage);
    }

    /**
     * The segments of the log. Those that are not sealed are read as a whole.
     *
     * @return facts in the order of the indexes.
     */
    public List<SegmentFacts> segments()
    {
        final List<SegmentFacts> facts = new ArrayList<>();
        for (int i = 0; i < segments.size(); i++)
        {
            facts.add(facts(i));
        }
        return facts;
    }

    private SegmentFacts facts(final int place)
    {
        final LogSegment segment = segments.get(place);
        long lastIndex = segment.baseIndex() - 1;
        long lastTerm = segment.prevTerm();
        int endOffset = LogSegment.FRAMES_OFFSET;
        final boolean isSealed = isSealed(segment);
        if (isSealed && footer.lastIndex() <= committedIndex)
        {
            lastIndex = footer.lastIndex();
            lastTerm = footer.decoder().lastTerm();
            endOffset = footer.decoder().endOffset();
        }
        else
        {
            begin(place, walk);
            while (walk.next())
            {
                if (walk.isGood())
                {
                    lastIndex = walk.index();
                    lastTerm = walk.term();
                    endOffset = walk.offset() + walk.length();
                }
            }
        }
        return new SegmentFacts(
            segment.name(), segment.baseIndex(), segment.prevTerm(), lastIndex, lastTerm, endOffset, segment.length(),
            isSealed);
    }

    /** Whether a segment is sealed; the footer is read then. */
    boolean isSealed(final LogSegment segment)
    {
        return footer.read(segment, identity.incarnation()) && footer.indexHolds(segment);
    }

    /** Begin a walk through a segment. */
    void begin(final int place, final FrameWalk newWalk)
    {
        final LogSegment segment = segments.get(place);
        final boolean isLast = place == segments.size() - 1;
        final long limit = Math.min(truncateFrom, committedIndex + 1);
        final long indexLimit = isLast ? limit : Math.min(limit, segments.get(place + 1).baseIndex());
        newWalk.begin(
            segment,
            indexLimit,
            isLast && !isLive ? Math.min(durableIndex(segment), indexLimit - 1) : indexLimit - 1,
            isSealed(segment) ? footer.decoder().endOffset() : segment.footerOffset());
    }

    /** Last entry that must be in the last segment. */
    long durableIndex(final LogSegment segment)
    {
        if (isSealed(segment))
        {
            return footer.lastIndex();
        }
        return null != watermark && watermark.segmentName().equals(segment.name()) ? watermark.durableIndex() : 0;
    }

    /** What was found while the directory was opened. */
    List<LogFinding> findings()
    {
        return findings;
    }

    Storage storage()
    {
        return storage;
    }

    int segmentCount()
    {
        return segments.size();
    }

    LogSegment segment(final int place)
    {
        return segments.get(place);
    }

    /** Last index that is looked at: of a running member only what is committed. */
    long lastWanted()
    {
        return committedIndex;
    }

    /** First index that is to be removed; the largest long for none. */
    long truncateFrom()
    {
        return truncateFrom;
    }

    /**
     * Go through the entries.
     *
     * @param fromIndex first entry wanted; those in front of the log are left out.
     * @return a cursor in front of it, to be used until this is closed.
     */
    public LogEntryCursor entries(final long fromIndex)
    {
        return new LogEntryCursor(this, fromIndex);
    }

    /**
     * Check everything.
     *
     * @param progress told of each step.
     * @return what was found, in the order of the files; empty when all is well.
     */
    public List<LogFinding> verify(final VerificationProgress progress)
    {
        return new DirectoryVerification(this, progress).run();
    }

    @Override
    public void close()
    {
        segments.forEach(LogSegment::close);
        storage.close();
    }
}
