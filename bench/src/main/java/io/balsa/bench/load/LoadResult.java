package io.balsa.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What a load has found.
 *
 * @param shape     of the load.
 * @param latencyNs from the time a command was due, which in a closed loop is when it was offered, to its answer.
 * @param commands  that were answered.
 * @param elapsedNs from the start to the last answer.
 */
public record LoadResult(LoadShape shape, Histogram latencyNs, long commands, long elapsedNs)
{
    /** Share of the rate that has to be reached. */
    public static final double RATE_SHARE_MIN = 0.99;

    private static final double NS_PER_S = 1e9;

    /**
     * Answers in a second.
     *
     * @return rate.
     */
    public double ratePerSecond()
    {
        return commands / (elapsedNs / NS_PER_S);
    }

    /**
     * Whether the rate that was asked for was reached, {@link #RATE_SHARE_MIN} of it at least.
     *
     * @return true if so, or if none was asked for.
     */
    public boolean isRateReached()
    {
        return ratePerSecond() >= RATE_SHARE_MIN * shape.ratePerSecond();
    }
}
