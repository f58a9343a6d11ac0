package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EntryTableTest
{
    @Test
    void shouldKeepTheFirstChainOfEachEntry()
    {
        final EntryTable table = new EntryTable();
        for (int index = 1; index <= 3000; index++)
        {
            for (int term = 0; term <= 3; term++)
            {
                assertEquals(EntryTable.MISSING, table.get(index, term));
                assertEquals(EntryTable.MISSING, table.putIfAbsent(index, term, index * 10L + term));
                assertEquals(index * 10L + term, table.putIfAbsent(index, term, 7));
            }
        }
        for (int index = 1; index <= 3000; index++)
        {
            for (int term = 1; term <= 3; term++)
            {
                assertEquals(index * 10L + term, table.get(index, term));
            }
            assertEquals(EntryTable.MISSING, table.get(index, 4));
        }
        assertEquals(EntryTable.MISSING, table.get(9000, 1));
        assertEquals(EntryTable.MISSING, table.putIfAbsent(9000, 1, 5));
        assertEquals(5, table.get(9000, 1));
    }
}
