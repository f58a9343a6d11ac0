package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class PairTableTest
{
    @Test
    void shouldKeepTheFirstValueOfEachPair()
    {
        final PairTable table = new PairTable();
        for (int first = 0; first < 100; first++)
        {
            for (int second = 0; second < 100; second++)
            {
                assertEquals(PairTable.MISSING, table.get(first, second));
                assertEquals(PairTable.MISSING, table.putIfAbsent(first, second, first * 1000L + second));
                assertEquals(first * 1000L + second, table.putIfAbsent(first, second, 7));
            }
        }
        for (int first = 0; first < 100; first++)
        {
            for (int second = 0; second < 100; second++)
            {
                assertEquals(first * 1000L + second, table.get(first, second));
            }
        }
        assertEquals(PairTable.MISSING, table.get(100, 0));
    }
}
