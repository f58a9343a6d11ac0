package io.balsa.archive;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.log.mmap.ForeignDirectoryException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which snapshots there are, and the order of steps in which one begins and ceases to be. A name that was made durable
 * decides: what is under any other name than that of a published snapshot does not count.
 */
final class SnapshotCatalog
{
    private final SnapshotFiles files;
    private final List<SnapshotId> published = new ArrayList<>();
    private final List<SnapshotId> damaged = new ArrayList<>();

    /** Of a directory that is locked. What a crash has left in it is deleted. */
    SnapshotCatalog(final SnapshotFiles files)
    {
        this.files = files;
        for (final String name : files.list(SnapshotFiles.ROOT))
        {
            if (SnapshotLayout.isPublished(name))
            {
                published.add(SnapshotLayout.id(name));
            }
            else if (SnapshotLayout.isDamaged(name))
            {
                damaged.add(SnapshotLayout.id(name));
            }
            else if (SnapshotLayout.isLeftover(name))
            {
                deleteTree(name);
            }
        }
    }

    /** Refuse a directory that holds anything else, before anything is changed in it. */
    static void checkNames(final SnapshotFiles files)
    {
        for (final String name : files.list(SnapshotFiles.ROOT))
        {
            if (SnapshotLayout.isPublished(name))
            {
                checkNames(files, name);
            }
            else if (!SnapshotLayout.isKnown(name))
            {
                throw foreign(files.location(), name);
            }
        }
    }

    static ForeignDirectoryException foreign(final String directory, final String name)
    {
        return new ForeignDirectoryException(
            "directory " + directory + " holds " + name +
            ", which is not of a snapshot store; give the store a directory of its own");
    }

    /** The oldest first. */
    List<SnapshotId> published()
    {
        return new ArrayList<>(published);
    }

    /** Make an empty directory to write a snapshot into. */
    String begin(final SnapshotId id)
    {
        abandon(id);
        final String directory = SnapshotLayout.writing(id);
        files.createDirectory(directory);
        return directory;
    }

    /** Delete the directory that a snapshot was written into, if it is there. */
    void abandon(final SnapshotId id)
    {
        final String directory = SnapshotLayout.writing(id);
        if (Arrays.asList(files.list(SnapshotFiles.ROOT)).contains(directory))
        {
            deleteTree(directory);
        }
    }

    /**
     * Let a snapshot count whose directory and files are durable.
     *
     * @return false when one of the same or a later index counts already.
     */
    boolean publish(final SnapshotId id)
    {
        return publish(id, SnapshotLayout.writing(id));
    }

    /** The same for one that another member gave. */
    boolean publishReceived(final SnapshotId id)
    {
        return publish(id, SnapshotLayout.receiving(id));
    }

    /** Whether one of the same or a later index counts already. */
    boolean isLate(final SnapshotId id)
    {
        return newestIndex() >= id.index();
    }

    /** Of the newest one that counts, 0 where there is none. */
    long newestIndex()
    {
        return published.isEmpty() ? 0 : published.get(published.size() - 1).index();
    }

    /** Of the oldest one that counts, {@link Long#MAX_VALUE} where there is none. */
    long oldestIndex()
    {
        return published.isEmpty() ? Long.MAX_VALUE : published.get(0).index();
    }

    /** Make the directory that a snapshot is received into, unless it is there; delete all others. */
    String receive(final SnapshotId id)
    {
        final String directory = SnapshotLayout.receiving(id);
        discardReceivedBut(id);
        if (!Arrays.asList(files.list(SnapshotFiles.ROOT)).contains(directory))
        {
            files.createDirectory(directory);
        }
        return directory;
    }

    /** Delete what was received, in whole or in part, but for one; for null all. */
    void discardReceivedBut(final SnapshotId id)
    {
        for (final String name : files.list(SnapshotFiles.ROOT))
        {
            if (SnapshotLayout.isReceiving(name) && !SnapshotLayout.id(name).equals(id))
            {
                deleteTree(name);
            }
        }
    }

    private boolean publish(final SnapshotId id, final String directory)
    {
        if (isLate(id))
        {
            return false;
        }
        files.rename(directory, SnapshotLayout.published(id));
        files.syncDirectory(SnapshotFiles.ROOT);
        published.add(id);
        return true;
    }

    /** Let a damaged snapshot count no more, and keep it for who wants to look. */
    void setAside(final SnapshotId id)
    {
        if (damaged.remove(id))
        {
            delete(SnapshotLayout.damaged(id), id);
        }
        files.rename(SnapshotLayout.published(id), SnapshotLayout.damaged(id));
        files.syncDirectory(SnapshotFiles.ROOT);
        published.remove(id);
        damaged.add(id);
    }

    /** Delete all that was set aside. */
    void discardDamaged()
    {
        for (final SnapshotId id : damaged)
        {
            delete(SnapshotLayout.damaged(id), id);
        }
        damaged.clear();
    }

    /** Delete the oldest. Damaged ones go when those beside them have gone, so that they cannot pile up. */
    void retire(final int retainedCount)
    {
        while (published.size() > retainedCount)
        {
            delete(SnapshotLayout.published(published.get(0)), published.get(0));
            published.remove(0);
        }
        for (int i = damaged.size() - 1; i >= 0; i--)
        {
            if (damaged.get(i).index() < published.get(0).index())
            {
                delete(SnapshotLayout.damaged(damaged.get(i)), damaged.get(i));
                damaged.remove(i);
            }
        }
    }

    /** The new name is durable before the first file goes: half a snapshot never has the name of a whole one. */
    private void delete(final String name, final SnapshotId id)
    {
        final String deleting = SnapshotLayout.deleting(id);
        files.rename(name, deleting);
        files.syncDirectory(SnapshotFiles.ROOT);
        deleteTree(deleting);
    }

    private void deleteTree(final String directory)
    {
        for (final String name : files.list(directory))
        {
            files.delete(directory + "/" + name);
        }
        files.delete(directory);
    }

    private static void checkNames(final SnapshotFiles files, final String directory)
    {
        for (final String name : files.list(directory))
        {
            if (!SnapshotLayout.MANIFEST.equals(name) && !SnapshotLayout.isRecords(name))
            {
                throw foreign(files.location() + "/" + directory, name);
            }
        }
    }
}
