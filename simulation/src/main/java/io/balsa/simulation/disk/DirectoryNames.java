package io.balsa.simulation.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names of a directory: as processes see them, as they are on the device, and the changes in between. */
final class DirectoryNames
{
    private final List<Change> journal = new ArrayList<>();
    private SortedMap<String, Inode> cached = new TreeMap<>();
    private final SortedMap<String, Inode> durable = new TreeMap<>();
    private long persistedCount;

    SortedMap<String, Inode> cached()
    {
        return cached;
    }

    SortedMap<String, Inode> durable()
    {
        return durable;
    }

    void create(final String name, final Inode inode)
    {
        change(new Change(null, name, inode, cached.get(name)));
    }

    void rename(final String from, final String to)
    {
        change(new Change(from, to, cached.get(from), cached.get(to)));
    }

    void delete(final String name)
    {
        change(new Change(name, null, cached.get(name), null));
    }

    private void change(final Change change)
    {
        change.applyTo(cached);
        journal.add(change);
    }

    int changeCount()
    {
        return journal.size();
    }

    /** Changes that were ever made. */
    long sequence()
    {
        return persistedCount + journal.size();
    }

    /** Make the oldest changes durable, up to one by its sequence, if they are not. */
    void persistUpTo(final long sequence)
    {
        if (sequence > persistedCount)
        {
            persist((int)(sequence - persistedCount));
        }
    }

    /** Make the oldest changes durable. */
    void persist(final int count)
    {
        final List<Change> changes = journal.subList(0, count);
        for (final Change change : changes)
        {
            change.applyTo(durable);
        }
        changes.clear();
        persistedCount += count;
    }

    /** The next change in order of time is kept, if it is consistent with those that were kept, or not. */
    void persistOrDrop(final boolean isKept)
    {
        final Change change = journal.remove(0);
        persistedCount++;
        if (isKept && change.isPossibleIn(durable))
        {
            change.applyTo(durable);
        }
    }

    /** The page cache is gone. */
    void loseCache()
    {
        journal.clear();
        cached = new TreeMap<>(durable);
    }

    void clear()
    {
        journal.clear();
        cached.clear();
        durable.clear();
    }

    /** A name appears, disappears or both at once, which is a rename. */
    private record Change(String from, String to, Inode inode, Inode replaced)
    {
        /** Changes of one name keep their order: each needs the name as it found it. */
        boolean isPossibleIn(final SortedMap<String, Inode> names)
        {
            return (null == from || names.get(from) == inode) && (null == to || names.get(to) == replaced);
        }

        void applyTo(final SortedMap<String, Inode> names)
        {
            if (null != from)
            {
                names.remove(from);
            }
            if (null != to)
            {
                names.put(to, inode);
            }
        }
    }
}
