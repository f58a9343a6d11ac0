package io.balsa.simulation.check;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CommitLedgerTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final CommitLedger commits = cluster.checker.commits();
    private final LogChains chains = cluster.checker.chains();

    @BeforeEach
    void elect()
    {
        cluster.elect(0, 1, 1);
        cluster.appendSynced(0, 1, 10, 1);
        cluster.appendSynced(1, 1, 10, 1);
    }

    @Test
    void shouldTakeWhatIsDurableOnAQuorum()
    {
        cluster.commit(0, 4, 1, true);
        cluster.commit(1, 3, 1, false);
        cluster.commit(0, 10, 1, true);
        cluster.commit(1, 10, 1, false);
        assertEquals(10, commits.committedIndex());
        assertEquals(10, commits.commitIndex(1));
        assertTrue(commits.isCommitted(7, chains.chainAt(1, 7)));
        assertFalse(commits.isCommitted(7, chains.chainAt(1, 6)));
        assertEquals(0, cluster.marks.count(Mark.OLD_TERM_ENTRY_COMMITTED_BY_NEW));
    }

    @Test
    void shouldGrowWithTheLog()
    {
        cluster.appendSynced(0, 11, 5000, 1);
        cluster.appendSynced(1, 11, 5000, 1);
        cluster.commit(0, 5000, 1, true);
        cluster.commit(1, 4999, 1, false);
        assertEquals(5000, commits.committedIndex());
    }

    @Test
    void shouldCatchTooFewDurableCopies()
    {
        cluster.appendSynced(0, 11, 11, 1);
        cluster.append(1, 11, 11, 1);
        cluster.assertViolates(
            Invariant.COMMIT_RULE, "index=11 with 1 durable copies of 2", () -> cluster.commit(0, 11, 1, true));
    }

    @Test
    void shouldNotCountCopiesOfAnotherEntry()
    {
        cluster.append(0, 11, 11, 1);
        cluster.appendSynced(1, 11, 11, 2);
        cluster.appendSynced(2, 1, 10, 1);
        cluster.appendSynced(2, 11, 11, 1);
        cluster.assertViolates(Invariant.COMMIT_RULE, "1 durable copies", () -> cluster.commit(0, 11, 1, true));
    }

    @Test
    void shouldCatchAnEntryOfAnEarlierTermCommittedByCounting()
    {
        cluster.elect(1, 2, 2);
        cluster.append(1, 11, 11, 2);
        cluster.assertViolates(
            Invariant.COMMIT_RULE, "committed index=10 of term=1 by counting", () -> cluster.commit(1, 10, 2, true));
    }

    @Test
    void shouldMarkEntriesOfEarlierTermsThatAreCommittedAlong()
    {
        cluster.elect(1, 0, 2);
        cluster.appendSynced(1, 11, 11, 2);
        cluster.appendSynced(0, 11, 11, 2);
        cluster.commit(1, 11, 2, true);
        assertEquals(1, cluster.marks.count(Mark.OLD_TERM_ENTRY_COMMITTED_BY_NEW));
    }

    @Test
    void shouldCatchACommitIndexThatFalls()
    {
        cluster.commit(0, 5, 1, true);
        cluster.assertViolates(
            Invariant.COMMIT_ORDER, "commitIndex=4 after 5", () -> cluster.commit(0, 4, 1, true));
    }

    @Test
    void shouldLetAnotherLifeFindTheCommitIndexAnew()
    {
        cluster.commit(1, 5, 1, false);
        commits.onStarted(1);
        cluster.commit(1, 2, 1, false);
        assertEquals(2, commits.commitIndex(1));
        assertEquals(5, commits.committedIndex());
    }

    @Test
    void shouldCatchACommitIndexBeyondTheLog()
    {
        cluster.assertViolates(
            Invariant.COMMIT_ORDER, "commitIndex=11", () -> cluster.commit(0, 11, 1, true));
    }

    @Test
    void shouldCatchAnotherEntryCommittedByAnotherMember()
    {
        cluster.commit(0, 10, 1, true);
        cluster.append(2, 1, 9, 1);
        cluster.append(2, 10, 10, 2);
        cluster.assertViolates(
            Invariant.STATE_MACHINE_SAFETY, "at or before index=10", () -> cluster.commit(2, 10, 2, false));
    }

    @Test
    void shouldCatchAnotherHistoryThatIsLonger()
    {
        cluster.commit(0, 10, 1, true);
        cluster.append(2, 1, 9, 1);
        cluster.append(2, 10, 12, 2);
        cluster.assertViolates(
            Invariant.STATE_MACHINE_SAFETY, "at or before index=10", () -> cluster.commit(2, 12, 2, true));
    }

    @Test
    void shouldCatchALeaderThatLacksWhatWasCommitted()
    {
        cluster.commit(0, 10, 1, true);
        cluster.append(2, 1, 9, 1);
        cluster.assertViolates(
            Invariant.LEADER_COMPLETENESS, "leader=2 of term=2 lacks", () -> cluster.elect(2, 0, 2));
    }

    @Test
    void shouldCatchALeaderThatHasOtherEntries()
    {
        cluster.commit(0, 10, 1, true);
        cluster.append(2, 1, 9, 1);
        cluster.append(2, 10, 14, 2);
        cluster.assertViolates(
            Invariant.LEADER_COMPLETENESS, "leader=2 of term=3 lacks", () -> cluster.elect(2, 0, 3));
    }

    @Test
    void shouldNotAskALeaderForWhatLaterTermsCommitted()
    {
        cluster.commit(0, 5, 1, true);
        cluster.commit(0, 10, 4, false);
        cluster.append(2, 1, 5, 1);
        cluster.elect(2, 0, 3);
        assertEquals(10, commits.committedIndex());
        assertEquals(0, cluster.marks.count(Mark.OLD_TERM_ENTRY_COMMITTED_BY_NEW));
    }

    @Test
    void shouldCatchACommitOfAFormerLeaderThatTheNewestLacks()
    {
        cluster.append(2, 1, 9, 1);
        cluster.elect(2, 1, 2);
        cluster.assertViolates(
            Invariant.LEADER_COMPLETENESS, "leader=2 of term=2", () -> cluster.commit(0, 10, 1, true));
    }

    @Test
    void shouldAcceptACommitOfAFormerLeaderThatTheNewestHas()
    {
        cluster.append(2, 1, 9, 1);
        cluster.elect(2, 1, 2);
        cluster.append(2, 10, 10, 2);
        cluster.commit(0, 9, 1, true);
        assertEquals(9, commits.committedIndex());
    }

    @Test
    void shouldNotForgetTheNewestLeaderForAnOlderOneFoundLate()
    {
        cluster.append(2, 1, 9, 1);
        cluster.elect(2, 0, 3);
        commits.onElected(1, 2);
        cluster.assertViolates(
            Invariant.LEADER_COMPLETENESS, "leader=2 of term=3", () -> cluster.commit(0, 10, 1, true));
    }

    @Test
    void shouldNotAskANewestLeaderForWhatItsOwnOrALaterTermCommitted()
    {
        cluster.append(2, 1, 9, 1);
        cluster.elect(2, 1, 2);
        cluster.commit(0, 9, 2, false);
        cluster.commit(0, 10, 2, false);
        assertEquals(10, commits.committedIndex());
    }

    @Test
    void shouldNotAskANewestLeaderThatHasLostItsTail()
    {
        cluster.append(2, 1, 10, 1);
        cluster.elect(2, 1, 2);
        cluster.restart(2, 2, 9);
        cluster.commit(0, 10, 1, true);
        assertEquals(10, commits.committedIndex());
    }

    @Test
    void shouldAskALeaderOfTheFirstTermForNothing()
    {
        cluster.commit(0, 10, 0, false);
        commits.onElected(2, 0);
        assertEquals(10, commits.committedIndex());
    }
}
