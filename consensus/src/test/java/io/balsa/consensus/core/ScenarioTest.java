package io.balsa.consensus.core;

import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Ways in which Rafts went wrong, each as one step by step test of one core.
 */
class ScenarioTest
{
    private static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    /** Term and vote are one record: a crash never leaves the term without the vote, so there is no second one. */
    @Test
    void shouldNotVoteAgainInTheTermOfAVoteThatSurvivedACrash()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(3), new TestLog(), 3, 1);
        fixture.core.onVoteRequest(2, 3, 9, 3, false);
        assertFalse(fixture.outbox(2).vote().isGranted());
    }

    /** A candidate does not stand before its own term and vote are durable. */
    @Test
    void shouldNotCountItsOwnVoteBeforeItIsStored()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(1), new TestLog(), 0, -1);
        fixture.core.onCycle(CoreFixture.ELECTION_MAX_NS, 0);
        fixture.core.onTick();
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        assertTrue(fixture.core.isTermStatePending());
        fixture.core.onTermStateStored(1, 0);
        assertEquals(RaftRole.LEADER, fixture.core.role());
    }

    /** A vote stands for its whole term: stepping down within it does not clear it. */
    @Test
    void shouldKeepItsVoteWhenItStepsDownWithinTheTerm()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.becomeCandidate();
        fixture.core.onHeartbeat(1, 1, 0, 1);
        assertEquals(0, fixture.core.votedFor());
        fixture.core.onVoteRequest(2, 1, 9, 9, false);
        assertFalse(fixture.outbox(2).vote().isGranted());
    }

    /** A vote counts only in the election in which it was asked for. */
    @Test
    void shouldNotCountAVoteOfAnEarlierElection()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.becomeCandidate();
        fixture.becomeCandidate();
        fixture.core.onVoteResponse(1, 1, 1, false, true);
        fixture.core.onVoteResponse(2, 2, 1, false, true);
        fixture.core.onVoteResponse(2, 2, 3, true, true);
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
    }

    /** A member has one vote, however often its answer arrives. */
    @Test
    void shouldNotCountAVoteTwice()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(5), new TestLog(), 0, -1);
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        fixture.core.onVoteResponse(1, 0, 1, true, true);
        fixture.core.onVoteResponse(1, 0, 1, true, true);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
        fixture.core.onVoteResponse(2, 0, 1, true, true);
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
    }

    /** A vote is decided on the log as it is now, not as far as it is durable. */
    @Test
    void shouldJudgeACandidateByEntriesAppendedAMomentAgo()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.log.autoSync(false);
        fixture.appendFrom(1, 0, 0, 1, 1);
        fixture.nowNs += CoreFixture.ELECTION_MAX_NS;
        fixture.core.onCycle(fixture.nowNs, 0);
        fixture.core.onVoteRequest(2, 2, 1, 1, false);
        assertFalse(fixture.outbox(2).vote().isGranted());
    }

    /** A trial vote changes no term, no vote and no timer. */
    @Test
    void shouldChangeNothingForATrialVote()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.core.onVoteRequest(2, 9, 9, 9, true);
        assertTrue(fixture.outbox(2).preVote().isGranted());
        assertEquals(1, fixture.core.term());
        assertEquals(-1, fixture.core.votedFor());
        assertFalse(fixture.core.isTermStatePending());
        // The timer goes on too: what was due is due.
        fixture.nowNs += CoreFixture.ELECTION_MAX_NS;
        fixture.core.onCycle(fixture.nowNs, 0);
        fixture.core.onVoteRequest(2, 9, 9, 9, true);
        fixture.core.onTick();
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
    }

    /** Members that stay with a live leader do not refuse that very leader. */
    @Test
    void shouldHelpTheLeaderItselfIntoOfficeAgain()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.core.onHeartbeat(1, 1, 0, 1);
        fixture.core.onVoteRequest(1, 2, 0, 0, true);
        assertTrue(fixture.outbox(1).preVote().isGranted());
        fixture.core.onVoteRequest(1, 2, 0, 0, false);
        assertTrue(fixture.outbox(1).vote().isGranted());
    }

    /** While a leader is heard nobody else gets a vote; after the shortest election timeout they do. */
    @Test
    void shouldStayWithALiveLeaderAndLeaveOneThatIsSilent()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.core.onHeartbeat(1, 1, 0, 1);
        fixture.core.onVoteRequest(2, 7, 9, 9, true);
        assertFalse(fixture.outbox(2).preVote().isGranted());
        fixture.core.onVoteRequest(2, 7, 9, 9, false);
        assertFalse(fixture.outbox(2).vote().isGranted());
        assertEquals(1, fixture.core.term());
        fixture.nowNs += CoreFixture.ELECTION_MIN_NS;
        fixture.core.onCycle(fixture.nowNs, 0);
        fixture.core.onVoteRequest(2, 7, 9, 9, false);
        assertTrue(fixture.outbox(2).vote().isGranted());
    }

    /** A refused trial still teaches the later term, or a member with an old term could never win. */
    @Test
    void shouldLearnALaterTermFromARefusedTrial()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        fixture.core.onVoteResponse(1, 8, 1, true, false);
        assertEquals(8, fixture.core.term());
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    /** A member of a later term answers the leader of an earlier one, which frees both. */
    @Test
    void shouldFreeAMemberOfALaterTermThroughItsAnswer()
    {
        final CoreFixture later = new CoreFixture(CoreFixture.config(3), new TestLog(), 9, -1);
        later.core.onHeartbeat(1, 5, 0, 1);
        assertTrue(later.outbox(1).isAppendResponsePending());
        final CoreFixture leader = new CoreFixture().lead();
        leader.core.onAppendResponse(1, 9, 0, 0, 0, -1, 0, 0);
        assertEquals(9, leader.core.term());
        assertEquals(RaftRole.FOLLOWER, leader.core.role());
    }

    /** A leader that a quorum follows is not deposed by a request of a later term. */
    @Test
    void shouldNotDeposeAHealthyLeaderForACandidateOfALaterTerm()
    {
        final CoreFixture leader = new CoreFixture().lead();
        leader.ack(1, 1, 1);
        leader.core.onVoteRequest(2, 50, 99, 49, false);
        assertEquals(RaftRole.LEADER, leader.core.role());
        assertEquals(1, leader.core.term());
        assertFalse(leader.outbox(2).vote().isGranted());
    }

    /** Two leaders of one term are never followed in silence: the member stops. */
    @Test
    void shouldStopWhenTwoLeadersClaimOneTerm()
    {
        final CoreFixture follower = new CoreFixture();
        follower.core.onHeartbeat(1, 1, 0, 1);
        assertThrows(InvariantViolation.class, () -> follower.core.onHeartbeat(2, 1, 0, 1));
        final CoreFixture leader = new CoreFixture().lead();
        assertThrows(InvariantViolation.class, () -> leader.core.onHeartbeat(2, 1, 0, 1));
    }

    /** Figure 8: an entry of an earlier term is committed only by one of this term that follows it. */
    @Test
    void shouldNotCommitAnEntryOfAnEarlierTermByCounting()
    {
        final CoreFixture leader = new CoreFixture(1, 2).lead();
        leader.ack(1, 2, 2);
        leader.ack(2, 2, 2);
        assertEquals(0, leader.core.commitIndex());
        leader.ack(2, 3, 3);
        assertEquals(3, leader.core.commitIndex());
    }

    /** Nothing is committed beyond what was compared with the leader, whatever the commit index says. */
    @Test
    void shouldNotCommitUnverifiedEntriesOnAHeartbeat()
    {
        final CoreFixture fixture = new CoreFixture(1, 1, 1);
        fixture.core.onHeartbeat(1, 2, 3, 1);
        assertEquals(0, fixture.core.commitIndex());
        fixture.append(1, 2, 1, 1, 3, NOTHING);
        assertEquals(1, fixture.core.commitIndex());
    }

    /** A commit index beyond a tail that was lost is no error, and commits only what is there. */
    @Test
    void shouldSurviveACommitIndexBeyondALostTail()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.core.onHeartbeat(1, 1, 100, 1);
        fixture.append(1, 1, 1, 1, 100, NOTHING);
        assertEquals(1, fixture.core.commitIndex());
    }

    /** An old or repeated message whose entries match removes nothing and is answered with success. */
    @Test
    void shouldKeepTheSuffixWhenAnOldMessageComesAgain()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.appendFrom(1, 0, 0, 1, 1, 1);
        fixture.settle();
        fixture.outbox(1).onAppendResponseSent();
        fixture.appendFrom(1, 0, 0, 1);
        assertArrayEquals(new long[]{1, 1, 1}, fixture.log.terms());
        assertTrue(fixture.outbox(1).isAppendResponsePending());
        assertEquals(-1, fixture.outbox(1).rejectedIndex());
        assertEquals(3, fixture.matchFor(1));
    }

    /** An ack names the last index that was compared, never the own last index. */
    @Test
    void shouldAckWhatWasVerifiedAndNotItsOwnLastIndex()
    {
        final CoreFixture fixture = new CoreFixture(1, 1, 1);
        fixture.append(1, 2, 1, 1, 0, NOTHING);
        assertEquals(1, fixture.matchFor(1));
        assertEquals(0, fixture.matchFor(2));
    }

    /** A late ack or rejection never moves the match index back, nor the commit index. */
    @Test
    void shouldNotGoBackForALateAckOrRejection()
    {
        final CoreFixture leader = new CoreFixture(1, 1).lead();
        leader.ack(1, 3, 3);
        leader.ack(1, 2, 2);
        assertEquals(3, leader.core.matchIndex(1));
        leader.core.onAppendResponse(1, leader.core.term(), 0, 0, leader.nowNs, 2, 1, 1);
        assertEquals(3, leader.core.matchIndex(1));
        assertEquals(3, leader.core.commitIndex());
    }

    /** The sync of entries that were overwritten meanwhile does not make the new ones durable. */
    @Test
    void shouldNotTakeTheSyncOfOverwrittenEntriesForThatOfTheNewOnes()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.log.autoSync(false);
        fixture.appendFrom(1, 0, 1, 1, 1, 1);
        fixture.log.requestSync();
        fixture.append(2, 2, 1, 1, 0, CoreFixture.logOf(1, 2, 2).frames(2, 3));
        fixture.log.completeSync();
        fixture.core.onLogSynced(fixture.log.syncedIndex());
        assertEquals(1, fixture.matchFor(2));
        fixture.log.requestSync();
        fixture.log.completeSync();
        fixture.core.onLogSynced(fixture.log.syncedIndex());
        assertEquals(3, fixture.matchFor(2));
    }

    /** A leader that was deposed commits nothing with acks that arrive later. */
    @Test
    void shouldNotCommitWithAcksThatCameAfterItWasDeposed()
    {
        final CoreFixture leader = new CoreFixture().lead();
        leader.core.onHeartbeat(2, 5, 0, 1);
        leader.core.onAppendResponse(1, 1, 1, 1, leader.nowNs, -1, 0, 0);
        assertEquals(0, leader.core.commitIndex());
    }

    /** The leader counts itself when its own sync is done, not before; its disk is a vote and no veto. */
    @Test
    void shouldCommitByFollowersAloneAndCountItselfOnlyWhenDurable()
    {
        final CoreFixture slow = new CoreFixture();
        slow.log.autoSync(false);
        slow.lead();
        slow.ack(1, 1, 1);
        assertEquals(0, slow.core.commitIndex(), "own copy is not durable");
        slow.ack(2, 1, 1);
        assertEquals(1, slow.core.commitIndex(), "one vote, no veto");
        final CoreFixture late = new CoreFixture();
        late.log.autoSync(false);
        late.lead();
        late.ack(1, 1, 1);
        late.log.completeSync();
        late.core.onLogSynced(late.log.syncedIndex());
        late.log.completeSync();
        late.core.onLogSynced(late.log.syncedIndex());
        assertEquals(1, late.core.commitIndex(), "its own sync commits without a new write");
    }

    /** A repeated message does not turn what is not durable into an ack. */
    @Test
    void shouldNotAckARepeatedMessageBeforeItsOwnSync()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.log.autoSync(false);
        fixture.appendFrom(1, 0, 0, 1, 1);
        assertFalse(fixture.outbox(1).isAppendResponsePending());
        fixture.appendFrom(1, 0, 0, 1, 1);
        assertEquals(0, fixture.matchFor(1));
        assertEquals(2, fixture.core.appendedIndexFor(1));
    }

    /** Neither do messages without entries, of which only the first has anything to compare. */
    @Test
    void shouldNotAckAnEmptyMessageOrAHeartbeatBeforeItsOwnSync()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.log.autoSync(false);
        fixture.appendFrom(1, 0, 0, 1, 1);
        fixture.log.requestSync();
        fixture.appendFrom(1, 0, 2, 1, 1);
        fixture.core.onHeartbeat(1, 1, 2, 1);
        assertEquals(0, fixture.matchFor(1));
        assertEquals(2, fixture.core.appendedIndexFor(1));
        fixture.log.completeSync();
        fixture.core.onLogSynced(fixture.log.syncedIndex());
        assertEquals(2, fixture.matchFor(1));
    }

    /** Logs that diverge over many terms agree after at most one rejection for each term, not for each entry. */
    @ParameterizedTest
    @CsvSource({"60,80", "80,60", "300,20", "20,300"})
    void shouldAgreeAfterOneRejectionForEachTermThatDiffers(final int leaderEntries, final int followerEntries)
    {
        final long[] leaderTerms = {1, 3, 5, 7, 9, 11};
        final long[] followerTerms = {1, 2, 4, 6, 8, 10};
        final CorePair pair = new CorePair(
            new CoreFixture(terms(leaderEntries, leaderTerms)).lead(),
            new CoreFixture(terms(followerEntries, followerTerms)));
        pair.exchange();
        assertArrayEquals(pair.leader.log.terms(), pair.follower.log.terms());
        assertTrue(pair.rejectionCount >= 1 && pair.rejectionCount <= leaderTerms.length,
            "rejectionCount=" + pair.rejectionCount);
        final int entriesPerMessage = RaftConfig.Builder.APPEND_LENGTH_MAX_DEFAULT / 72;
        assertTrue(pair.messageCount <= pair.rejectionCount + leaderEntries / entriesPerMessage + 3,
            "messageCount=" + pair.messageCount);
    }

    /** After a restart nothing of the own tail is committed before a leader has compared it. */
    @Test
    void shouldNotApplyItsOwnTailAfterARestart()
    {
        final CoreFixture fixture = new CoreFixture(1, 1, 1);
        assertEquals(0, fixture.core.commitIndex());
        fixture.core.onHeartbeat(1, 1, 3, 1);
        assertEquals(0, fixture.core.commitIndex());
    }

    /** What was known to be committed is so after a restart too, as far as the log still has it. */
    @Test
    void shouldBeginWithWhatItKnewToBeCommitted()
    {
        final TestLog log = CoreFixture.logOf(1, 1, 1, 1);
        log.committed(3);
        log.recover();
        assertEquals(3, new CoreFixture(CoreFixture.config(3), log, 1, -1).core.commitIndex());
        log.truncateSuffix(3);
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(3), log, 1, -1);
        assertEquals(2, fixture.core.commitIndex());
        fixture.core.onHeartbeat(1, 1, 1, 1);
        assertEquals(2, fixture.core.commitIndex(), "it never goes back");
        fixture.core.onApplied(1, 1, 8);
        assertThrows(InvariantViolation.class, () -> fixture.appendFrom(2, 0, 0, 2, 2), "what is committed stays");
    }

    /** A cluster of one commits after its sync and not before. */
    @Test
    void shouldCommitAloneOnlyAfterItsSync()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(1), new TestLog(), 0, -1);
        fixture.log.autoSync(false);
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        assertEquals(RaftRole.LEADER, fixture.core.role());
        assertEquals(0, fixture.core.commitIndex());
        fixture.log.completeSync();
        fixture.core.onLogSynced(fixture.log.syncedIndex());
        assertEquals(1, fixture.core.commitIndex());
    }

    /** A conflict is believed only from a frame whose checksum holds. */
    @Test
    void shouldNotRemoveAnythingForADamagedFrame()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        final UnsafeBuffer frames = CoreFixture.logOf(1, 3).frames(2, 2);
        frames.putByte(frames.capacity() - 8, (byte)77);
        fixture.append(1, 3, 1, 1, 0, frames);
        assertArrayEquals(new long[]{1, 1}, fixture.log.terms());
        assertEquals(1, fixture.core.malformedCount());
    }

    /** What is committed is never removed: a leader that asks for it stops the member. */
    @Test
    void shouldStopRatherThanRemoveWhatIsCommitted()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.appendFrom(1, 2, 0, 1, 1);
        assertThrows(InvariantViolation.class, () -> fixture.appendFrom(2, 0, 1, 1, 2));
    }

    private static long[] terms(final int count, final long... terms)
    {
        final long[] result = new long[count];
        for (int i = 0; i < count; i++)
        {
            result[i] = terms[i * terms.length / count];
        }
        Arrays.sort(result);
        return result;
    }
}
