package io.balsa.simulation.disk;

import io.balsa.log.mmap.DiskFullException;
import io.balsa.log.mmap.StorageException;
import io.balsa.simulation.disk.SimDisk.Operation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What processes do with names, and the room that files take. A process that is killed while it waits has changed the
 * name or not.
 */
final class Directory
{
    private static final int BLOCK_LENGTH = 4096;

    private final String location;
    private final DirectoryNames names;
    private final SplittableRandom random;
    private final List<Inode> orphans = new ArrayList<>();
    private Mount lockHolder;
    private boolean isFull;
    private long capacity = Long.MAX_VALUE;

    Directory(final String location, final DirectoryNames names, final SplittableRandom random)
    {
        this.location = location;
        this.names = names;
        this.random = random;
    }

    String location()
    {
        return location;
    }

    String path(final String name)
    {
        return location + "/" + name;
    }

    String[] list()
    {
        return names.cached().keySet().toArray(new String[0]);
    }

    void full(final boolean value)
    {
        isFull = value;
    }

    void capacity(final long bytes)
    {
        capacity = bytes;
    }

    Inode find(final String action, final String name)
    {
        final Inode inode = names.cached().get(name);
        if (null == inode)
        {
            throw new StorageException("cannot " + action + " " + path(name) + ": no such file");
        }
        return inode;
    }

    Inode create(final Mount mount, final String name)
    {
        final boolean isEarly = random.nextBoolean();
        final Inode early = isEarly ? createNow("create", name) : null;
        mount.await(Operation.CREATE, name, 0);
        return isEarly ? early : createNow("create", name);
    }

    private Inode createNow(final String action, final String name)
    {
        final Inode replaced = names.cached().get(name);
        if (null == replaced)
        {
            checkRoom(action, path(name));
        }
        final Inode inode = new Inode(name);
        names.create(name, inode);
        unlinked(replaced);
        return inode;
    }

    void rename(final Mount mount, final String from, final String to)
    {
        final boolean isEarly = random.nextBoolean();
        if (isEarly)
        {
            renameNow(from, to);
        }
        mount.await(Operation.RENAME, from, 0);
        if (!isEarly)
        {
            renameNow(from, to);
        }
    }

    private void renameNow(final String from, final String to)
    {
        final Inode inode = find("rename", from);
        final Inode replaced = names.cached().get(to);
        names.rename(from, to);
        inode.name = to;
        unlinked(replaced);
    }

    void delete(final Mount mount, final String name)
    {
        final boolean isEarly = random.nextBoolean();
        if (isEarly)
        {
            deleteNow(name);
        }
        mount.await(Operation.DELETE, name, 0);
        if (!isEarly)
        {
            deleteNow(name);
        }
    }

    private void deleteNow(final String name)
    {
        final Inode inode = find("delete", name);
        names.delete(name);
        unlinked(inode);
    }

    /** What changed while the device worked is included up to a random point. */
    void syncDirectory(final Mount mount)
    {
        final long sequence = names.sequence();
        mount.await(Operation.SYNC_DIRECTORY, "", 0);
        names.persistUpTo(sequence + random.nextLong(names.sequence() - sequence + 1));
    }

    void lock(final Mount mount, final String name)
    {
        if (null != lockHolder)
        {
            throw new StorageException(
                "directory " + location +
                " is in use by a running member or tool; stop it or choose another directory");
        }
        if (!names.cached().containsKey(name))
        {
            createNow("lock", name);
        }
        lockHolder = mount;
    }

    void unlock(final Mount mount)
    {
        if (mount == lockHolder)
        {
            lockHolder = null;
        }
    }

    void appendZeros(final Mount mount, final Inode inode, final String path, final int length)
    {
        if (length < 0 || 0 != length % BLOCK_LENGTH)
        {
            throw new IllegalArgumentException("length=" + length + ": must be a multiple of " + BLOCK_LENGTH);
        }
        if (inode.isMapped)
        {
            throw new IllegalStateException(path + " is mapped: a mapping does not grow with its file");
        }
        final int early = random.nextInt(length / BLOCK_LENGTH + 1) * BLOCK_LENGTH;
        grow(inode, path, early);
        mount.await(Operation.APPEND_ZEROS, inode.name, length);
        grow(inode, path, length - early);
    }

    private void grow(final Inode inode, final String path, final int length)
    {
        final int granted = (int)Math.min(length, room() / BLOCK_LENGTH * BLOCK_LENGTH);
        inode.grow(granted);
        if (granted < length)
        {
            throw noSpace("preallocate", path);
        }
    }

    private void checkRoom(final String action, final String path)
    {
        if (0 == room())
        {
            throw noSpace(action, path);
        }
    }

    private static DiskFullException noSpace(final String action, final String path)
    {
        return new DiskFullException(
            "cannot " + action + " " + path + ": No space left on device; free some space", null);
    }

    private long room()
    {
        if (isFull)
        {
            return 0;
        }
        long left = capacity;
        for (final Inode inode : names.cached().values())
        {
            left -= inode.cached.length;
        }
        for (final Inode inode : orphans)
        {
            left -= inode.cached.length;
        }
        return Math.max(0, left);
    }

    private void unlinked(final Inode inode)
    {
        if (null != inode && inode.openCount > 0)
        {
            orphans.add(inode);
        }
    }

    void closed(final Inode inode)
    {
        if (0 == --inode.openCount)
        {
            inode.isMapped = false;
            orphans.remove(inode);
        }
    }

    /** All processes are gone. */
    void released()
    {
        orphans.clear();
        lockHolder = null;
    }
}
