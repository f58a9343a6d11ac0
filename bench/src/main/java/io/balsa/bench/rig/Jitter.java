package io.balsa.bench.rig;

import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long the machine lets a thread stand that has all to do: what no contender could do without.
 *
 * @param gaps      times between two looks at the clock that were longer than {@link #GAP_MIN_NS}.
 * @param elapsedNs for which the clock was looked at.
 */
public record Jitter(Histogram gaps, long elapsedNs)
{
    /** What is told from the looking itself. */
    public static final long GAP_MIN_NS = 5_000;

    private static final long LOOK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double NS_PER_US = 1e3;
    private static final double PERCENT = 100;

    /**
     * Look at the clock of this machine for a second, with no pause.
     *
     * @return what was seen.
     */
    public static Jitter measure()
    {
        return measure(SystemNanoClock.INSTANCE, LOOK_NS);
    }

    /**
     * Look at the clock for a time, with no pause.
     *
     * @param clock      to look at.
     * @param durationNs how long.
     * @return what was seen.
     */
    public static Jitter measure(final NanoClock clock, final long durationNs)
    {
        final Histogram gaps = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
        final long startNs = clock.nanoTime();
        long lastNs = startNs;
        while (lastNs - startNs < durationNs)
        {
            final long nowNs = clock.nanoTime();
            if (nowNs - lastNs >= GAP_MIN_NS)
            {
                gaps.recordValue(Math.min(nowNs - lastNs, gaps.getHighestTrackableValue()));
            }
            lastNs = nowNs;
        }
        return new Jitter(gaps, lastNs - startNs);
    }

    /**
     * The longest gap.
     *
     * @return us; 0 when there was none.
     */
    public double maxUs()
    {
        return gaps.getMaxValue() / NS_PER_US;
    }

    /**
     * How much of the time was gaps.
     *
     * @return percent.
     */
    public double lostPercent()
    {
        return gaps.getTotalCount() == 0 ? 0 : PERCENT * gaps.getMean() * gaps.getTotalCount() / elapsedNs;
    }

    /**
     * For people.
     *
     * @return one line.
     */
    public String text()
    {
        return String.format(Locale.ROOT,
            "an idle spinner stood still %d times for %.0f us or more, for %.0f us at most, %.2f %% of its time",
            gaps.getTotalCount(), GAP_MIN_NS / NS_PER_US, maxUs(), lostPercent());
    }
}
