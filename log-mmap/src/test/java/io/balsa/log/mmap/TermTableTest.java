package io.balsa.log.mmap;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TermTableTest
{
    private static final int STEPS = 2000;

    @Test
    void shouldAgreeWithAPlainList()
    {
        final Random random = new Random(11);
        final TermTable table = new TermTable();
        long[] terms = {0};
        for (int step = 0; step < STEPS; step++)
        {
            if (terms.length > 1 && 0 == random.nextInt(20))
            {
                final int fromIndex = 1 + random.nextInt(terms.length);
                table.truncate(fromIndex);
                terms = Arrays.copyOf(terms, Math.min(fromIndex, terms.length));
            }
            else
            {
                final long term = terms[terms.length - 1] + random.nextInt(3) / 2;
                table.append(terms.length, Math.max(1, term));
                terms = Arrays.copyOf(terms, terms.length + 1);
                terms[terms.length - 1] = Math.max(1, term);
            }
            assertEquals(terms[terms.length - 1], table.lastTerm());
            if (terms.length > 1)
            {
                final int index = 1 + random.nextInt(terms.length - 1);
                assertEquals(terms[index], table.termAt(index));
                assertFloor(table, terms, index, random.nextInt(20));
            }
        }
    }

    private static void assertFloor(final TermTable table, final long[] terms, final int index, final long term)
    {
        int floor = index;
        while (terms[floor] > term)
        {
            floor--;
        }
        assertEquals(floor, table.floorIndex(index, term));
    }
}
