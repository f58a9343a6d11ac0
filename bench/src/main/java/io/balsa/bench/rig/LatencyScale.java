package io.balsa.bench.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The logarithmic axis of latencies: which are shown, where, and which are named.
 *
 * @param leastUs    at the foot, 1, 2 or 5 times a power of ten.
 * @param greatestUs at the top, likewise.
 */
record LatencyScale(double leastUs, double greatestUs)
{
    private static final double US_MIN = 0.1;
    private static final double US_PER_MS = 1e3;
    private static final double MS_PER_S = 1e3;
    private static final int[] STEPS = {1, 2, 5};
    private static final int TICKS_MAX = 12;

    /** Room for two latencies and all between. */
    static LatencyScale around(final double lowUs, final double highUs)
    {
        double least = US_MIN;
        double greatest = Double.NaN;
        for (final double tick : steps(US_MIN, 1e9))
        {
            least = tick <= lowUs ? tick : least;
            if (tick >= highUs && tick > least)
            {
                greatest = tick;
                break;
            }
        }
        return new LatencyScale(least, Double.isNaN(greatest) ? 1e9 : greatest);
    }

    /** Latencies to name, from the foot to the top: all steps, or powers of ten where those were too many. */
    List<Double> ticks()
    {
        final List<Double> ticks = steps(leastUs, greatestUs);
        if (ticks.size() <= TICKS_MAX)
        {
            return ticks;
        }
        return ticks.stream().filter(tick -> Math.abs(Math.log10(tick) - Math.rint(Math.log10(tick))) < 1e-6).toList();
    }

    private static List<Double> steps(final double fromUs, final double toUs)
    {
        final List<Double> steps = new ArrayList<>();
        for (int exponent = -1; exponent <= 9; exponent++)
        {
            for (final int step : STEPS)
            {
                final double us = step * Math.pow(10, exponent);
                if (us >= fromUs * 0.999 && us <= toUs * 1.001)
                {
                    steps.add(us);
                }
            }
        }
        return steps;
    }

    /** Where a latency lies: 0 at the foot, 1 at the top. */
    double place(final double us)
    {
        return (Math.log(Math.max(us, leastUs)) - Math.log(leastUs)) / (Math.log(greatestUs) - Math.log(leastUs));
    }

    static String name(final double us)
    {
        if (us < US_PER_MS * 0.999)
        {
            return number(us) + " us";
        }
        final double ms = us / US_PER_MS;
        return ms < MS_PER_S * 0.999 ? number(ms) + " ms" : number(ms / MS_PER_S) + " s";
    }

    private static String number(final double value)
    {
        return value < 0.999 ? String.format(Locale.ROOT, "%.1f", value) : Long.toString(Math.round(value));
    }
}
