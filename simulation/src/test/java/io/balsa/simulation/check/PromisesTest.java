package io.balsa.simulation.check;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PromisesTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final SafetyChecker checker = cluster.checker;
    private final LogChains chains = checker.chains();

    @BeforeEach
    void elect()
    {
        cluster.elect(0, 1, 1);
        cluster.appendSynced(0, 1, 10, 1);
        cluster.append(1, 1, 10, 1);
        cluster.store(1, 1, 0);
    }

    private void ack(final int member, final int receiver, final long term, final long match, final long appended)
    {
        checker.onAppendResponseSent(member, receiver, term, match, appended, false);
    }

    @Test
    void shouldKnowWhatWasPromisedLast()
    {
        checker.onSynced(1, 4);
        checker.onSynced(1, 9);
        assertEquals(5, checker.promises().lastBatch(1));
        checker.onSynced(1, 9);
        assertEquals(5, checker.promises().lastBatch(1));
        checker.promises().onTruncated(1, 8);
        assertEquals(0, checker.promises().lastBatch(1));
    }

    @Test
    void shouldHoldAMemberToItsAck()
    {
        checker.onSynced(1, 6);
        ack(1, 0, 1, 6, 10);
        cluster.restart(1, 0, 6);
        cluster.assertViolates(Invariant.DURABILITY, "member=1 recovered lastIndex=5 and lost entries up to index=6",
            () -> cluster.restart(1, 0, 5));
    }

    @Test
    void shouldHoldALeaderToWhatItsLogReported()
    {
        cluster.restart(0, 0, 10);
        cluster.assertViolates(Invariant.DURABILITY, "index=10", () -> cluster.restart(0, 1, 9));
    }

    @Test
    void shouldCatchAPromisedEntryThatWasReplaced()
    {
        checker.onSynced(1, 10);
        cluster.append(2, 1, 9, 1);
        cluster.append(2, 10, 10, 2);
        cluster.assertViolates(Invariant.DURABILITY, "lost entries", () -> cluster.restart(1, 2, 10));
    }

    @Test
    void shouldReleaseWhatIsTruncated()
    {
        checker.onSynced(1, 10);
        cluster.store(2, 2, 2);
        checker.onTruncated(1, 8, 2);
        assertFalse(checker.promises().isSynced(1, 8, chains.chainAt(0, 8)));
        assertTrue(checker.promises().isSynced(1, 7, chains.chainAt(0, 7)));
        cluster.append(1, 8, 9, 2);
        checker.onSynced(1, 8);
        cluster.assertViolates(Invariant.DURABILITY, "index=8", () -> cluster.restart(1, 1, 7));
    }

    @Test
    void shouldKeepWhatIsBelowATruncation()
    {
        checker.onSynced(1, 10);
        checker.onTruncated(1, 8, 2);
        cluster.assertViolates(Invariant.DURABILITY, "index=7", () -> cluster.restart(1, 0, 6));
    }

    @Test
    void shouldForgiveAWipedDisk()
    {
        checker.onSynced(1, 10);
        checker.onReleased(1);
        cluster.restart(1, 0, 0);
        assertEquals(0, chains.lastIndex(1));
    }

    @Test
    void shouldAnswerForMembersThatAreDown()
    {
        checker.onSynced(1, 6);
        assertTrue(checker.promises().isSynced(1, 6, chains.chainAt(0, 6)));
        assertFalse(checker.promises().isSynced(1, 7, chains.chainAt(0, 7)));
        assertFalse(checker.promises().isSynced(1, 6, chains.chainAt(0, 5)));
    }

    @Test
    void shouldCatchAnAckThatIsNotDurable()
    {
        checker.onSynced(1, 6);
        cluster.assertViolates(
            Invariant.DURABLE_BEFORE_SENT, "acknowledged matchIndex=7", () -> ack(1, 0, 1, 7, 10));
    }

    @Test
    void shouldCatchAnAckBeyondTheLog()
    {
        cluster.assertViolates(Invariant.MATCH_INDEX, "appendedIndex=11 lastIndex=10", () -> ack(1, 0, 1, 0, 11));
    }

    @Test
    void shouldCatchAMatchIndexBeyondTheAppendedIndex()
    {
        checker.onSynced(1, 10);
        cluster.assertViolates(Invariant.MATCH_INDEX, "matchIndex=6 appendedIndex=5", () -> ack(1, 0, 1, 6, 5));
    }

    @Test
    void shouldCatchAnAckThatDiffersFromTheLeadersLog()
    {
        checker.onTruncated(1, 10, 2);
        cluster.append(1, 10, 10, 2);
        cluster.assertViolates(
            Invariant.MATCH_INDEX, "appendedIndex=10 where the log differs from leader=0", () -> ack(1, 0, 1, 0, 10));
    }

    @Test
    void shouldCatchAnAckBeyondTheLeadersLog()
    {
        cluster.append(1, 11, 11, 1);
        cluster.assertViolates(
            Invariant.MATCH_INDEX, "leader=0 with lastIndex=10", () -> ack(1, 0, 1, 0, 11));
    }

    @Test
    void shouldNotCompareWithALeaderThatHasRestarted()
    {
        checker.onReleased(0);
        cluster.restart(0, 0, 3);
        checker.onSynced(1, 10);
        ack(1, 0, 1, 10, 10);
        assertEquals(null, cluster.violations.first());
    }

    @Test
    void shouldCatchAnAckToAMemberThatDoesNotLead()
    {
        cluster.assertViolates(
            Invariant.MATCH_INDEX, "told to member=2 that does not lead the term", () -> ack(1, 2, 1, 0, 3));
    }

    @Test
    void shouldLetARejectionPromiseNothing()
    {
        checker.onAppendResponseSent(1, 2, 1, 0, 0, true);
        assertEquals(1, cluster.marks.count(Mark.APPEND_REJECTED));
    }

    @Test
    void shouldCatchAMatchIndexThatFallsInATerm()
    {
        checker.onSynced(1, 10);
        ack(1, 0, 1, 6, 6);
        ack(1, 0, 1, 0, 0);
        cluster.assertViolates(Invariant.MATCH_INDEX, "matchIndex=5 after matchIndex=6", () -> ack(1, 0, 1, 5, 6));
    }

    @Test
    void shouldLetARestartedMemberBeginAnew()
    {
        checker.onSynced(1, 10);
        ack(1, 0, 1, 6, 6);
        cluster.restart(1, 0, 10);
        ack(1, 0, 1, 5, 6);
        assertEquals(null, cluster.violations.first());
    }

    @Test
    void shouldCatchASyncBeyondTheLog()
    {
        cluster.assertViolates(
            Invariant.DURABILITY, "syncedIndex=11 beyond lastIndex=10", () -> checker.onSynced(1, 11));
    }

    @Test
    void shouldNotForgetAPromiseForALesserOne()
    {
        checker.onSynced(1, 10);
        ack(1, 0, 1, 6, 6);
        ack(1, 0, 1, 7, 8);
        checker.onSynced(1, 7);
        cluster.assertViolates(Invariant.DURABILITY, "up to index=10", () -> cluster.restart(1, 0, 9));
    }

    @Test
    void shouldNotPromiseMoreByATruncation()
    {
        checker.onSynced(1, 5);
        checker.onTruncated(1, 8, 2);
        cluster.restart(1, 0, 5);
        assertEquals(5, chains.lastIndex(1));
    }

    @Test
    void shouldLetAMatchIndexBeginAnewInANewTerm()
    {
        checker.onSynced(1, 10);
        ack(1, 0, 1, 6, 6);
        cluster.store(2, 2, 0);
        cluster.elect(0, 2, 2);
        cluster.store(1, 2, -1);
        ack(1, 0, 2, 5, 5);
        assertEquals(null, cluster.violations.first());
    }

    @Test
    void shouldCatchANegativeMatchIndex()
    {
        cluster.assertViolates(Invariant.MATCH_INDEX, "matchIndex=-1", () -> ack(1, 0, 1, -1, 0));
    }
}
