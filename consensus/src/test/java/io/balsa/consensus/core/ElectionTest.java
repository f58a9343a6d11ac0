package io.balsa.consensus.core;

import io.balsa.consensus.support.TestLog;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What keeps an election from going wrong: votes that do not count, requests that change nothing, and who may be asked.
 */
class ElectionTest
{
    private static final long MS = CoreFixture.MS;

    @Test
    void shouldStayACandidateWhenAnotherAsksForItsTermOrAnEarlierOne()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.becomeCandidate();
        for (long term = 0; term <= 2; term++)
        {
            fixture.core.onVoteRequest(2, term, 1, 1, false);
            assertEquals(RaftRole.CANDIDATE, fixture.core.role());
            assertFalse(fixture.outbox(2).vote().isGranted());
            assertEquals(term, fixture.outbox(2).vote().requestTerm());
        }
    }

    @Test
    void shouldRefuseATrialThatItWouldNotVoteFor()
    {
        final CoreFixture fixture = new CoreFixture(5);
        assertTrial(fixture, 4, 1, 5, false);
        assertTrial(fixture, 6, 0, 0, false);
        assertTrial(fixture, 6, 1, 5, true);
        assertTrial(fixture, 5, 1, 5, true);
        fixture.core.onVoteRequest(1, 5, 1, 5, false);
        assertTrial(fixture, 5, 1, 5, false);
        fixture.core.onHeartbeat(1, 5, 0, 1);
        assertTrial(fixture, 6, 1, 5, false);
    }

    private static void assertTrial(
        final CoreFixture fixture, final long term, final long lastIndex, final long lastTerm, final boolean isGranted)
    {
        fixture.core.onVoteRequest(2, term, lastIndex, lastTerm, true);
        assertEquals(isGranted, fixture.outbox(2).preVote().isGranted());
        assertEquals(term, fixture.outbox(2).preVote().requestTerm());
    }

    @Test
    void shouldGiveItsUnusedVoteToNobodyWhileItHearsTheLeaderOfTheTerm()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.core.onHeartbeat(1, 1, 0, 1);
        fixture.core.onVoteRequest(2, 1, 1, 1, false);
        assertFalse(fixture.outbox(2).vote().isGranted());
        fixture.core.onCycle(fixture.nowNs + CoreFixture.ELECTION_MIN_NS, 0);
        fixture.core.onVoteRequest(2, 1, 1, 1, false);
        assertTrue(fixture.outbox(2).vote().isGranted());
        assertEquals(1, fixture.core.leaderId(), "the term has had its leader");
    }

    @Test
    void shouldEndItsOwnTrialWhenItVotes()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
        fixture.core.onVoteRequest(2, 1, 1, 1, false);
        assertTrue(fixture.outbox(2).vote().isGranted());
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        fixture.core.onVoteResponse(1, 1, 2, true, true);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    @Test
    void shouldWaitAnewOnceItHasVoted()
    {
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).electionTimeoutNs(150 * MS, 151 * MS), new TestLog(), 0, -1);
        fixture.cycle(149 * MS);
        fixture.core.onVoteRequest(2, 1, 0, 0, false);
        assertTrue(fixture.outbox(2).vote().isGranted());
        fixture.cycle(149 * MS);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        fixture.cycle(2 * MS);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
    }

    @Test
    void shouldNotWaitAnewForAVoteItRefuses()
    {
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).electionTimeoutNs(150 * MS, 151 * MS), CoreFixture.logOf(1), 1, -1);
        fixture.cycle(149 * MS);
        fixture.core.onVoteRequest(2, 2, 0, 0, false);
        fixture.cycle(2 * MS);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
    }

    /** Votes that come when the election is over: another leads, or this member already does. */
    @Test
    void shouldCountNoVoteOutsideItsElection()
    {
        final CoreFixture trial = new CoreFixture(1);
        trial.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        trial.core.onHeartbeat(2, 1, 0, 1);
        trial.core.onVoteResponse(1, 1, 2, true, true);
        assertEquals(RaftRole.FOLLOWER, trial.core.role());

        final CoreFixture candidate = new CoreFixture();
        candidate.becomeCandidate();
        candidate.core.onHeartbeat(2, 1, 0, 1);
        candidate.core.onVoteResponse(1, 1, 1, false, true);
        assertEquals(RaftRole.FOLLOWER, candidate.core.role());

        final CoreFixture leader = new CoreFixture().lead();
        leader.forgetOutboxes();
        leader.core.onVoteResponse(2, 1, 1, false, true);
        leader.core.onVoteResponse(2, 1, 2, true, true);
        assertEquals(1, leader.log.lastIndex());
        assertFalse(leader.outbox(1).isHeartbeatPending());
    }

    /** A trial's late answer is none for the election that follows it, nor the other way round. */
    @Test
    void shouldNotTakeTrialsAndVotesForEachOther()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        fixture.core.onVoteResponse(1, 0, 1, false, true);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
        fixture.core.onVoteResponse(1, 0, 0, true, true);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role(), "an earlier trial");
        fixture.core.onVoteResponse(1, 0, 1, true, true);
        fixture.settle();
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        fixture.core.onVoteResponse(2, 1, 1, true, true);
        fixture.core.onVoteResponse(2, 1, 2, true, true);
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
    }

    /** The vote for itself is stored when the election is already decided for another. */
    @Test
    void shouldNotCountItsOwnVoteWhenItNoLongerStands()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        fixture.core.onVoteResponse(1, 0, 1, true, true);
        fixture.core.onVoteResponse(1, 1, 1, false, true);
        fixture.core.onHeartbeat(2, 1, 0, 1);
        fixture.core.onTermStateStored(1, 0);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertEquals(2, fixture.core.leaderId());
    }

    @Test
    void shouldGiveUpWhenItCanNoLongerWin()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        fixture.core.onVoteResponse(1, 0, 1, true, false);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
        fixture.core.onVoteResponse(2, 0, 1, true, false);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertFalse(fixture.outbox(1).isVoteRequestPending());
    }

    /** To the nanosecond: before, its quorum is alive; from then on it is not. */
    @Test
    void shouldHelpAnotherOnceItsOwnQuorumIsSilent()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.core.onCycle(fixture.nowNs + CoreFixture.ELECTION_MIN_NS - 1, 0);
        fixture.core.onVoteRequest(2, 2, 1, 1, false);
        assertEquals(RaftRole.LEADER, fixture.core.role());
        assertFalse(fixture.outbox(2).vote().isGranted());
        fixture.core.onCycle(fixture.nowNs + CoreFixture.ELECTION_MIN_NS, 0);
        fixture.core.onVoteRequest(2, 2, 1, 1, false);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertTrue(fixture.outbox(2).vote().isGranted());
    }

    /** A leader of a term that is over keeps nobody out of the next one, however lately it was heard. */
    @Test
    void shouldNotStayWithTheLeaderOfAFormerTerm()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.core.onHeartbeat(1, 1, 0, 1);
        fixture.core.onVoteRequest(2, 2, 0, 0, false);
        assertEquals(1, fixture.core.term());
        fixture.core.onVoteResponse(2, 2, 1, true, false);
        assertEquals(2, fixture.core.term());
        fixture.core.onVoteRequest(2, 2, 0, 0, false);
        assertTrue(fixture.outbox(2).vote().isGranted());
    }

    /** What was to be said in an earlier term is not said in a later one. */
    @Test
    void shouldForgetWithItsTermWhatItHadToSay()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.core.onVoteRequest(1, 2, 0, 0, false);
        fixture.core.onHeartbeat(1, 2, 0, 1);
        assertTrue(fixture.outbox(1).vote().isPending());
        fixture.core.onVoteResponse(2, 3, 1, true, false);
        assertFalse(fixture.outbox(1).vote().isPending());
        assertFalse(fixture.outbox(1).isAppendResponsePending());
        assertEquals(0, fixture.outbox(1).leaderTimeNs());
    }

    @Test
    void shouldAskForNoMoreVotesOnceItLeads()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.becomeCandidate();
        assertTrue(fixture.outbox(2).isVoteRequestPending());
        fixture.core.onVoteResponse(1, 1, 1, false, true);
        assertEquals(RaftRole.LEADER, fixture.core.role());
        assertFalse(fixture.outbox(2).isVoteRequestPending());
        assertTrue(fixture.outbox(2).isHeartbeatPending());
    }

    @Test
    void shouldWaitBeforeItStandsAgainWhenItHasGivenUp()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        fixture.cycle(CoreFixture.ELECTION_MIN_NS - 1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    /** The end of an earlier write says nothing of the vote that is still being written. */
    @Test
    void shouldNotCountItsOwnVoteForTheWriteOfAnEarlierTerm()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        fixture.core.onVoteResponse(1, 0, 1, true, true);
        fixture.core.onTermStateStored(0, -1);
        fixture.core.onVoteResponse(1, 1, 1, false, true);
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        fixture.core.onTermStateStored(1, 0);
        assertEquals(RaftRole.LEADER, fixture.core.role());
    }

    @Test
    void shouldAskForLifeAtOnceAfterItsOwnPause()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.forgetOutboxes();
        fixture.core.onPause();
        assertTrue(fixture.outbox(1).isHeartbeatPending());
        assertTrue(fixture.outbox(2).isHeartbeatPending());
        assertFalse(fixture.outbox(0).isHeartbeatPending());
    }
}
