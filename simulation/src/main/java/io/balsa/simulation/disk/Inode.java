package io.balsa.simulation.disk;

import java.util.Arrays;

/**
 * A file without its name: what its processes see, what the page cache takes for written, and what is on the device.
 * The last two are one array until a write is lost. Lengths are multiples of a sector and never shrink, except that a
 * power loss takes an unsynced growth back.
 */
final class Inode
{
    static final int SECTOR_LENGTH = 512;

    /** Mapped by processes: changes at any time. */
    byte[] cached = {};

    /** A sector in which this differs from {@link #cached} is dirty. */
    byte[] written = {};

    /** What a power loss leaves. */
    byte[] durable = written;

    /** Counts forces that have ended. */
    int version;

    /** The name it has or had last. */
    String name;

    boolean isMapped;
    int openCount;

    Inode(final String name)
    {
        this.name = name;
    }

    /** The first dirty sector from one on; a large number when there is none. Growth by zeros is not dirty. */
    int nextDirtySector(final int fromSector)
    {
        final int from = fromSector * SECTOR_LENGTH;
        final int common = written.length;
        if (from < common)
        {
            final int mismatch = Arrays.mismatch(cached, from, common, written, from, common);
            if (mismatch >= 0)
            {
                return (from + mismatch) / SECTOR_LENGTH;
            }
        }
        for (int offset = Math.max(from, common); offset < cached.length; offset += SECTOR_LENGTH)
        {
            if (!isZero(cached, offset))
            {
                return offset / SECTOR_LENGTH;
            }
        }
        return Integer.MAX_VALUE;
    }

    static boolean isZero(final byte[] image, final int offset)
    {
        return 0 == image[offset] &&
            Arrays.equals(
                image, offset, offset + SECTOR_LENGTH - 1, image, offset + 1, offset + SECTOR_LENGTH);
    }

    int sectorCount()
    {
        return cached.length / SECTOR_LENGTH;
    }

    void grow(final int length)
    {
        cached = Arrays.copyOf(cached, cached.length + length);
    }

    /** Make a length durable. */
    void growDurable(final int length)
    {
        if (length > durable.length)
        {
            final boolean isSame = written == durable;
            durable = Arrays.copyOf(durable, length);
            written = isSame ? durable : Arrays.copyOf(written, length);
        }
    }

    /** From now on the device and what is taken for written differ. */
    void split()
    {
        if (written == durable)
        {
            written = durable.clone();
        }
    }

    boolean isClean(final int offset)
    {
        return offset + SECTOR_LENGTH <= written.length &&
            Arrays.equals(cached, offset, offset + SECTOR_LENGTH, written, offset, offset + SECTOR_LENGTH);
    }

    /** Read a sector from the device again. */
    void reread(final int offset)
    {
        System.arraycopy(durable, offset, cached, offset, SECTOR_LENGTH);
        System.arraycopy(durable, offset, written, offset, SECTOR_LENGTH);
    }

    /** What differs from the device is dirty again. */
    void rewrite()
    {
        written = durable;
    }

    /** The page cache drops what is clean and was not written. */
    void rereadClean()
    {
        if (written != durable)
        {
            for (int offset = 0; offset < written.length; offset += SECTOR_LENGTH)
            {
                if (isClean(offset))
                {
                    reread(offset);
                }
            }
            written = durable;
        }
    }

    /** The processes are gone and may still store through their mappings: those are no longer of this file. */
    void detach()
    {
        if (isMapped)
        {
            cached = cached.clone();
            isMapped = false;
        }
        openCount = 0;
    }

    /** The page cache is gone. */
    void loseCache()
    {
        written = durable;
        cached = durable.clone();
        isMapped = false;
        openCount = 0;
    }
}
