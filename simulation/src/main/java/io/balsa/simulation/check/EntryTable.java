package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * The chain of each (index, term) that was ever appended. Nearly every index has entries of one term only, so the first
 * one lies in arrays by index and only others are hashed.
 */
final class EntryTable
{
    static final long MISSING = PairTable.MISSING;

    private static final int CAPACITY_MIN = 1024;

    private final PairTable others = new PairTable();
    private long[] terms = new long[CAPACITY_MIN];
    /** 0 where there is no entry yet. */
    private long[] chains = new long[CAPACITY_MIN];

    long get(final long index, final long term)
    {
        if (index >= chains.length || chains[(int)index] == 0)
        {
            return MISSING;
        }
        return terms[(int)index] == term ? chains[(int)index] : others.get(index, term);
    }

    /** The chain that was there, or {@link #MISSING} when the new one, which is neither that nor 0, is there now. */
    long putIfAbsent(final long index, final long term, final long chain)
    {
        if (index >= chains.length)
        {
            final int capacity = Math.max(chains.length * 2, (int)index + 1);
            terms = Arrays.copyOf(terms, capacity);
            chains = Arrays.copyOf(chains, capacity);
        }
        final int slot = (int)index;
        if (chains[slot] == 0)
        {
            terms[slot] = term;
            chains[slot] = chain;
            return MISSING;
        }
        return terms[slot] == term ? chains[slot] : others.putIfAbsent(index, term, chain);
    }
}
