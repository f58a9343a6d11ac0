package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class MarksTest
{
    @Test
    void shouldCountMergeAndTellWhatIsMissing()
    {
        final Marks batch = new Marks();
        final Marks seed = new Marks();
        assertEquals(List.of(Mark.values()), batch.missing());
        seed.hit(Mark.LOG_TRUNCATED);
        seed.hit(Mark.LOG_TRUNCATED);
        seed.hit(Mark.WIPED);
        batch.hit(Mark.LOG_TRUNCATED);
        batch.merge(seed);
        assertEquals(3, batch.count(Mark.LOG_TRUNCATED));
        assertEquals(2, seed.count(Mark.LOG_TRUNCATED));
        assertEquals("LOG_TRUNCATED 3\nWIPED 1\n", batch.toString());
        assertEquals(Mark.SEGMENT_ROLLED, batch.missing().get(0));
        assertFalse(batch.missing().contains(Mark.WIPED));
        for (final Mark mark : Mark.values())
        {
            batch.hit(mark);
        }
        assertEquals(List.of(), batch.missing());
    }
}
