package io.balsa.consensus.core;

/**
 * When a member that hears nothing from a leader stands for election: after a time drawn anew, evenly between
 * minimum and maximum, at each restart of the timer (paper 5.2). The only place of chance in the rules; the seed is
 * given.
 */
final class ElectionDeadline
{
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long timeoutMinNs;
    private final long timeoutSpreadNs;
    private long randomState;
    private long deadlineNs;

    /** Members that were given the same seed must still draw different times, or they would tie for ever. */
    ElectionDeadline(final long timeoutMinNs, final long timeoutMaxNs, final long seed, final int memberId)
    {
        this.timeoutMinNs = timeoutMinNs;
        this.timeoutSpreadNs = timeoutMaxNs - timeoutMinNs + 1;
        this.randomState = mix(seed ^ mix(memberId + GOLDEN_GAMMA));
    }

    void restart(final long nowNs)
    {
        deadlineNs = nowNs + timeoutMinNs + Long.remainderUnsigned(nextRandom(), timeoutSpreadNs);
    }

    boolean isReached(final long nowNs)
    {
        return nowNs - deadlineNs >= 0;
    }

    /** SplitMix64. */
    private long nextRandom()
    {
        randomState += GOLDEN_GAMMA;
        return mix(randomState);
    }

    private static long mix(final long value)
    {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
