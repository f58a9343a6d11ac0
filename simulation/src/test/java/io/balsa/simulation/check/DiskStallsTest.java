package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class DiskStallsTest
{
    private static final long STALL_MAX_NS = 100;

    private final DiskStalls stalls = new DiskStalls(new Violations(), 3, STALL_MAX_NS);

    @Test
    void shouldAllowADiskThatComesForwardOrOwesNothing()
    {
        stalls.onShown(0, true, 5, 5, false, 0, 1_000);
        stalls.onShown(0, true, 5, 5, false, 0, 2_000);
        stalls.onShown(0, true, 5, 9, true, 0, 2_100);
        stalls.onShown(0, true, 6, 9, false, 0, 2_200);
        stalls.onShown(0, true, 6, 9, true, 0, 2_300);
    }

    @Test
    void shouldAllowALeaderThatGivesUpOrStoodStillItself()
    {
        stalls.onShown(0, false, 5, 9, true, 0, 1_000);
        stalls.onShown(0, true, 5, 9, true, 0, 1_100);
        stalls.onShown(0, false, 5, 9, true, 0, 2_000);
        stalls.onShown(0, true, 5, 9, true, 0, 2_100);
        stalls.onShown(0, true, 5, 9, true, 1, 3_000);
        stalls.onShown(0, true, 5, 9, true, 1, 3_100);
    }

    @Test
    void shouldFindALeaderWhoseDiskHangs()
    {
        stalls.onShown(0, true, 5, 9, false, 0, 1_000);
        stalls.onShown(0, true, 5, 12, false, 0, 1_100);
        assertFound(() -> stalls.onShown(0, true, 5, 12, false, 0, 1_101));
    }

    @Test
    void shouldFindALeaderWhoseDiskIsFull()
    {
        stalls.onShown(0, true, 5, 5, false, 0, 1_000);
        stalls.onShown(0, true, 5, 5, true, 0, 1_100);
        assertFound(() -> stalls.onShown(0, true, 5, 5, true, 0, 1_101));
    }

    private static void assertFound(final Runnable shown)
    {
        assertEquals(Invariant.LIVENESS, assertThrows(SafetyViolation.class, shown::run).invariant());
    }
}
