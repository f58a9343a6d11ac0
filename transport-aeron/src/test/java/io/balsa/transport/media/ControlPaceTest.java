package io.balsa.transport.media;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ControlPaceTest
{
    private static final long START_NS = 1_000;

    private final ControlPace pace = new ControlPace();

    private boolean isDueAt(final long nowNs)
    {
        pace.onCycle(nowNs);
        return pace.isDue();
    }

    @Test
    void shouldBeDueOnceInAnInterval()
    {
        assertTrue(isDueAt(START_NS));
        assertFalse(isDueAt(START_NS + 1));
        assertFalse(isDueAt(START_NS + ControlPace.INTERVAL_NS - 1));
        assertTrue(isDueAt(START_NS + ControlPace.INTERVAL_NS));
        assertFalse(isDueAt(START_NS + 2 * ControlPace.INTERVAL_NS - 1));
        assertTrue(isDueAt(START_NS + 5 * ControlPace.INTERVAL_NS));
        assertFalse(isDueAt(START_NS + 5 * ControlPace.INTERVAL_NS + 1));
    }

    @Test
    void shouldNotBeDueTwiceInACycle()
    {
        assertTrue(isDueAt(START_NS));
        pace.onFlush();
        assertFalse(pace.isDue());
    }
}
