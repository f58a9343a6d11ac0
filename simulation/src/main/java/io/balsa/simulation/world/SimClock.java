package io.balsa.simulation.world;

import java.util.SplittableRandom;

/**
 * The two clocks of a machine: a monotonic one that runs a little too fast or too slow, and a time of day that jumps.
 */
final class SimClock
{
    private final long offsetNs;
    private final double rate;
    private long epochOffsetNs;

    SimClock(final SplittableRandom random, final double driftMax)
    {
        offsetNs = random.nextLong();
        rate = 1 + driftMax * (2 * random.nextDouble() - 1);
        epochOffsetNs = 1_700_000_000_000_000_000L + random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
    }

    /** The zero of a monotonic clock is anywhere, and it may wrap. */
    long monotonicNs(final long nowNs)
    {
        return offsetNs + (long)(nowNs * rate);
    }

    long epochNs(final long nowNs)
    {
        return epochOffsetNs + nowNs;
    }

    void step(final long stepNs)
    {
        epochOffsetNs += stepNs;
    }
}
