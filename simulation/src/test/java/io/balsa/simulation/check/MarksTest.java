package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MarksTest
{
    @Test
    void shouldCountMergeAndTellWhatIsMissing()
    {
        final Marks batch = new Marks();
        final Marks seed = new Marks();
        assertTrue(batch.missing().startsWith("LOG_TRUNCATED SEGMENT_ROLLED "));
        seed.hit(Mark.LOG_TRUNCATED);
        seed.hit(Mark.LOG_TRUNCATED);
        seed.hit(Mark.WIPED);
        batch.hit(Mark.LOG_TRUNCATED);
        batch.merge(seed);
        assertEquals(3, batch.count(Mark.LOG_TRUNCATED));
        assertEquals(2, seed.count(Mark.LOG_TRUNCATED));
        assertEquals("LOG_TRUNCATED 3\nWIPED 1\n", batch.toString());
        assertTrue(batch.missing().startsWith("SEGMENT_ROLLED "));
        assertFalse(batch.missing().contains("WIPED"));
        for (final Mark mark : Mark.values())
        {
            batch.hit(mark);
        }
        assertEquals("", batch.missing());
    }
}
