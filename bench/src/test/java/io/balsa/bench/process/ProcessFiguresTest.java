package io.balsa.bench.process;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProcessFiguresTest
{
    @Test
    void shouldReadWhatAnotherProcessTells()
    {
        final ProcessFigures figures = new ProcessFigures(1, 2, 3, -1, 5, 6);
        assertEquals(figures, ProcessFigures.parse(figures.toLine()));
        assertThrows(IllegalArgumentException.class, () -> ProcessFigures.parse("1 2 3"));
    }

    @Test
    void shouldTellWhatWasUsedBetweenTwoLooks()
    {
        assertEquals(new ProcessFigures(9, 8, 7, 6, 5, 4),
            new ProcessFigures(10, 10, 10, 10, 10, 10).since(new ProcessFigures(1, 2, 3, 4, 5, 6)));
        final ProcessFigures uncounted = new ProcessFigures(0, 0, 0, -1, 0, 0);
        assertEquals(-1, uncounted.since(uncounted).writtenBytes());
    }

    @Test
    void shouldSeeWhatThisProcessUses()
    {
        final ProcessFigures figures = ProcessFigures.ofThisProcess(4, 5);
        assertTrue(figures.cpuNs() > 0);
        assertTrue(figures.allocatedBytes() > 0);
        assertEquals(4, figures.forces());
        assertEquals(5, figures.sentBytes());
    }
}
