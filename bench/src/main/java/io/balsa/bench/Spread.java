package io.balsa.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * What several rounds of one measurement say: their median, and how far they lie apart. A machine that others use too
 * is told by the distance.
 */
public final class Spread
{
    private double[] values = new double[0];

    /** Without any value yet. */
    public Spread()
    {
    }

    /**
     * Add the result of a round.
     *
     * @param value in whatever unit.
     */
    public void add(final double value)
    {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
    }

    /**
     * Median, least and greatest value.
     *
     * @param format of one number.
     * @return as in {@code 3.1 (2.9-4.0)}.
     */
    public String text(final String format)
    {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        final double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return String.format(
            Locale.ROOT, format + " (" + format + "-" + format + ")", median, sorted[0], sorted[sorted.length - 1]);
    }
}
