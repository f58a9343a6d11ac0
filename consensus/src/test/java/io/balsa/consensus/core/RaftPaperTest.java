package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryType;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Figure 2 of the paper, a test for each sentence.
 */
class RaftPaperTest
{
    /** State: currentTerm and votedFor are stored "before responding to RPCs". */
    @Test
    void shouldHoldBackAnswersUntilTermAndVoteAreStored()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.core.onVoteRequest(1, 1, 0, 0, false);
        assertTrue(fixture.core.isTermStatePending());
        fixture.core.onTermStateStored(1, -1);
        assertTrue(fixture.core.isTermStatePending());
        fixture.core.onTermStateStored(1, 1);
        assertFalse(fixture.core.isTermStatePending());
    }

    /** State: commitIndex and lastApplied are initialised to 0. */
    @Test
    void shouldStartWithNothingCommitted()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        assertEquals(0, fixture.core.commitIndex());
        assertEquals(0, fixture.core.appliedIndex());
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    /** State: nextIndex starts at the leader's last index + 1, matchIndex at 0. */
    @Test
    void shouldStartToProbeBehindItsLastEntry()
    {
        final CoreFixture fixture = new CoreFixture(1, 1).lead();
        assertEquals(0, fixture.core.matchIndex(1));
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(2, fixture.message.prevLogIndex());
        assertEquals(1, fixture.message.prevLogTerm());
    }

    /** AppendEntries 1: reply false if term &lt; currentTerm (5.1). */
    @Test
    void shouldRefuseEntriesOfAnEarlierTerm()
    {
        final CoreFixture fixture = new CoreFixture(5);
        fixture.appendFrom(4, 1, 0, 4, 4);
        assertArrayEquals(new long[]{5}, fixture.log.terms());
        assertTrue(fixture.outbox(1).isAppendResponsePending());
        assertEquals(0, fixture.matchFor(1));
        assertEquals(-1, fixture.core.leaderId());
    }

    /** AppendEntries 2: reply false if there is no entry at prevLogIndex with prevLogTerm (5.3). */
    @Test
    void shouldRejectEntriesThatDoNotFollowItsLog()
    {
        final CoreFixture missing = new CoreFixture(1);
        missing.appendFrom(2, 0, 2, 1, 1, 2);
        assertEquals(2, missing.outbox(1).rejectedIndex());
        assertEquals(1, missing.outbox(1).hintIndex());
        final CoreFixture other = new CoreFixture(1, 1);
        other.appendFrom(3, 0, 2, 1, 2, 3);
        assertEquals(2, other.outbox(1).rejectedIndex());
        assertArrayEquals(new long[]{1, 1}, other.log.terms());
    }

    /** AppendEntries 3: delete an entry that conflicts and all that follow it (5.3). */
    @Test
    void shouldRemoveWhatConflicts()
    {
        final CoreFixture fixture = new CoreFixture(1, 2, 2, 2);
        fixture.appendFrom(3, 0, 1, 1, 3);
        assertArrayEquals(new long[]{1, 3}, fixture.log.terms());
    }

    /** AppendEntries 4: append any new entries not already in the log; what is there stays. */
    @Test
    void shouldAppendOnlyWhatIsNew()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        final long generation = fixture.log.generation();
        fixture.appendFrom(1, 0, 0, 1, 1, 1);
        assertArrayEquals(new long[]{1, 1, 1}, fixture.log.terms());
        fixture.appendFrom(1, 0, 0, 1, 1);
        assertArrayEquals(new long[]{1, 1, 1}, fixture.log.terms());
        assertEquals(generation, fixture.log.generation());
    }

    /** AppendEntries 5: commitIndex = min(leaderCommit, index of last new entry). */
    @Test
    void shouldCommitNoFurtherThanTheLastNewEntry()
    {
        final CoreFixture fixture = new CoreFixture(1, 1, 1, 1);
        fixture.appendFrom(2, 10, 0, 1, 1);
        assertEquals(2, fixture.core.commitIndex());
        fixture.core.onHeartbeat(1, 2, 4, 1);
        assertEquals(2, fixture.core.commitIndex());
    }

    /** RequestVote 1: reply false if term &lt; currentTerm (5.1). */
    @Test
    void shouldRefuseAVoteForAnEarlierTerm()
    {
        final CoreFixture fixture = new CoreFixture(5);
        fixture.core.onVoteRequest(1, 4, 9, 9, false);
        assertTrue(fixture.outbox(1).vote().isPending());
        assertFalse(fixture.outbox(1).vote().isGranted());
        assertEquals(5, fixture.core.term());
    }

    /** RequestVote 2: grant if votedFor is null or candidateId (5.2). */
    @Test
    void shouldVoteOnceInATerm()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.core.onVoteRequest(1, 1, 0, 0, false);
        assertTrue(fixture.outbox(1).vote().isGranted());
        fixture.core.onVoteRequest(2, 1, 0, 0, false);
        assertFalse(fixture.outbox(2).vote().isGranted());
        fixture.core.onVoteRequest(1, 1, 0, 0, false);
        assertTrue(fixture.outbox(1).vote().isGranted());
        assertEquals(1, fixture.core.votedFor());
    }

    /** RequestVote 2: and if the candidate's log is at least as up-to-date (5.2, 5.4.1). */
    @Test
    void shouldVoteOnlyForALogAtLeastAsUpToDate()
    {
        assertFalse(isGranted(2, 2), "shorter, same last term");
        assertFalse(isGranted(9, 1), "longer, earlier last term");
        assertTrue(isGranted(3, 2), "equal");
        assertTrue(isGranted(4, 2), "longer, same last term");
        assertTrue(isGranted(1, 3), "shorter, later last term");
    }

    /** All servers: if commitIndex &gt; lastApplied, apply in order (5.3). */
    @Test
    void shouldApplyInOrder()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.appendFrom(1, 2, 0, 1, 1);
        fixture.core.onApplied(1, 1, 8);
        fixture.core.onApplied(2, 1, 8);
        assertEquals(2, fixture.core.appliedIndex());
    }

    /** All servers: a later term in any request or response makes a follower (5.1). */
    @Test
    void shouldFollowWhenALaterTermIsSeen()
    {
        final CoreFixture byAck = new CoreFixture().lead();
        byAck.core.onAppendResponse(1, 7, 0, 0, 0, -1, 0, 0);
        assertFollowsIn(byAck, 7);
        final CoreFixture byVote = new CoreFixture();
        byVote.becomeCandidate();
        byVote.core.onVoteResponse(1, 7, 1, false, false);
        assertFollowsIn(byVote, 7);
        final CoreFixture byEntries = new CoreFixture().lead();
        byEntries.appendFrom(7, 0, 0, 7);
        assertFollowsIn(byEntries, 7);
        final CoreFixture byHeartbeat = new CoreFixture().lead();
        byHeartbeat.core.onHeartbeat(1, 7, 0, 1);
        assertFollowsIn(byHeartbeat, 7);
        final CoreFixture byRequest = new CoreFixture();
        byRequest.core.onVoteRequest(1, 7, 0, 0, false);
        assertFollowsIn(byRequest, 7);
    }

    /** Followers: stand for election when the timeout elapses without a leader or a vote granted (5.2). */
    @Test
    void shouldStandForElectionWhenNothingIsHeard()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.cycle(CoreFixture.ELECTION_MIN_NS - 1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        fixture.core.onHeartbeat(1, 1, 0, 1);
        fixture.cycle(CoreFixture.ELECTION_MIN_NS - 1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        fixture.cycle(CoreFixture.ELECTION_MAX_NS);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
    }

    /** Candidates: increment currentTerm, vote for self, reset the timer, ask all others (5.2). */
    @Test
    void shouldAskAllOthersAsACandidate()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.becomeCandidate();
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        assertEquals(1, fixture.core.term());
        assertEquals(0, fixture.core.votedFor());
        assertTrue(fixture.outbox(1).isVoteRequestPending());
        assertTrue(fixture.outbox(2).isVoteRequestPending());
        assertFalse(fixture.outbox(0).isVoteRequestPending());
    }

    /** Candidates: votes from a majority make a leader (5.2). */
    @Test
    void shouldLeadWithAMajority()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.becomeCandidate();
        fixture.core.onVoteResponse(1, 1, 1, false, true);
        assertEquals(RaftRole.LEADER, fixture.core.role());
    }

    /** Candidates: AppendEntries of a new leader makes a follower (5.2). */
    @Test
    void shouldFollowTheLeaderOfItsTermAsACandidate()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.becomeCandidate();
        fixture.core.onHeartbeat(1, 1, 0, 1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertEquals(1, fixture.core.leaderId());
        assertEquals(0, fixture.core.votedFor());
    }

    /** Candidates: if the election timeout elapses, start a new election (5.2). */
    @Test
    void shouldStandAgainWhenNobodyWins()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.becomeCandidate();
        fixture.becomeCandidate();
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        assertEquals(2, fixture.core.term());
    }

    /** Leaders: heartbeats upon election and in idle periods (5.2). */
    @Test
    void shouldSendHeartbeatsOnElectionAndWhenIdle()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        assertTrue(fixture.outbox(1).isHeartbeatPending());
        assertTrue(fixture.outbox(2).isHeartbeatPending());
        fixture.forgetOutboxes();
        fixture.cycle(CoreFixture.MS);
        assertFalse(fixture.outbox(1).isHeartbeatPending());
        fixture.cycle(20 * CoreFixture.MS);
        assertTrue(fixture.outbox(1).isHeartbeatPending());
    }

    /** Leaders: append a client's command, respond after it is applied (5.3). Only a leader takes one. */
    @Test
    void shouldAppendCommandsAsLeaderOnly()
    {
        assertEquals(RaftCore.NOT_LEADER, new CoreFixture().propose());
        final CoreFixture fixture = new CoreFixture().lead();
        assertEquals(2, fixture.propose());
        assertEquals(EntryType.NO_OP, fixture.log.headerAt(1).entryType());
        assertEquals(0, fixture.core.commitIndex());
    }

    /** Leaders: if last log index &gt;= nextIndex, send the entries from nextIndex on (5.3). */
    @Test
    void shouldSendWhatTheFollowerLacks()
    {
        final CoreFixture fixture = new CoreFixture(1, 1).lead();
        fixture.propose();
        fixture.ack(1, 2, 2);
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(2, fixture.message.prevLogIndex());
        assertEquals(4, fixture.message.lastIndex);
    }

    /** Leaders: on success update nextIndex and matchIndex (5.3). */
    @Test
    void shouldAdvanceWithAnAck()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.ack(1, 1, 1);
        assertEquals(1, fixture.core.matchIndex(1));
        assertFalse(fixture.core.nextAppend(1, fixture.message));
    }

    /** Leaders: on failure decrement nextIndex and retry (5.3), by the hint at once. */
    @Test
    void shouldGoBackAfterARejection()
    {
        final CoreFixture fixture = new CoreFixture(1, 1, 1, 1).lead();
        fixture.core.onAppendResponse(1, fixture.core.term(), 0, 0, fixture.nowNs, 4, 2, 1);
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(2, fixture.message.prevLogIndex());
    }

    /** Leaders: an N that a majority matches is committed if log[N].term == currentTerm (5.3, 5.4). */
    @Test
    void shouldCommitWithAMajorityAndOnlyInItsOwnTerm()
    {
        final CoreFixture fixture = new CoreFixture(1, 1).lead();
        fixture.ack(1, 2, 2);
        assertEquals(0, fixture.core.commitIndex());
        fixture.ack(1, 3, 3);
        assertEquals(3, fixture.core.commitIndex());
    }

    private static boolean isGranted(final long lastLogIndex, final long lastLogTerm)
    {
        final CoreFixture fixture = new CoreFixture(1, 2, 2);
        fixture.core.onVoteRequest(1, 5, lastLogIndex, lastLogTerm, false);
        return fixture.outbox(1).vote().isGranted();
    }

    private static void assertFollowsIn(final CoreFixture fixture, final long term)
    {
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertEquals(term, fixture.core.term());
    }
}
