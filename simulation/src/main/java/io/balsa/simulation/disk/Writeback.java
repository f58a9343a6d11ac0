package io.balsa.simulation.disk;

import java.util.Arrays;

/** The dirty sectors of a file, as they were at one moment and in order of their offsets. */
final class Writeback
{
    private static final int WORD_LENGTH = Long.BYTES;

    final Inode inode;
    final int length;
    private final int version;
    private int[] sectors = new int[8];
    private byte[] content;
    private int count;

    Writeback(final Inode inode, final int sectorLimit)
    {
        this.inode = inode;
        length = inode.cached.length;
        version = inode.version;
        int sector = inode.nextDirtySector(0);
        while (sector < sectorLimit)
        {
            if (count == sectors.length)
            {
                sectors = Arrays.copyOf(sectors, 2 * count);
            }
            sectors[count++] = sector;
            sector = inode.nextDirtySector(sector + 1);
        }
        content = new byte[count * Inode.SECTOR_LENGTH];
        copyContent();
    }

    private void copyContent()
    {
        for (int i = 0; i < count; i++)
        {
            System.arraycopy(inode.cached, offset(i), content, contentOffset(i), Inode.SECTOR_LENGTH);
        }
    }

    int count()
    {
        return count;
    }

    int bytes()
    {
        return content.length;
    }

    /** Offset in the file of one of the sectors. */
    int offset(final int i)
    {
        return sectors[i] * Inode.SECTOR_LENGTH;
    }

    private static int contentOffset(final int i)
    {
        return i * Inode.SECTOR_LENGTH;
    }

    /** Another force of the file has ended since: what is older than that must not be written any more. */
    void refresh()
    {
        if (version != inode.version)
        {
            copyContent();
        }
    }

    /** Write one of the sectors to the device. */
    void persist(final int i)
    {
        System.arraycopy(content, contentOffset(i), inode.durable, offset(i), Inode.SECTOR_LENGTH);
    }

    /** Write one of the sectors to a wrong place. */
    void persistElsewhere(final int i, final byte[] image, final int offset)
    {
        System.arraycopy(content, contentOffset(i), image, offset, Inode.SECTOR_LENGTH);
    }

    /** Write those words of one of the sectors whose bit is set. */
    void persistWords(final int i, final long words)
    {
        for (int word = 0; word < Long.SIZE; word++)
        {
            if (0 != (words & 1L << word))
            {
                final int position = word * WORD_LENGTH;
                System.arraycopy(
                    content, contentOffset(i) + position, inode.durable, offset(i) + position, WORD_LENGTH);
            }
        }
    }

    /** Have the page cache take one of the sectors for written. */
    void markClean(final int i)
    {
        System.arraycopy(content, contentOffset(i), inode.written, offset(i), Inode.SECTOR_LENGTH);
    }
}
