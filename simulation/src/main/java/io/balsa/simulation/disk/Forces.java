package io.balsa.simulation.disk;

import io.balsa.log.mmap.StorageException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the content of files durable, or fails to. */
final class Forces
{
    private final SplittableRandom random;
    private final DiskRot rot;
    private final List<Writeback> underWay = new ArrayList<>();
    private boolean isInOrder;
    private boolean isNextFailing;
    private boolean isEachFailing;
    private boolean isNextMisdirected;
    private long count;
    private long bytes;
    private long failedCount;

    Forces(final SplittableRandom random, final DiskRot rot)
    {
        this.random = random;
        this.rot = rot;
    }

    void inOrder(final boolean value)
    {
        isInOrder = value;
    }

    void failNext()
    {
        isNextFailing = true;
    }

    void failAll(final boolean value)
    {
        isEachFailing = value;
    }

    void heal()
    {
        isNextFailing = false;
        isEachFailing = false;
        isNextMisdirected = false;
    }

    void misdirectNext()
    {
        isNextMisdirected = true;
    }

    long count()
    {
        return count;
    }

    long failedCount()
    {
        return failedCount;
    }

    long bytes()
    {
        return bytes;
    }

    List<Writeback> underWay()
    {
        return underWay;
    }

    /** Those who wait are gone. */
    void abandon()
    {
        underWay.clear();
    }

    void force(final Mount mount, final Inode inode, final String path)
    {
        final Writeback writeback = new Writeback(inode, inode.sectorCount());
        underWay.add(writeback);
        count++;
        bytes += writeback.bytes();
        mount.await(SimDisk.Operation.FORCE, inode.name, writeback.bytes());
        underWay.remove(writeback);
        writeback.refresh();
        inode.version++;
        if (isNextFailing || isEachFailing)
        {
            isNextFailing = false;
            failedCount++;
            fail(writeback);
            throw new StorageException("cannot sync " + path + ": Input/output error");
        }
        inode.growDurable(writeback.length);
        publish(writeback);
        publishSome(new Writeback(inode, inode.durable.length / Inode.SECTOR_LENGTH));
    }

    /** A part was written, at least one sector was not, and all count as clean. */
    private void fail(final Writeback writeback)
    {
        final Inode inode = writeback.inode;
        inode.growDurable(writeback.length);
        inode.split();
        final int victim = 0 == writeback.count() ? 0 : random.nextInt(writeback.count());
        for (int i = 0; i < writeback.count(); i++)
        {
            writeback.markClean(i);
            if (isInOrder ? i < victim : i != victim && random.nextBoolean())
            {
                writeback.persist(i);
            }
        }
    }

    private void publish(final Writeback writeback)
    {
        final int victim = isNextMisdirected && writeback.count() > 0 ? random.nextInt(writeback.count()) : -1;
        if (victim >= 0)
        {
            writeback.inode.split();
        }
        for (int i = 0; i < writeback.count(); i++)
        {
            if (i != victim)
            {
                writeback.persist(i);
            }
            writeback.markClean(i);
        }
        if (victim >= 0)
        {
            isNextMisdirected = false;
            rot.misdirect(writeback, victim);
        }
    }

    /** What became dirty while the device worked may be included. */
    private void publishSome(final Writeback writeback)
    {
        final int limit = isInOrder ? random.nextInt(writeback.count() + 1) : writeback.count();
        for (int i = 0; i < limit; i++)
        {
            if (isInOrder || random.nextBoolean())
            {
                writeback.persist(i);
                writeback.markClean(i);
            }
        }
    }
}
