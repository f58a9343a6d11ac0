package io.balsa.simulation.check;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class FailedSyncsTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final SafetyChecker checker = cluster.checker;

    @BeforeEach
    void fail()
    {
        cluster.elect(0, 1, 1);
        cluster.append(0, 1, 1, 1);
        cluster.appendSynced(1, 1, 1, 1);
        checker.onSyncFailed(1);
    }

    @Test
    void shouldCatchAnAck()
    {
        cluster.assertViolates(Invariant.FAILED_SYNC, "member=1 in term=1 after a failed sync",
            () -> checker.onAppendResponseSent(1, 0, 1, 1, 1, false));
    }

    @Test
    void shouldCatchAVote()
    {
        cluster.store(1, 2, 2);
        cluster.assertViolates(Invariant.FAILED_SYNC, "member=1 in term=2",
            () -> checker.onVoteResponseSent(1, 2, 2, 2, false, true));
    }

    @Test
    void shouldCatchACandidacy()
    {
        cluster.store(1, 2, 1);
        cluster.assertViolates(Invariant.FAILED_SYNC, "member=1 in term=2",
            () -> checker.onVoteRequestSent(1, 2, false));
    }

    @Test
    void shouldAcceptWhatPromisesNothing()
    {
        checker.onAppendResponseSent(1, 0, 1, 0, 0, true);
        checker.onVoteResponseSent(1, 2, 1, 2, true, true);
        checker.onVoteResponseSent(1, 2, 1, 2, false, false);
        assertEquals(null, cluster.violations.first());
    }

    @Test
    void shouldForgetTheFailureInANewLife()
    {
        cluster.restart(1, 1, 1);
        checker.onAppendResponseSent(1, 0, 1, 1, 1, false);
        assertEquals(null, cluster.violations.first());
    }

    @Test
    void shouldNotBlameOthers()
    {
        checker.onAppendResponseSent(2, 0, 0, 0, 0, true);
        checker.onSynced(0, 1);
        assertEquals(null, cluster.violations.first());
    }
}
