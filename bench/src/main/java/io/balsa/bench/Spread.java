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
     * The value in the middle.
     *
     * @return median.
     */
    public double median()
    {
        final double[] sorted = sorted();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /**
     * The least value.
     *
     * @return minimum.
     */
    public double least()
    {
        return sorted()[0];
    }

    /**
     * The greatest value.
     *
     * @return maximum.
     */
    public double greatest()
    {
        return sorted()[values.length - 1];
    }

    private double[] sorted()
    {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    /**
     * Median, least and greatest value.
     *
     * @param format of one number.
     * @return as in {@code 3.1 (2.9-4.0)}, the value alone where there is one, or a dash where one is not a number.
     */
    public String text(final String format)
    {
        if (Double.isNaN(greatest()))
        {
            return "-";
        }
        return values.length == 1 ? String.format(Locale.ROOT, format, median()) : String.format(
            Locale.ROOT, format + " (" + format + "-" + format + ")", median(), least(), greatest());
    }
}
