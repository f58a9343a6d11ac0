package io.balsa.simulation.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Damages the device. What is clean in the page cache is read again and so is damaged too. */
final class DiskRot
{
    private static final int FRAMES_OFFSET = 4096;
    private static final int ZEROS_BEHIND_FRAMES = 64;
    private static final int LAST_FRAMES_LENGTH = 256;

    private final SplittableRandom random;
    private final DirectoryNames names;
    private final List<Damage> damages = new ArrayList<>();

    DiskRot(final SplittableRandom random, final DirectoryNames names)
    {
        this.random = random;
        this.names = names;
    }

    List<Damage> damages()
    {
        return Collections.unmodifiableList(damages);
    }

    Damage apply(final Damage.Kind what, final FileKind kind)
    {
        final List<String> candidates = new ArrayList<>();
        for (final Map.Entry<String, Inode> entry : names.cached().entrySet())
        {
            if (kind.matches(entry.getKey()) && nextNonZero(entry.getValue().durable, 0) >= 0)
            {
                candidates.add(entry.getKey());
            }
        }
        if (candidates.isEmpty())
        {
            return null;
        }
        // Half of the time the last one, of segments the one that is written to: what is behind is rarely read.
        final String name = candidates.get(
            random.nextBoolean() ? candidates.size() - 1 : random.nextInt(candidates.size()));
        final byte[] durable = names.cached().get(name).durable;
        final int offset = kind == FileKind.SEGMENT && random.nextBoolean() ?
            nearLastFrame(durable) : random.nextInt(durable.length);
        return apply(what, name, nextNonZero(durable, offset));
    }

    /** Damage what was written to the log last; null where nothing was. */
    Damage applyAtEnd(final Damage.Kind what)
    {
        String last = null;
        for (final Map.Entry<String, Inode> entry : names.cached().entrySet())
        {
            if (FileKind.SEGMENT.matches(entry.getKey()) && nextNonZero(entry.getValue().durable, 0) >= 0)
            {
                last = entry.getKey();
            }
        }
        if (last == null)
        {
            return null;
        }
        final byte[] durable = names.cached().get(last).durable;
        return apply(what, last, nextNonZero(durable, inLastFrames(durable)));
    }

    /** What was written last is what recovery knows least of. */
    private int nearLastFrame(final byte[] segment)
    {
        return Math.max(0, framesEnd(segment) - random.nextInt(Inode.SECTOR_LENGTH));
    }

    private int inLastFrames(final byte[] segment)
    {
        return Math.max(0, framesEnd(segment) - 1 - random.nextInt(LAST_FRAMES_LENGTH));
    }

    private static int framesEnd(final byte[] segment)
    {
        int end = Math.min(FRAMES_OFFSET, segment.length - 1);
        for (int zeros = 0; end < segment.length - 1 && zeros < ZEROS_BEHIND_FRAMES; end++)
        {
            zeros = segment[end] == 0 ? zeros + 1 : 0;
        }
        return end - ZEROS_BEHIND_FRAMES;
    }

    /** Offset of a byte that is not zero, at or behind an offset and from the beginning again; -1 if there is none. */
    private static int nextNonZero(final byte[] image, final int offset)
    {
        for (int i = 0; i < image.length; i++)
        {
            final int position = (offset + i) % image.length;
            if (0 != image[position])
            {
                return position;
            }
        }
        return -1;
    }

    Damage apply(final Damage.Kind what, final String name, final int offset)
    {
        final Inode inode = names.cached().get(name);
        if (null == inode || offset < 0 || offset >= inode.durable.length)
        {
            throw new IllegalArgumentException(name + " has no byte at offset " + offset + " of the device");
        }
        final int sectorOffset = offset - offset % Inode.SECTOR_LENGTH;
        final byte[] sector = new byte[Inode.SECTOR_LENGTH];
        final Damage damage;
        switch (what)
        {
            case FLIPPED_BIT ->
            {
                System.arraycopy(inode.durable, sectorOffset, sector, 0, sector.length);
                sector[offset - sectorOffset] ^= (byte)(1 << random.nextInt(Byte.SIZE));
                // Nobody can tell a sector that has lost its only bit from one that was not written.
                damage = Inode.isZero(sector, 0) ?
                    new Damage(Damage.Kind.ZEROED_SECTOR, name, sectorOffset, sector.length) :
                    new Damage(what, name, offset, 1);
            }
            case ZEROED_SECTOR -> damage = new Damage(what, name, sectorOffset, sector.length);
            case REPLACED_SECTOR ->
            {
                final byte[] source = anyInode(inode).durable;
                System.arraycopy(source, anySector(source), sector, 0, sector.length);
                damage = new Damage(what, name, sectorOffset, sector.length);
            }
            default -> throw new IllegalArgumentException(what + ": only bits and sectors of the device can rot");
        }
        if (Arrays.equals(inode.durable, sectorOffset, sectorOffset + sector.length, sector, 0, sector.length))
        {
            return null;
        }
        replace(inode, sectorOffset, sector);
        damages.add(damage);
        return damage;
    }

    private static void replace(final Inode inode, final int offset, final byte[] sector)
    {
        final boolean isClean = inode.isClean(offset);
        System.arraycopy(sector, 0, inode.durable, offset, sector.length);
        if (isClean)
        {
            inode.reread(offset);
        }
    }

    /** Write one of the dirty sectors somewhere else: there the page cache does not know of it. */
    void misdirect(final Writeback writeback, final int i)
    {
        final Inode right = writeback.inode;
        damages.add(new Damage(Damage.Kind.LOST_WRITE, right.name, writeback.offset(i), Inode.SECTOR_LENGTH));
        final Inode wrong = anyInode(right);
        final int offset = anySector(wrong.durable);
        if (wrong != right || offset != writeback.offset(i))
        {
            wrong.split();
            writeback.persistElsewhere(i, wrong.durable, offset);
            damages.add(new Damage(Damage.Kind.MISDIRECTED_WRITE, wrong.name, offset, Inode.SECTOR_LENGTH));
        }
    }

    /** Any file with content on the device, or one that is known to have some. */
    private Inode anyInode(final Inode known)
    {
        final List<Inode> inodes = new ArrayList<>();
        inodes.add(known);
        for (final Inode inode : names.cached().values())
        {
            if (inode != known && inode.durable.length > 0)
            {
                inodes.add(inode);
            }
        }
        return inodes.get(random.nextInt(inodes.size()));
    }

    private int anySector(final byte[] image)
    {
        return random.nextInt(image.length / Inode.SECTOR_LENGTH) * Inode.SECTOR_LENGTH;
    }
}
