package io.balsa.simulation.disk;

import java.util.SplittableRandom;

/** Draws what one loss of power leaves of what was not synced, and carries it out. */
final class PowerLoss
{
    private final SplittableRandom random;
    private final DiskFaults faults;
    private final Extreme content;

    private enum Extreme
    {
        VANISH_ALL,
        SURVIVE_ALL,
        NONE
    }

    PowerLoss(final SplittableRandom random, final DiskFaults faults)
    {
        this.random = random;
        this.faults = faults;
        content = drawExtreme();
    }

    private Extreme drawExtreme()
    {
        if (random.nextDouble() < faults.vanishAllRate())
        {
            return Extreme.VANISH_ALL;
        }
        return random.nextDouble() < faults.surviveAllRate() ? Extreme.SURVIVE_ALL : Extreme.NONE;
    }

    void apply(final DirectoryNames names)
    {
        final Extreme extreme = drawExtreme();
        if (Extreme.SURVIVE_ALL == extreme)
        {
            names.persist(names.changeCount());
        }
        else if (Extreme.NONE == extreme)
        {
            if (random.nextDouble() < faults.reorderNamesRate())
            {
                while (names.changeCount() > 0)
                {
                    names.persistOrDrop(random.nextBoolean());
                }
            }
            else
            {
                names.persist(random.nextInt(names.changeCount() + 1));
            }
        }
    }

    /** What a force was writing when the power went; the page cache may have been newer by then. */
    void apply(final Writeback writeback)
    {
        if (!isInOrder(writeback.inode))
        {
            growInPart(writeback.inode, writeback.length);
            applySectors(writeback);
        }
    }

    /** What was dirty in the page cache. */
    void apply(final Inode inode)
    {
        growInPart(inode, inode.cached.length);
        applySectors(new Writeback(inode, inode.durable.length / Inode.SECTOR_LENGTH));
    }

    private void growInPart(final Inode inode, final int length)
    {
        final int growth = (length - inode.durable.length) / Inode.SECTOR_LENGTH;
        if (growth > 0)
        {
            final int kept = switch (content)
            {
                case VANISH_ALL -> 0;
                case SURVIVE_ALL -> growth;
                case NONE -> Math.max(0, Math.min(growth, random.nextInt(-growth, 2 * growth + 1)));
            };
            inode.growDurable(inode.durable.length + kept * Inode.SECTOR_LENGTH);
        }
    }

    private void applySectors(final Writeback writeback)
    {
        final int count = writeback.count();
        final int end = writeback.inode.durable.length;
        final boolean isInOrder = isInOrder(writeback.inode);
        final int cut = isInOrder ? random.nextInt(count + 1) : 0;
        for (int i = 0; i < count && writeback.offset(i) < end; i++)
        {
            if (Extreme.SURVIVE_ALL == content)
            {
                writeback.persist(i);
            }
            else if (Extreme.NONE == content && isInOrder)
            {
                applyInOrder(writeback, i, cut);
            }
            else if (Extreme.NONE == content)
            {
                applyAlone(writeback, i);
            }
        }
    }

    private boolean isInOrder(final Inode inode)
    {
        return faults.isInOrder() && !FileKind.TERM_STATE.matches(inode.name);
    }

    private void applyInOrder(final Writeback writeback, final int i, final int cut)
    {
        if (i < cut)
        {
            writeback.persist(i);
        }
        else if (i == cut && random.nextDouble() < faults.tearRate())
        {
            writeback.persistWords(i, prefix());
        }
    }

    private void applyAlone(final Writeback writeback, final int i)
    {
        if (random.nextDouble() < faults.tearRate())
        {
            final long prefix = prefix();
            writeback.persistWords(i, switch (random.nextInt(5))
            {
                case 0, 1 -> prefix;
                case 2, 3 -> ~prefix;
                default -> random.nextLong();
            });
        }
        else if (random.nextDouble() < faults.surviveRate())
        {
            writeback.persist(i);
        }
    }

    /** Of the 64 words of a sector at least one and not all, the first ones. */
    private long prefix()
    {
        return (1L << random.nextInt(1, Long.SIZE)) - 1;
    }
}
