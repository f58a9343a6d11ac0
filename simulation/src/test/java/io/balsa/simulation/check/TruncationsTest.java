package io.balsa.simulation.check;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TruncationsTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final SafetyChecker checker = cluster.checker;

    @BeforeEach
    void elect()
    {
        cluster.elect(0, 1, 1);
        cluster.appendSynced(0, 1, 10, 1);
        cluster.appendSynced(1, 1, 5, 1);
        cluster.commit(0, 5, 1, true);
        cluster.elect(1, 2, 2);
        cluster.append(1, 6, 6, 2);
    }

    @Test
    void shouldAcceptAConflict()
    {
        checker.onTruncated(0, 6, 2);
        assertEquals(5, checker.chains().lastIndex(0));
        assertEquals(1, cluster.marks.count(Mark.LOG_TRUNCATED));
    }

    @Test
    void shouldAcceptAConflictBelowTheCommitIndexOfOthers()
    {
        cluster.appendSynced(2, 1, 5, 1);
        checker.onSynced(1, 6);
        cluster.appendSynced(2, 6, 6, 2);
        cluster.commit(1, 6, 2, true);
        checker.onTruncated(0, 6, 2);
        assertEquals(5, checker.chains().lastIndex(0));
    }

    @Test
    void shouldIgnoreATruncationOfNothing()
    {
        checker.onTruncated(0, 11, 2);
        assertEquals(0, cluster.marks.count(Mark.LOG_TRUNCATED));
    }

    @Test
    void shouldCatchALeaderThatTruncates()
    {
        cluster.assertViolates(Invariant.LEADER_APPEND_ONLY, "leader=1 of term=2 truncates from index=6",
            () -> checker.onTruncated(1, 6, 2));
    }

    @Test
    void shouldCatchACommittedEntryRemoved()
    {
        cluster.assertViolates(Invariant.TRUNCATION, "member=0 in term=2 removes index=5 that is committed",
            () -> checker.onTruncated(0, 5, 2));
    }

    @Test
    void shouldCatchATruncationWithoutAConflict()
    {
        cluster.append(2, 1, 5, 1);
        cluster.append(2, 6, 6, 2);
        cluster.assertViolates(Invariant.TRUNCATION, "member=2 in term=2 removes index=6 that leader=1 has as well",
            () -> checker.onTruncated(2, 6, 2));
    }

    @Test
    void shouldCatchAnIndexBeforeTheLog()
    {
        cluster.assertViolates(
            Invariant.TRUNCATION, "truncates from index=0", () -> checker.onTruncated(0, 0, 2));
    }
}
