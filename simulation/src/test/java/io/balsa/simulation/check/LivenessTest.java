package io.balsa.simulation.check;

import io.balsa.consensus.core.RaftRole;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class LivenessTest
{
    private static final long SECOND_NS = 1_000_000_000L;

    private final MemberViews views = new MemberViews(4);
    private final MemberViews later = new MemberViews(4);

    @BeforeEach
    void converge()
    {
        for (final MemberViews some : new MemberViews[]{views, later})
        {
            some.set(0, RaftRole.FOLLOWER, 3, 10, 10, 99);
            some.set(1, RaftRole.LEADER, 3, 10, 10, 99);
            some.set(2, RaftRole.FOLLOWER, 3, 10, 10, 99);
        }
    }

    private void assertNotConverged(final String reason)
    {
        assertEquals(reason, Liveness.whyNotConverged(views, 10));
    }

    private String whyNotQuiet(final long messageCount)
    {
        return Liveness.whyNotQuiet(views, later, messageCount, 100, 60 * SECOND_NS);
    }

    @Test
    void shouldAcceptOneState()
    {
        assertNull(Liveness.whyNotConverged(views, 10));
        assertEquals(1, views.leader());
    }

    @Test
    void shouldLeaveOutWhoIsNotIncluded()
    {
        views.clear();
        views.set(1, RaftRole.LEADER, 3, 10, 10, 99);
        assertNull(Liveness.whyNotConverged(views, 10));
    }

    @Test
    void shouldCatchNoLeader()
    {
        views.set(1, RaftRole.CANDIDATE, 3, 10, 10, 99);
        assertNotConverged("there is not exactly one leader");
    }

    @Test
    void shouldCatchTwoLeaders()
    {
        views.set(3, RaftRole.LEADER, 2, 10, 10, 99);
        assertNotConverged("there is not exactly one leader");
    }

    @Test
    void shouldCatchWhatIsLost()
    {
        assertEquals("leader=1 has commitIndex=10, committed was index=11", Liveness.whyNotConverged(views, 11));
    }

    @Test
    void shouldCatchAnotherTerm()
    {
        views.set(2, RaftRole.FOLLOWER, 4, 10, 10, 99);
        assertNotConverged("member=2 is in term=4, leader=1 in term=3");
    }

    @Test
    void shouldCatchAStuckFollower()
    {
        views.set(2, RaftRole.FOLLOWER, 3, 9, 9, 99);
        assertNotConverged("member=2 has commitIndex=9, leader=1 has 10");
    }

    @Test
    void shouldCatchWhatIsNotApplied()
    {
        views.set(2, RaftRole.FOLLOWER, 3, 10, 9, 99);
        assertNotConverged("member=2 has appliedIndex=9, commitIndex=10");
    }

    @Test
    void shouldCatchAnotherState()
    {
        views.set(2, RaftRole.FOLLOWER, 3, 10, 10, 98);
        assertNotConverged("member=2 and leader=1 have different states at index=10");
    }

    @Test
    void shouldAcceptAQuietTime()
    {
        assertNull(whyNotQuiet(6000));
    }

    @Test
    void shouldCatchAFloodOfMessages()
    {
        assertEquals("messages=6001 in 60000000000 ns, allowed are 100 a second", whyNotQuiet(6001));
    }

    @Test
    void shouldCatchAnotherLeader()
    {
        later.set(0, RaftRole.LEADER, 4, 10, 10, 99);
        later.set(1, RaftRole.FOLLOWER, 4, 10, 10, 99);
        assertEquals("member=1 led in term=3, then member=0", whyNotQuiet(0));
    }

    @Test
    void shouldCatchAQuietTimeWithoutALeader()
    {
        views.set(1, RaftRole.FOLLOWER, 3, 10, 10, 99);
        later.set(1, RaftRole.FOLLOWER, 3, 10, 10, 99);
        assertEquals("there was not exactly one leader", whyNotQuiet(0));
    }

    @Test
    void shouldNotTakeALeaderThatIsLeftOut()
    {
        views.clear();
        views.set(0, RaftRole.FOLLOWER, 3, 10, 10, 99);
        assertEquals(-1, views.leader());
    }

    @Test
    void shouldCatchALeaderElectedAgain()
    {
        later.set(1, RaftRole.LEADER, 4, 10, 10, 99);
        assertEquals("member=1 led in term=3, then in term=4", whyNotQuiet(0));
    }

    @Test
    void shouldCatchACommit()
    {
        later.set(1, RaftRole.LEADER, 3, 11, 10, 99);
        assertEquals("commitIndex went from 10 to 11", whyNotQuiet(0));
    }
}
