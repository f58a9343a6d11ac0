package io.balsa.archive;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DirectoryInUseException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks into a directory of snapshots as it is, and changes nothing. While it is open no member can be started on the
 * directory. Where one runs it is not hindered: a snapshot that was opened here can be read though it is retired.
 * <p>
 * Threads: one.
 */
public final class SnapshotDirectory implements AutoCloseable
{
    private final SnapshotFiles files;
    private final boolean isLive;

    private SnapshotDirectory(final SnapshotFiles files, final boolean isToChange)
    {
        this.files = files;
        for (final String name : files.list(SnapshotFiles.ROOT))
        {
            if (!SnapshotLayout.isKnown(name))
            {
                throw new ForeignDirectoryException(files.location() + " is neither the directory of a member that " +
                    "has snapshots nor one of snapshots: it holds " + name + "; check the path");
            }
        }
        isLive = isToChange ? lock() : isLocked();
    }

    /**
     * Open a directory.
     *
     * @param directory of a member that keeps its snapshots in it, or of snapshots.
     * @return a look into it.
     * @throws StorageException when it is neither, or cannot be read.
     */
    public static SnapshotDirectory open(final File directory)
    {
        return open(DirectoryFiles.openReadOnly(of(directory)), false);
    }

    /** Keep everybody else out. */
    static SnapshotDirectory openToChange(final File directory)
    {
        final File snapshots = of(directory);
        // Opened for reading first, which creates nothing.
        DirectoryFiles.openReadOnly(snapshots).close();
        return open(DirectoryFiles.open(snapshots), true);
    }

    /** Over other files. */
    static SnapshotDirectory open(final SnapshotFiles files, final boolean isToChange)
    {
        try
        {
            return new SnapshotDirectory(files, isToChange);
        }
        catch (final RuntimeException e)
        {
            files.close();
            throw e;
        }
    }

    /**
     * The directory of the snapshots of a member.
     *
     * @param directory of the member, or of its snapshots.
     * @return the one of the snapshots, whether it is there or not.
     */
    public static File of(final File directory)
    {
        final File snapshots = new File(directory, MemberStorage.SNAPSHOT_DIRECTORY);
        return snapshots.isDirectory() ? snapshots : directory;
    }

    private boolean lock()
    {
        files.lock(SnapshotLayout.LOCK);
        return false;
    }

    private boolean isLocked()
    {
        if (!names().contains(SnapshotLayout.LOCK))
        {
            return false;
        }
        try
        {
            files.lock(SnapshotLayout.LOCK);
            return false;
        }
        catch (final DirectoryInUseException e)
        {
            return true;
        }
    }

    /**
     * Where the snapshots are.
     *
     * @return path of the directory.
     */
    public String location()
    {
        return files.location();
    }

    /**
     * Whether a member uses the directory, or a tool changes it.
     *
     * @return true when its lock is held.
     */
    public boolean isLive()
    {
        return isLive;
    }

    /**
     * The published snapshots, damaged ones among them.
     *
     * @return a new list, the oldest first.
     */
    public List<SnapshotId> published()
    {
        return names().stream().filter(SnapshotLayout::isPublished).map(SnapshotLayout::id).sorted().toList();
    }

    /**
     * All that is named after a snapshot.
     *
     * @return a new list, in the order of the snapshots.
     */
    public List<ListedSnapshot> list()
    {
        final List<ListedSnapshot> listed = new ArrayList<>();
        for (final String name : names())
        {
            final SnapshotStatus status = SnapshotLayout.status(name);
            if (null != status)
            {
                add(name, status, listed);
            }
        }
        listed.sort((first, second) -> first.id().compareTo(second.id()));
        return listed;
    }

    private void add(final String name, final SnapshotStatus status, final List<ListedSnapshot> listed)
    {
        final SnapshotId id = SnapshotLayout.id(name);
        SnapshotFacts facts = null;
        String damage = null;
        if (SnapshotStatus.PUBLISHED == status)
        {
            try (SnapshotStream stream = open(name, id))
            {
                facts = stream.facts();
            }
            catch (final CorruptStorageException e)
            {
                damage = e.getMessage();
            }
        }
        final long length = lengthOf(name);
        if (isThere(name))
        {
            listed.add(new ListedSnapshot(name, id, status, length, facts, damage));
        }
    }

    private long lengthOf(final String name)
    {
        final File[] found = files.file(name).listFiles();
        return null == found ? 0 : Arrays.stream(found).mapToLong(File::length).sum();
    }

    /**
     * Open a snapshot.
     *
     * @param id of a published one.
     * @return its bytes.
     * @throws CorruptStorageException when its manifest is damaged, or a file is missing or has another length.
     * @throws StorageException        when it is not there, or cannot be read.
     */
    public SnapshotStream stream(final SnapshotId id)
    {
        final String name = SnapshotLayout.published(id);
        try
        {
            return open(name, id);
        }
        catch (final CorruptStorageException e)
        {
            if (isThere(name))
            {
                throw e;
            }
            throw new StorageException("no snapshot of index=" + id.index() + " term=" + id.term() +
                " is published in " + location() + ", or it was retired just now; list the snapshots", e);
        }
    }

    private SnapshotStream open(final String name, final SnapshotId id)
    {
        final Manifest manifest = Manifest.read(files, name, id);
        final FileSum sum = files.sum(name + "/" + SnapshotLayout.MANIFEST);
        final SnapshotContent content = new SnapshotContent(
            id, sum.checksum(), (int)sum.length(), sum.length() + manifest.filesLength());
        for (int i = 0; i < manifest.files().size(); i++)
        {
            final String path = name + "/" + SnapshotLayout.records(i);
            final long length = files.length(path);
            final long expected = manifest.files().get(i).sum().length();
            if (length != expected)
            {
                throw new CorruptStorageException(location() + "/" + path + " is damaged: it has " + length +
                    " bytes instead of " + expected + "; restore or delete the snapshot");
            }
        }
        return new SnapshotStream(
            location() + "/" + name, manifest, StoredSource.open(files, name, content, manifest));
    }

    SnapshotFiles files()
    {
        return files;
    }

    private boolean isThere(final String name)
    {
        return names().contains(name);
    }

    private List<String> names()
    {
        return Arrays.asList(files.list(SnapshotFiles.ROOT));
    }

    @Override
    public void close()
    {
        files.close();
    }
}
