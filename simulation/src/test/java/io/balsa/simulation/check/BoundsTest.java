package io.balsa.simulation.check;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;

class BoundsTest
{
    private static final int PENDING_OPENS_MAX = 2;

    private final Violations violations = new Violations();
    private final Bounds bounds = new Bounds(violations, CheckedCluster.LIMITS, 3);

    private void take(final long term, final int... lengths)
    {
        for (final int length : lengths)
        {
            bounds.onEntry(1, term, length);
        }
    }

    @Test
    void shouldCatchBytesThatALeaderMayNotHold()
    {
        take(1, 400);
        take(2, 200, 300);
        bounds.onLeaderShown(1, 2, 0);
        take(2, 8);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "leader=1 in term=2 holds 508 bytes",
            () -> bounds.onLeaderShown(1, 2, 1));
    }

    @Test
    void shouldTakeOffWhatIsApplied()
    {
        take(2, 200, 300, 100);
        bounds.onLeaderShown(1, 2, 1);
        bounds.onLeaderShown(1, 3, 0);
        bounds.onTruncated(1, 3);
        take(4, 500);
        bounds.onLeaderShown(1, 4, 2);
        assertNull(violations.first());
    }

    @Test
    void shouldCatchMoreCommandsThanAWindowHolds()
    {
        bounds.onCommand(1, 9, 14, 10);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "member=1 has taken sequence=15 at index=10",
            () -> bounds.onCommand(1, 10, 15, 10));
    }

    @Test
    void shouldCatchASessionTooMany()
    {
        bounds.onSessionsShown(1, 3, 2, PENDING_OPENS_MAX);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "member=1 has 4 sessions",
            () -> bounds.onSessionsShown(1, 4, 0, PENDING_OPENS_MAX));
    }

    @Test
    void shouldCatchAWaitingClientTooMany()
    {
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "3 that wait to be opened",
            () -> bounds.onSessionsShown(1, 0, 3, PENDING_OPENS_MAX));
    }

    @Test
    void shouldCatchASegmentBegunTooEarly()
    {
        take(1, 200, 150, 56, 300);
        bounds.onSegments(1, new long[]{1, 3, 5});
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED,
            "begun a segment at index=4 though the one before holds only 56 bytes",
            () -> bounds.onSegments(1, new long[]{1, 3, 4}));
    }

    @Test
    void shouldAcceptASegmentBegunForWhatDidNotCome()
    {
        take(1, 200);
        bounds.onReserved(1, 2, 300);
        take(1, 100);
        bounds.onSegments(1, new long[]{1, 2});
        assertNull(violations.first());
    }

    @Test
    void shouldCatchASegmentKeptBehindTheEnd()
    {
        take(1, 400, 400);
        bounds.onQuiet(1, new long[]{1, 2, 3}, 5, 2);
        bounds.onTruncated(1, 2);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "keeps a segment from index=3",
            () -> bounds.onQuiet(1, new long[]{1, 2, 3}, 5, 2));
    }

    @Test
    void shouldCatchAFileLeftOpen()
    {
        take(1, 400, 400);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "has 5 files open for 2 segments and 2 other",
            () -> bounds.onQuiet(1, new long[]{1, 2}, 5, 2));
    }

    @Test
    void shouldBeginAnewWithARecovery()
    {
        take(1, 400, 400);
        bounds.onRecoveryStart(1, 1);
        take(1, 200);
        CheckedCluster.assertViolates(violations, Invariant.BOUNDED, "keeps a segment from index=3",
            () -> bounds.onQuiet(1, new long[]{1, 3}, 4, 2));
    }
}
