package io.balsa.simulation.check;

import io.balsa.consensus.core.RaftRole;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SafetyCheckerTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final SafetyChecker checker = cluster.checker;

    private void show(final int member, final RaftRole role, final long term, final long index)
    {
        checker.onShown(member, role, term, index, index);
    }

    /** A leader commits, loses its office and its tail, comes back and catches up; everything as it should be. */
    @Test
    void shouldAcceptAnHonestRun()
    {
        for (int member = 0; member < CheckedCluster.MEMBERS; member++)
        {
            checker.onRecoveryStart(member, 1);
            checker.onStarted(member, 0, -1);
        }
        checker.onVoteRequestSent(0, 1, true);
        checker.onVoteResponseSent(1, 0, 0, 1, true, true);
        show(0, RaftRole.PRE_CANDIDATE, 0, 0);
        cluster.elect(0, 1, 1);
        cluster.appendSynced(0, 1, 5, 1);
        cluster.appendSynced(1, 1, 4, 1);
        checker.onAppendResponseSent(1, 0, 1, 4, 4, false);
        checker.onExecuted(0, 2, 22);
        checker.onReplySent(0, 2);
        show(0, RaftRole.LEADER, 1, 4);
        show(1, RaftRole.FOLLOWER, 1, 0);

        cluster.append(0, 6, 8, 1);
        cluster.restart(0, 0, 5);
        show(0, RaftRole.FOLLOWER, 1, 0);
        cluster.elect(1, 2, 2);
        cluster.appendSynced(1, 5, 6, 2);
        cluster.store(0, 2, -1);
        checker.onAppendResponseSent(0, 1, 2, 0, 0, true);
        checker.onTruncated(0, 5, 2);
        cluster.appendSynced(0, 5, 6, 2);
        checker.onAppendResponseSent(0, 1, 2, 6, 6, false);
        checker.onExecuted(1, 2, 22);
        show(1, RaftRole.LEADER, 2, 6);
        checker.onExecuted(0, 2, 22);
        show(0, RaftRole.FOLLOWER, 2, 6);
        cluster.restart(1, 1, 6);
        assertNull(cluster.violations.first());
        cluster.violations.check();
        assertEquals(6, checker.commits().committedIndex());
        assertEquals(1, cluster.marks.count(Mark.LOG_TRUNCATED));
        assertEquals(1, cluster.marks.count(Mark.RESTART_WITH_UNCOMMITTED_TAIL));
        assertEquals(0, cluster.marks.count(Mark.RESTART_WITH_CONFLICTING_TAIL));
        assertEquals(1, cluster.marks.count(Mark.APPEND_REJECTED));
    }

    @Test
    void shouldMarkARestartWithEntriesThatConflict()
    {
        cluster.elect(0, 1, 1);
        cluster.appendSynced(0, 1, 5, 1);
        cluster.appendSynced(1, 1, 3, 1);
        cluster.elect(1, 2, 2);
        cluster.appendSynced(1, 4, 5, 2);
        cluster.appendSynced(2, 1, 3, 1);
        cluster.appendSynced(2, 4, 5, 2);
        show(1, RaftRole.LEADER, 2, 5);
        cluster.restart(0, 0, 5);
        assertEquals(1, cluster.marks.count(Mark.RESTART_WITH_CONFLICTING_TAIL));
    }

    @Test
    void shouldCatchALeaderThatOnlyShowsItsRole()
    {
        cluster.assertViolates(
            Invariant.ELECTION_SAFETY, "member=0 leads term=1", () -> show(0, RaftRole.LEADER, 1, 0));
    }

    @Test
    void shouldCatchAShownCommitIndexBeyondTheLog()
    {
        cluster.assertViolates(
            Invariant.COMMIT_ORDER, "commitIndex=1", () -> show(0, RaftRole.FOLLOWER, 1, 1));
    }

    @Test
    void shouldCatchACommandExecutedAndNotCommitted()
    {
        cluster.append(0, 1, 1, 1);
        checker.onExecuted(0, 1, 5);
        cluster.assertViolates(Invariant.COMMIT_ORDER, "appliedIndex=1",
            () -> checker.onShown(0, RaftRole.FOLLOWER, 1, 0, 1));
    }

    @Test
    void shouldCatchAReplyBeforeItIsApplied()
    {
        checker.onReplySent(0, 3);
        cluster.assertViolates(
            Invariant.OBSERVABILITY, "index=3", () -> checker.onShown(0, RaftRole.FOLLOWER, 1, 0, 0));
    }

    @Test
    void shouldCatchACommitIndexThatIsNotShown()
    {
        cluster.elect(0, 1, 1);
        checker.onLeaderMessageSent(0, 1, 9);
        cluster.assertViolates(Invariant.OBSERVABILITY, "commitIndex=9", () -> show(0, RaftRole.LEADER, 1, 0));
    }

    @Test
    void shouldRememberWhatAMemberSwallowed()
    {
        cluster.append(0, 1, 1, 1);
        final SafetyViolation swallowed =
            assertThrows(SafetyViolation.class, () -> cluster.append(0, 5, 5, 1));
        assertThrows(SafetyViolation.class, () -> cluster.append(0, 9, 9, 1));
        assertSame(swallowed, assertThrows(SafetyViolation.class, cluster.violations::check));
    }
}
