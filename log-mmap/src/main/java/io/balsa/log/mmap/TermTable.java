package io.balsa.log.mmap;

import java.util.Arrays;

/**
 * Terms of the entries, as runs of equal terms: a log has few terms and many entries. A run goes from its first index
 * up to the next run. Allocates only when the number of terms outgrows its arrays.
 */
final class TermTable
{
    private static final int INITIAL_CAPACITY = 64;

    private long[] terms = new long[INITIAL_CAPACITY];
    private long[] firstIndexes = new long[INITIAL_CAPACITY];
    private int count;
    private long baseTerm;

    /** Note the term of the entry before the first one. */
    void base(final long term)
    {
        baseTerm = term;
    }

    /** Note the term of the entry behind the last one. */
    void append(final long index, final long term)
    {
        if (0 == count || terms[count - 1] != term)
        {
            if (count == terms.length)
            {
                terms = Arrays.copyOf(terms, count * 2);
                firstIndexes = Arrays.copyOf(firstIndexes, count * 2);
            }
            terms[count] = term;
            firstIndexes[count] = index;
            count++;
        }
    }

    /** Forget the entries from an index on. */
    void truncate(final long fromIndex)
    {
        while (count > 0 && firstIndexes[count - 1] >= fromIndex)
        {
            count--;
        }
    }

    /** Forget the entries before an index, which must be held or follow the last entry. */
    void truncatePrefix(final long newFirstIndex)
    {
        baseTerm = termAt(newFirstIndex - 1);
        final int first = lastRunNotAfter(firstIndexes, newFirstIndex);
        count -= first;
        System.arraycopy(terms, first, terms, 0, count);
        System.arraycopy(firstIndexes, first, firstIndexes, 0, count);
    }

    /** Forget all entries, and note the term of the entry before the next one. */
    void reset(final long term)
    {
        count = 0;
        baseTerm = term;
    }

    /** Term of the last entry; where there is none, of the entry before the first one. */
    long lastTerm()
    {
        return 0 == count ? baseTerm : terms[count - 1];
    }

    /** Term of an entry that is held, or of the one before the first. */
    long termAt(final long index)
    {
        final int run = lastRunNotAfter(firstIndexes, index);
        return run < 0 ? baseTerm : terms[run];
    }

    /** Largest index at most {@code index} with a term of at most {@code term}; 0 when there is none. */
    long floorIndex(final long index, final long term)
    {
        final int run = lastRunNotAfter(terms, term);
        if (run < 0)
        {
            return 0;
        }
        return run == count - 1 ? index : Math.min(index, firstIndexes[run + 1] - 1);
    }

    /** Number of runs that entries from an index on are in; the index must be held. */
    int runCount(final long fromIndex)
    {
        return count - lastRunNotAfter(firstIndexes, fromIndex);
    }

    /** Copy the runs of entries that are held: of each the term and the first index. Returns how many there are. */
    int copyRuns(final long fromIndex, final long toIndex, final long[] target)
    {
        final int first = lastRunNotAfter(firstIndexes, fromIndex);
        int run = first;
        while (run < count && firstIndexes[run] <= toIndex)
        {
            target[2 * (run - first)] = terms[run];
            target[2 * (run - first) + 1] = Math.max(firstIndexes[run], fromIndex);
            run++;
        }
        return run - first;
    }

    private int lastRunNotAfter(final long[] ascending, final long value)
    {
        int low = 0;
        int high = count - 1;
        if (high >= 0 && ascending[high] <= value)
        {
            return high;
        }
        while (low <= high)
        {
            final int middle = (low + high) >>> 1;
            if (ascending[middle] <= value)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return high;
    }
}
