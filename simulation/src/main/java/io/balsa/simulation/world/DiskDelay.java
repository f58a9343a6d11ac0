package io.balsa.simulation.world;

import io.balsa.simulation.disk.SimDisk;

import java.util.SplittableRandom;

/**
 * How long a member's disk takes.
 */
final class DiskDelay
{
    private static final int SLOW_FACTOR = 20;
    private static final long NAME_MAX_NS = 20_000;
    private static final long NS_PER_BYTE = 2;

    private final SplittableRandom random;
    private final long syncMeanNs;
    private long hungUntilNs;
    private boolean isSlow;

    DiskDelay(final SplittableRandom random, final long syncMeanNs)
    {
        this.random = random;
        this.syncMeanNs = syncMeanNs;
    }

    void hang(final long untilNs)
    {
        hungUntilNs = Math.max(hungUntilNs, untilNs);
    }

    long hungUntilNs()
    {
        return hungUntilNs;
    }

    void heal()
    {
        hungUntilNs = 0;
        isSlow = false;
    }

    void slow(final boolean value)
    {
        isSlow = value;
    }

    long delayNs(final SimDisk.Operation operation, final long bytes)
    {
        final long delayNs = switch (operation)
        {
            case FORCE, SYNC_DIRECTORY -> FaultPlan.exponential(random, (double)syncMeanNs) + bytes * NS_PER_BYTE;
            default -> random.nextLong(NAME_MAX_NS) + bytes * NS_PER_BYTE;
        };
        return isSlow ? delayNs * SLOW_FACTOR : delayNs;
    }
}
