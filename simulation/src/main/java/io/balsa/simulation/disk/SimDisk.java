package io.balsa.simulation.disk;

import io.balsa.log.mmap.Storage;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * A device with one directory. It outlives processes and loses of power what was not synced. Each file has two images:
 * the page cache, which processes map, and the device; so has the directory.
 * <p>
 * The content of a file, and its length, reach the device with {@code force} of that file, changes of names with
 * {@code syncDirectory}; until then each sector of 512 bytes, and each change of a name, may have reached it or not.
 * What a force or a sync makes durable is what there was when it began; what came meanwhile may be included or not.
 * <p>
 * Stores are found by comparing images: to store the bytes that are there already is no store.
 * <p>
 * Threads: one. From within {@link Scheduler#await} everything here may be called.
 */
public final class SimDisk
{
    private final SplittableRandom random;
    private final Scheduler scheduler;
    private final DirectoryNames names = new DirectoryNames();
    private final Directory directory;
    private final Forces forces;
    private final DiskRot rot;
    private final List<Mount> mounts = new ArrayList<>();
    private DiskFaults faults = DiskFaults.vanishAll();

    /** Lets simulated time pass. */
    @FunctionalInterface
    public interface Scheduler
    {
        /**
         * The caller waits for the device. Called in the middle of an operation; when it returns, the operation is
         * finished, unless the process was killed meanwhile.
         *
         * @param operation that takes the time.
         * @param name      of the file; empty for the directory.
         * @param bytes     that are written; 0 for changes of names.
         * @throws ProcessGone may be thrown where the process was killed, and is thrown by the operation otherwise.
         */
        void await(Operation operation, String name, long bytes);
    }

    /** What a process may wait for. */
    public enum Operation
    {
        /** The content of a file is made durable. */
        FORCE,

        /** The names are made durable. */
        SYNC_DIRECTORY,

        /** A file is created. */
        CREATE,

        /** A file gets another name. */
        RENAME,

        /** A name is removed. */
        DELETE,

        /** A file grows. */
        APPEND_ZEROS
    }

    /** Which of the two states of the disk. */
    public enum Image
    {
        /** The page cache: what processes see. */
        CACHED,

        /** The device: what certainly survives a loss of power. */
        DURABLE
    }

    /**
     * An empty disk whose losses of power drop all that is not synced, until {@link #faults(DiskFaults)} says
     * otherwise.
     *
     * @param location  of the directory, for messages.
     * @param random    of this disk alone.
     * @param scheduler called while processes wait.
     */
    public SimDisk(final String location, final SplittableRandom random, final Scheduler scheduler)
    {
        this.random = random;
        this.scheduler = scheduler;
        directory = new Directory(location, names, random);
        rot = new DiskRot(random, names);
        forces = new Forces(random, rot);
    }

    /**
     * Where the files are, for messages.
     *
     * @return the location.
     */
    public String location()
    {
        return directory.location();
    }

    /**
     * Set what becomes of unsynced changes from now on.
     *
     * @param value to use.
     */
    public void faults(final DiskFaults value)
    {
        faults = value;
        forces.inOrder(value.isInOrder());
    }

    /**
     * A process opens the directory. It must lock it, as several could open it.
     *
     * @return the storage; all its calls, and those of its files, throw {@link ProcessGone} after {@link #kill()}.
     */
    public Storage mount()
    {
        final Mount mount = new Mount(directory, forces, scheduler);
        mounts.add(mount);
        return mount;
    }

    /**
     * Look at one image without being a process: not locked, not killed. What is read through it changes with the
     * disk.
     *
     * @param image to look at.
     * @return the storage, for reading only.
     */
    public Storage mountReadOnly(final Image image)
    {
        return new ImageView(this, image);
    }

    /** The processes are gone; names and page cache stay. What they still store changes nothing. */
    public void kill()
    {
        for (final Mount mount : mounts)
        {
            mount.kill();
        }
        mounts.clear();
        directory.released();
        forces.abandon();
        for (final Inode inode : names.cached().values())
        {
            if (inode.written != inode.durable && random.nextDouble() >= faults.staleCacheRate())
            {
                inode.rereadClean();
            }
        }
    }

    /** The processes are gone and so is the page cache. Of what was not synced the settings decide. */
    public void powerLoss()
    {
        final PowerLoss loss = new PowerLoss(random, faults);
        for (final Writeback writeback : forces.underWay())
        {
            loss.apply(writeback);
        }
        kill();
        loss.apply(names);
        for (final Inode inode : names.durable().values())
        {
            loss.apply(inode);
            inode.loseCache();
        }
        names.loseCache();
        names.cached().forEach((name, inode) -> inode.name = name);
    }

    /** The processes are gone and the directory is empty. */
    public void wipe()
    {
        kill();
        names.clear();
    }

    /** The next force that ends fails once. Pages that it did not write count as clean and are never written. */
    public void failNextForce()
    {
        forces.failNext();
    }

    /**
     * Have all forces fail that end from now on, or no more.
     *
     * @param value whether they fail.
     */
    public void failForces(final boolean value)
    {
        forces.failAll(value);
    }

    /** Whatever was to go wrong from now on does not. What has gone wrong stays. */
    public void heal()
    {
        directory.full(false);
        forces.heal();
    }

    /** One sector of the next force that ends and has any lands in a wrong place; the right one stays as it was. */
    public void misdirectNextForce()
    {
        forces.misdirectNext();
    }

    /**
     * Leave no room for more, or let room be decided by the capacity again.
     *
     * @param value whether the device is full.
     */
    public void full(final boolean value)
    {
        directory.full(value);
    }

    /**
     * Limit the room for all files. Files that were deleted count while they are open.
     *
     * @param bytes of content at most.
     */
    public void capacity(final long bytes)
    {
        directory.capacity(bytes);
    }

    /**
     * Damage a place that holds something, in a file drawn from one kind.
     *
     * @param what to do: flip a bit, zero a sector or replace it.
     * @param kind of the file.
     * @return what was damaged; null where nothing could be.
     */
    public Damage rot(final Damage.Kind what, final FileKind kind)
    {
        return rot.apply(what, kind);
    }

    /**
     * Damage the end of the log on the device: what was written last.
     *
     * @param what to do: flip a bit, zero a sector or replace it.
     * @return what was damaged; null where nothing could be.
     */
    public Damage rotAtEnd(final Damage.Kind what)
    {
        return rot.applyAtEnd(what);
    }

    /**
     * Damage a chosen place, on the device and, unless it is dirty, in the page cache.
     *
     * @param what   to do: flip a bit, zero a sector or replace it.
     * @param name   of the file.
     * @param offset in the file, of a byte that is on the device.
     * @return what was damaged; null where nothing was changed by it.
     * @throws IllegalArgumentException when there is no such place.
     */
    public Damage rot(final Damage.Kind what, final String name, final int offset)
    {
        return rot.apply(what, name, offset);
    }

    /**
     * All that was ever damaged, misdirected writes included.
     *
     * @return a view, the oldest first.
     */
    public List<Damage> damages()
    {
        return rot.damages();
    }

    /**
     * Names of an image.
     *
     * @param image to look at.
     * @return names in ascending order.
     */
    public String[] names(final Image image)
    {
        return entries(image).keySet().toArray(new String[0]);
    }

    /**
     * Content of a file, not copied.
     *
     * @param image to look at.
     * @param name  of the file in that image.
     * @return a view for reading, good until the next call of anything; null when there is no such file.
     */
    public DirectBuffer bytes(final Image image, final String name)
    {
        final byte[] content = content(image, name);
        return null == content ? null : new UnsafeBuffer(content);
    }

    /**
     * A hash of names and content on the device: equal for equal runs.
     *
     * @return 64 bits.
     */
    public long fingerprint()
    {
        final CRC32C high = new CRC32C();
        final CRC32 low = new CRC32();
        long hash = 0;
        for (final Map.Entry<String, Inode> entry : names.durable().entrySet())
        {
            final byte[] content = entry.getValue().durable;
            high.update(content);
            low.update(content);
            hash = 31 * (31 * hash + entry.getKey().hashCode()) + (high.getValue() << 32 ^ low.getValue());
        }
        return hash;
    }

    /**
     * Files that processes have open.
     *
     * @return their number.
     */
    public int openFileCount()
    {
        int count = 0;
        for (final Mount mount : mounts)
        {
            count += mount.openFileCount();
        }
        return count;
    }

    /**
     * Forces of files that were begun.
     *
     * @return their number.
     */
    public long forceCount()
    {
        return forces.count();
    }

    /**
     * Forces of files that failed.
     *
     * @return their number.
     */
    public long failedForceCount()
    {
        return forces.failedCount();
    }

    /**
     * Bytes of the sectors that were dirty when forces were begun.
     *
     * @return length in bytes.
     */
    public long forcedBytes()
    {
        return forces.bytes();
    }

    /**
     * Sectors whose content a force would have to write now.
     *
     * @return their number.
     */
    public int dirtySectorCount()
    {
        int count = 0;
        for (final Inode inode : names.cached().values())
        {
            int sector = inode.nextDirtySector(0);
            while (sector < inode.sectorCount())
            {
                count++;
                sector = inode.nextDirtySector(sector + 1);
            }
        }
        return count;
    }

    byte[] content(final Image image, final String name)
    {
        final Inode inode = entries(image).get(name);
        if (null == inode)
        {
            return null;
        }
        return Image.CACHED == image ? inode.cached : inode.durable;
    }

    private SortedMap<String, Inode> entries(final Image image)
    {
        return Image.CACHED == image ? names.cached() : names.durable();
    }
}
