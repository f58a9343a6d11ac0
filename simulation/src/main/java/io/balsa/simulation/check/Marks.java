package io.balsa.simulation.check;

/**
 * Counts how often each {@link Mark} was hit, in one seed or, merged, in a batch.
 */
public final class Marks
{
    private static final Mark[] VALUES = Mark.values();

    private final long[] counts = new long[VALUES.length];

    /** Start with none hit. */
    public Marks()
    {
    }

    /**
     * It happened.
     *
     * @param mark that was hit.
     */
    public void hit(final Mark mark)
    {
        counts[mark.ordinal()]++;
    }

    /**
     * How often it happened.
     *
     * @param mark to look up.
     * @return times.
     */
    public long count(final Mark mark)
    {
        return counts[mark.ordinal()];
    }

    /**
     * Add what another seed has hit.
     *
     * @param other marks, unchanged.
     */
    public void merge(final Marks other)
    {
        for (int i = 0; i < counts.length; i++)
        {
            counts[i] += other.counts[i];
        }
    }

    /**
     * What never happened.
     *
     * @return names of marks in their order, separated by blanks; empty when all were hit.
     */
    public String missing()
    {
        final StringBuilder names = new StringBuilder();
        for (final Mark mark : VALUES)
        {
            if (counts[mark.ordinal()] == 0)
            {
                names.append(names.length() == 0 ? "" : " ").append(mark);
            }
        }
        return names.toString();
    }

    /**
     * All counts.
     *
     * @return name and count of each mark that was hit, one a line.
     */
    @Override
    public String toString()
    {
        final StringBuilder lines = new StringBuilder();
        for (final Mark mark : VALUES)
        {
            if (counts[mark.ordinal()] > 0)
            {
                lines.append(mark).append(' ').append(counts[mark.ordinal()]).append('\n');
            }
        }
        return lines.toString();
    }
}
