package io.balsa.archive;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DirectoryInUseException;
import io.balsa.log.mmap.StorageException;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes room in the directory of a stopped member: the newest whole snapshots stay, and what is newer than the oldest
 * of them; what is older goes, and so does what was set aside and what a crash has left. Nothing goes before every byte
 * of those that stay was read and found right. While this is open no member can be started on the directory.
 * <p>
 * Threads: one.
 */
public final class SnapshotPruning implements AutoCloseable
{
    private final SnapshotDirectory directory;
    private final List<ListedSnapshot> removals = new ArrayList<>();
    private final List<ListedSnapshot> damaged = new ArrayList<>();
    private final int publishedCount;

    private SnapshotPruning(
        final SnapshotDirectory directory, final int keptCount, final SnapshotProgress progress)
    {
        this.directory = directory;
        final List<ListedSnapshot> listed = directory.list();
        final SnapshotId oldestKept = oldestKept(listed, keptCount, progress);
        publishedCount =
            (int)directory.published().stream().filter((id) -> id.compareTo(oldestKept) >= 0).count();
        final SnapshotId newest = directory.published().get(directory.published().size() - 1);
        for (final ListedSnapshot snapshot : listed)
        {
            final boolean isKept = switch (snapshot.status())
            {
                case PUBLISHED -> snapshot.id().compareTo(oldestKept) >= 0;
                case RECEIVING -> snapshot.id().compareTo(newest) > 0;
                default -> false;
            };
            if (!isKept)
            {
                removals.add(snapshot);
            }
        }
    }

    /**
     * Find out what is to go. Nothing is changed yet.
     *
     * @param directory of a stopped member, or of its snapshots.
     * @param keptCount how many whole snapshots are to stay, 1 or more; fewer when there are fewer.
     * @param progress  of the check of one snapshot after the other.
     * @return what is to go.
     * @throws DirectoryInUseException when a member runs on the directory, or a tool uses it.
     * @throws CorruptStorageException when no snapshot in it is whole.
     * @throws StorageException        when it cannot be read, or there is none.
     */
    public static SnapshotPruning open(final File directory, final int keptCount, final SnapshotProgress progress)
    {
        if (keptCount < 1)
        {
            throw new IllegalArgumentException("keptCount=" + keptCount + ": must be 1 or more");
        }
        return open(SnapshotDirectory.openToChange(directory), keptCount, progress);
    }

    /** The directory is closed with this. */
    static SnapshotPruning open(
        final SnapshotDirectory opened, final int keptCount, final SnapshotProgress progress)
    {
        try
        {
            return new SnapshotPruning(opened, keptCount, progress);
        }
        catch (final RuntimeException e)
        {
            opened.close();
            throw e;
        }
    }

    private SnapshotId oldestKept(
        final List<ListedSnapshot> listed, final int keptCount, final SnapshotProgress progress)
    {
        SnapshotId oldest = null;
        int wholeCount = 0;
        for (int i = listed.size() - 1; i >= 0 && wholeCount < keptCount; i--)
        {
            final ListedSnapshot snapshot = listed.get(i);
            if (SnapshotStatus.PUBLISHED == snapshot.status())
            {
                if (isWhole(snapshot, progress))
                {
                    oldest = snapshot.id();
                    wholeCount++;
                }
                else
                {
                    damaged.add(snapshot);
                }
            }
        }
        if (null == oldest)
        {
            throw new CorruptStorageException("no snapshot in " + directory.location() +
                " is whole; nothing is removed, verify tells what is damaged");
        }
        return oldest;
    }

    private boolean isWhole(final ListedSnapshot snapshot, final SnapshotProgress progress)
    {
        if (null != snapshot.damage())
        {
            return false;
        }
        try (SnapshotStream stream = directory.stream(snapshot.id()))
        {
            return stream.verify(progress).isEmpty();
        }
    }

    /**
     * Where the snapshots are.
     *
     * @return path of the directory.
     */
    public String location()
    {
        return directory.location();
    }

    /**
     * What goes.
     *
     * @return a new list, in the order of the snapshots.
     */
    public List<ListedSnapshot> removals()
    {
        return new ArrayList<>(removals);
    }

    /**
     * Published snapshots that are damaged and stay, as they are newer than the oldest that is kept: the member sets
     * them aside when it is started.
     *
     * @return a new list, the newest first.
     */
    public List<ListedSnapshot> damaged()
    {
        return new ArrayList<>(damaged);
    }

    /** Remove what is to go. A crash at any moment leaves what is to stay as it was. */
    public void run()
    {
        final SnapshotFiles files = directory.files();
        final SnapshotCatalog catalog = new SnapshotCatalog(files);
        catalog.discardDamaged();
        catalog.retire(publishedCount);
        for (final ListedSnapshot snapshot : removals)
        {
            if (SnapshotStatus.RECEIVING == snapshot.status())
            {
                catalog.discardReceivedBut(null);
            }
        }
        for (final String name : files.list(SnapshotFiles.ROOT))
        {
            if (SnapshotLayout.isReading(name))
            {
                files.delete(name);
            }
        }
    }

    @Override
    public void close()
    {
        directory.close();
    }
}
