package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * Maps two longs to a long by open addressing. Values other than {@link #MISSING} only; nothing is ever removed.
 */
final class PairTable
{
    static final long MISSING = -1;

    private static final int CAPACITY_MIN = 64;

    private long[] firsts = new long[CAPACITY_MIN];
    private long[] seconds = new long[CAPACITY_MIN];
    private long[] values = newValues(CAPACITY_MIN);
    private int size;

    long get(final long first, final long second)
    {
        return values[slot(first, second)];
    }

    /** The value that was there, or {@link #MISSING} when the new one is there now. */
    long putIfAbsent(final long first, final long second, final long value)
    {
        final int slot = slot(first, second);
        final long former = values[slot];
        if (former == MISSING)
        {
            firsts[slot] = first;
            seconds[slot] = second;
            values[slot] = value;
            if (++size > values.length / 2)
            {
                grow();
            }
        }
        return former;
    }

    private int slot(final long first, final long second)
    {
        final int mask = values.length - 1;
        int slot = (int)ContentHash.combine(first, second) & mask;
        while (values[slot] != MISSING && (firsts[slot] != first || seconds[slot] != second))
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow()
    {
        final long[] oldFirsts = firsts;
        final long[] oldSeconds = seconds;
        final long[] oldValues = values;
        final int capacity = oldValues.length * 2;
        firsts = new long[capacity];
        seconds = new long[capacity];
        values = newValues(capacity);
        for (int i = 0; i < oldValues.length; i++)
        {
            if (oldValues[i] != MISSING)
            {
                final int slot = slot(oldFirsts[i], oldSeconds[i]);
                firsts[slot] = oldFirsts[i];
                seconds[slot] = oldSeconds[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private static long[] newValues(final int capacity)
    {
        final long[] values = new long[capacity];
        Arrays.fill(values, MISSING);
        return values;
    }
}
