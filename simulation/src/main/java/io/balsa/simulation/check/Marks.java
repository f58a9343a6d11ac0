package io.balsa.simulation.check;

import org.agrona.collections.MutableLong;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how often each {@link Mark} was hit, in one seed or, merged, in a batch.
 */
public final class Marks
{
    private final EnumMap<Mark, MutableLong> counts = new EnumMap<>(Mark.class);

    /** Start with none hit. */
    public Marks()
    {
        for (final Mark mark : Mark.values())
        {
            counts.put(mark, new MutableLong());
        }
    }

    /**
     * It happened.
     *
     * @param mark that was hit.
     */
    public void hit(final Mark mark)
    {
        counts.get(mark).increment();
    }

    /**
     * How often it happened.
     *
     * @param mark to look up.
     * @return times.
     */
    public long count(final Mark mark)
    {
        return counts.get(mark).get();
    }

    /**
     * Add what another seed has hit.
     *
     * @param other marks, unchanged.
     */
    public void merge(final Marks other)
    {
        for (final Map.Entry<Mark, MutableLong> entry : counts.entrySet())
        {
            entry.getValue().addAndGet(other.count(entry.getKey()));
        }
    }

    /**
     * What never happened.
     *
     * @return marks in their order; empty when all were hit.
     */
    public List<Mark> missing()
    {
        final List<Mark> missing = new ArrayList<>();
        for (final Map.Entry<Mark, MutableLong> entry : counts.entrySet())
        {
            if (entry.getValue().get() == 0)
            {
                missing.add(entry.getKey());
            }
        }
        return missing;
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
        for (final Map.Entry<Mark, MutableLong> entry : counts.entrySet())
        {
            if (entry.getValue().get() > 0)
            {
                lines.append(entry.getKey()).append(' ').append(entry.getValue().get()).append('\n');
            }
        }
        return lines.toString();
    }
}
