package io.balsa.node.torture;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.log.mmap.LogReader;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link LogWriter} was promised, over all its runs on one directory, and what it may have left besides; what is
 * found there after a power cut is held against it.
 */
final class WriterHistory
{
    /** The directory is about to be opened. */
    static final String OPENING = "opening";

    /** The directory is open: last index, term, vote; all of it is durable. */
    static final String OPENED = "opened";

    /** A term and a vote are about to be stored. */
    static final String STORING = "storing";

    /** They are durable. */
    static final String STORED = "stored";

    /** From an index on, entries are about to be removed, and those of a new term to be appended. */
    static final String BEGINNING = "beginning";

    /** The first one was appended: what was removed must not come back. */
    static final String BEGUN = "begun";

    /** Entries up to an index are about to be synced. */
    static final String SYNCING = "syncing";

    /** They are durable. */
    static final String SYNCED = "synced";

    private final EntryContent content;
    private final TreeMap<Long, Long> termsByFirstIndex = new TreeMap<>();
    private final TreeMap<Long, Long> removals = new TreeMap<>();
    private final Map<Long, Long> firstIndexesByTerm = new HashMap<>();
    private final LogView view = new LogView();
    private boolean isOpened;
    private long durableIndex;
    private long foundIndex;
    private long term;
    private long votedFor = -1;
    private long storingTerm;
    private long storingVotedFor = -1;
    private long syncs;
    private long newTerms;
    private long termStates;

    WriterHistory(final EntryContent content)
    {
        this.content = content;
    }

    /** Whether the directory was ever opened: before that nothing was promised. */
    boolean isOpened()
    {
        return isOpened;
    }

    /** Syncs that were acknowledged. */
    long syncs()
    {
        return syncs;
    }

    /** New terms whose first entry was in the log: what it replaced was removed durably. */
    long newTerms()
    {
        return newTerms;
    }

    /** Terms and votes that were acknowledged. */
    long termStates()
    {
        return termStates;
    }

    /** Take a line of the writer. */
    void onLine(final String line)
    {
        final String[] words = line.split(" ", -1);
        switch (words[0])
        {
            case OPENED -> onOpened(number(words, 1), number(words, 2), number(words, 3));
            case STORING ->
            {
                storingTerm = number(words, 1);
                storingVotedFor = number(words, 2);
            }
            case STORED ->
            {
                term = number(words, 1);
                votedFor = number(words, 2);
                termStates++;
            }
            case BEGINNING -> onBeginning(number(words, 1), number(words, 2));
            case BEGUN -> onBegun(number(words, 1), number(words, 2));
            case SYNCED ->
            {
                durableIndex = number(words, 1);
                syncs++;
            }
            case OPENING, SYNCING ->
            {
                // Promises nothing.
            }
            default -> throw new TortureException("the writer says '" + line + "'");
        }
    }

    private static long number(final String[] words, final int i)
    {
        return Long.parseLong(words[i]);
    }

    private void onOpened(final long lastIndex, final long openedTerm, final long openedVotedFor)
    {
        if (lastIndex != foundIndex)
        {
            throw new TortureException(
                "the log was opened with last index " + lastIndex + " and had been read with " + foundIndex);
        }
        final boolean isStored = openedTerm == term && openedVotedFor == votedFor;
        if (!isStored && (openedTerm != storingTerm || openedVotedFor != storingVotedFor))
        {
            throw new TortureException(
                "term " + openedTerm + " with vote " + openedVotedFor + " was found; stored was " + term + " with " +
                votedFor + ", being stored was " + storingTerm + " with " + storingVotedFor);
        }
        isOpened = true;
        durableIndex = lastIndex;
        term = openedTerm;
        votedFor = openedVotedFor;
        storingTerm = openedTerm;
        storingVotedFor = openedVotedFor;
    }

    private void onBeginning(final long fromIndex, final long newTerm)
    {
        firstIndexesByTerm.put(newTerm, fromIndex);
        durableIndex = Math.min(durableIndex, fromIndex - 1);
    }

    private void onBegun(final long fromIndex, final long newTerm)
    {
        termsByFirstIndex.tailMap(fromIndex, true).clear();
        termsByFirstIndex.put(fromIndex, newTerm);
        removals.tailMap(fromIndex, true).clear();
        removals.put(fromIndex, newTerm);
        newTerms++;
    }

    /** Hold the log against what was promised. */
    void check(final LogReader log)
    {
        if (log.firstIndex() != 1)
        {
            throw new TortureException("the log begins at index " + log.firstIndex());
        }
        if (log.lastIndex() < durableIndex)
        {
            throw new TortureException(
                "lost: entries " + (log.lastIndex() + 1) + " to " + durableIndex + " were acknowledged");
        }
        final TreeMap<Long, Long> found = new TreeMap<>();
        long lastTerm = 0;
        for (long index = 1; index <= log.lastIndex(); index++)
        {
            if (!log.read(index, 1, view) || EntryFrame.index(view.buffer(), 0) != index)
            {
                throw new TortureException("entry " + index + " cannot be read");
            }
            final long entryTerm = EntryFrame.term(view.buffer(), 0);
            check(index, entryTerm, lastTerm);
            if (entryTerm != log.termAt(index) || !content.isIn(view.buffer()))
            {
                throw new TortureException("entry " + index + " of term " + entryTerm + " has a foreign content");
            }
            if (entryTerm != lastTerm)
            {
                found.put(index, entryTerm);
                lastTerm = entryTerm;
            }
        }
        termsByFirstIndex.clear();
        termsByFirstIndex.putAll(found);
        foundIndex = log.lastIndex();
    }

    /** Hold index and term of an entry against what was promised. */
    void check(final long index, final long entryTerm, final long termBefore)
    {
        if (index <= durableIndex)
        {
            final long wanted = termsByFirstIndex.floorEntry(index).getValue();
            if (entryTerm != wanted)
            {
                throw new TortureException(
                    "lost: entry " + index + " of term " + wanted + " was acknowledged; there is one of term " +
                    entryTerm);
            }
            return;
        }
        if (entryTerm < termBefore || !firstIndexesByTerm.containsKey(entryTerm) ||
            firstIndexesByTerm.get(entryTerm) > index)
        {
            throw new TortureException("invented: entry " + index + " of term " + entryTerm + " was never appended");
        }
        final Map.Entry<Long, Long> removal = removals.floorEntry(index);
        if (removal != null && entryTerm < removal.getValue())
        {
            throw new TortureException("back again: entry " + index + " of term " + entryTerm +
                " was removed from the log, durably, in term " + removal.getValue());
        }
    }
}
