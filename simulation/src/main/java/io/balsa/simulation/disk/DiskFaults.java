package io.balsa.simulation.disk;

import java.util.SplittableRandom;

/**
 * What a disk does with changes that were never synced. All rates are from 0 to 1.
 *
 * @param vanishAllRate     how often a power loss drops all of them; drawn for content and for names apart.
 * @param surviveAllRate    how often a power loss keeps all of them; drawn likewise, after the other.
 * @param surviveRate       otherwise: how often a sector of 512 bytes is written as it was in the page cache.
 * @param tearRate          otherwise: how often some words of 8 bytes of a sector are written and others not.
 * @param reorderNamesRate  how often, otherwise, any consistent subset of the changes of names is kept, not the oldest.
 * @param staleCacheRate    how often the page cache goes on, after the death of a process, to show what is not on the
 *                          device and is never going to be: the content of a failed force.
 * @param isInOrder         whether content reaches the device in order of file offsets, so that what is kept of a file
 *                          is a prefix of what was not synced.
 */
public record DiskFaults(
    double vanishAllRate,
    double surviveAllRate,
    double surviveRate,
    double tearRate,
    double reorderNamesRate,
    double staleCacheRate,
    boolean isInOrder)
{
    /**
     * With checked rates.
     *
     * @param vanishAllRate    as above.
     * @param surviveAllRate   as above.
     * @param surviveRate      as above.
     * @param tearRate         as above.
     * @param reorderNamesRate as above.
     * @param staleCacheRate   as above.
     * @param isInOrder        as above.
     * @throws IllegalArgumentException when a rate is not from 0 to 1.
     */
    public DiskFaults
    {
        checkRate("vanishAllRate", vanishAllRate);
        checkRate("surviveAllRate", surviveAllRate);
        checkRate("surviveRate", surviveRate);
        checkRate("tearRate", tearRate);
        checkRate("reorderNamesRate", reorderNamesRate);
        checkRate("staleCacheRate", staleCacheRate);
    }

    /**
     * Nothing that was not synced is kept.
     *
     * @return the settings.
     */
    public static DiskFaults vanishAll()
    {
        return new DiskFaults(1, 0, 0, 0, 0, 0, false);
    }

    /**
     * Everything is kept: a power loss is no worse than the death of the process.
     *
     * @return the settings.
     */
    public static DiskFaults surviveAll()
    {
        return new DiskFaults(0, 1, 0, 0, 0, 0, false);
    }

    /**
     * Draw settings for one run: every kind of fault is often absent and sometimes frequent. The page cache is never
     * stale.
     *
     * @param random to draw from.
     * @return the settings.
     */
    public static DiskFaults draw(final SplittableRandom random)
    {
        return new DiskFaults(
            random.nextInt(4) * 0.1,
            random.nextInt(4) * 0.1,
            random.nextInt(11) * 0.1,
            random.nextBoolean() ? 0 : random.nextInt(11) * 0.1,
            random.nextBoolean() ? 0 : random.nextInt(11) * 0.1,
            0,
            false);
    }

    /**
     * The same with another order of writing.
     *
     * @param value whether content reaches the device in order of file offsets.
     * @return the settings.
     */
    public DiskFaults withInOrder(final boolean value)
    {
        return new DiskFaults(
            vanishAllRate, surviveAllRate, surviveRate, tearRate, reorderNamesRate, staleCacheRate, value);
    }

    /**
     * The same for a device that writes each sector as a whole or not at all.
     *
     * @return the settings.
     */
    public DiskFaults withoutTears()
    {
        return new DiskFaults(
            vanishAllRate, surviveAllRate, surviveRate, 0, reorderNamesRate, staleCacheRate, isInOrder);
    }

    /**
     * The same with another page cache after the death of a process.
     *
     * @param value how often it goes on to show what is not on the device.
     * @return the settings.
     */
    public DiskFaults withStaleCacheRate(final double value)
    {
        return new DiskFaults(
            vanishAllRate, surviveAllRate, surviveRate, tearRate, reorderNamesRate, value, isInOrder);
    }

    private static void checkRate(final String name, final double rate)
    {
        if (!(rate >= 0 && rate <= 1))
        {
            throw new IllegalArgumentException(name + "=" + rate + ": must be from 0 to 1");
        }
    }
}
