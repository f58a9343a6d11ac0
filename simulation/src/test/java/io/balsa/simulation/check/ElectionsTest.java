package io.balsa.simulation.check;

import io.balsa.consensus.core.RaftRole;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ElectionsTest
{
    private final CheckedCluster cluster = new CheckedCluster();
    private final SafetyChecker checker = cluster.checker;
    private final Elections elections = checker.elections();

    @Test
    void shouldKnowWhoLeads()
    {
        cluster.elect(0, 1, 1);
        checker.onLeaderMessageSent(0, 1, 0);
        cluster.elect(2, 1, 3);
        assertEquals(0, elections.leaderOf(1));
        assertEquals(-1, elections.leaderOf(2));
        assertEquals(2, elections.leaderOf(3));
    }

    @Test
    void shouldCatchTwoLeadersOfATerm()
    {
        cluster.elect(0, 1, 1);
        cluster.store(2, 1, 2);
        cluster.assertViolates(Invariant.ELECTION_SAFETY, "member=2 and member=0 both lead term=1",
            () -> checker.onLeaderMessageSent(2, 1, 0));
    }

    @Test
    void shouldCatchASecondLeaderLongAfter()
    {
        cluster.elect(0, 1, 1);
        cluster.elect(1, 0, 2);
        cluster.assertViolates(Invariant.ELECTION_SAFETY, "member=2 and member=0 both lead term=1",
            () -> elections.onShown(2, 1, true));
    }

    @Test
    void shouldCatchALeaderThatLeadsItsTermAgainAfterARestart()
    {
        cluster.elect(0, 1, 1);
        elections.onStarted(0, 1, 0);
        cluster.assertViolates(Invariant.ELECTION_SAFETY, "member=0 leads term=1 again",
            () -> checker.onLeaderMessageSent(0, 1, 0));
    }

    @Test
    void shouldCatchALeaderWithoutVotes()
    {
        cluster.store(0, 1, 0);
        checker.onVoteRequestSent(0, 1, false);
        cluster.store(1, 1, 2);
        checker.onVoteResponseSent(1, 2, 1, 1, false, true);
        checker.onVoteResponseSent(1, 0, 1, 2, true, true);
        cluster.assertViolates(Invariant.ELECTION_SAFETY, "member=0 leads term=1 with 1 votes of 2",
            () -> checker.onLeaderMessageSent(0, 1, 0));
    }

    @Test
    void shouldCatchATermThatIsNotStored()
    {
        cluster.store(0, 4, -1);
        checker.onVoteRequestSent(0, 5, true);
        cluster.assertViolates(Invariant.DURABLE_BEFORE_SENT, "sent term=5 while its disk has term=4",
            () -> checker.onVoteResponseSent(0, 1, 5, 5, false, false));
    }

    @Test
    void shouldCatchAVoteThatIsNotStored()
    {
        cluster.store(0, 5, -1);
        cluster.assertViolates(Invariant.DURABLE_BEFORE_SENT, "vote of member=0 for 1 in term=5",
            () -> checker.onVoteResponseSent(0, 1, 5, 5, false, true));
    }

    @Test
    void shouldCatchACandidacyWithoutItsOwnVote()
    {
        cluster.store(0, 5, 2);
        cluster.assertViolates(Invariant.DURABLE_BEFORE_SENT, "votedFor=2",
            () -> checker.onVoteRequestSent(0, 5, false));
    }

    @Test
    void shouldCatchASecondVoteInATerm()
    {
        cluster.store(0, 5, 1);
        checker.onVoteResponseSent(0, 1, 5, 5, false, true);
        checker.onVoteResponseSent(0, 1, 5, 5, false, true);
        cluster.store(0, 5, 2);
        cluster.assertViolates(Invariant.TERM_AND_VOTE, "member=0 voted for 2 in term=5 after it had voted for 1",
            () -> checker.onVoteResponseSent(0, 2, 5, 5, false, true));
    }

    @Test
    void shouldCatchAVoteForgottenOverARestart()
    {
        cluster.store(0, 5, 1);
        checker.onVoteResponseSent(0, 1, 5, 5, false, true);
        elections.onStarted(0, 5, 1);
        cluster.assertViolates(Invariant.TERM_AND_VOTE, "restarted in term=5 with votedFor=-1",
            () -> elections.onStarted(0, 5, -1));
    }

    @Test
    void shouldCatchATermForgottenOverARestart()
    {
        cluster.store(0, 5, -1);
        checker.onVoteResponseSent(0, 1, 5, 5, false, false);
        cluster.assertViolates(Invariant.TERM_AND_VOTE, "restarted in term=4 after it had sent term=5",
            () -> elections.onStarted(0, 4, -1));
    }

    @Test
    void shouldCatchTermsThatFall()
    {
        cluster.store(0, 5, -1);
        elections.onSent(0, 5);
        cluster.assertViolates(
            Invariant.TERM_AND_VOTE, "sent term=4 after term=5", () -> elections.onSent(0, 4));
    }

    @Test
    void shouldCatchAShownTermThatFalls()
    {
        elections.onShown(0, 5, false);
        cluster.assertViolates(
            Invariant.TERM_AND_VOTE, "has term=4 after term=5", () -> elections.onShown(0, 4, false));
    }

    @Test
    void shouldLetATermThatNeverLeftBeLost()
    {
        elections.onShown(0, 5, false);
        elections.onStarted(0, 4, -1);
        elections.onShown(0, 4, false);
        assertEquals(null, cluster.violations.first());
    }

    @Test
    void shouldMarkHowLeadershipEnds()
    {
        cluster.elect(0, 1, 1);
        checker.onShown(0, RaftRole.LEADER, 1, 0, 0);
        checker.onShown(0, RaftRole.FOLLOWER, 1, 0, 0);
        checker.onShown(0, RaftRole.FOLLOWER, 2, 0, 0);
        assertEquals(1, cluster.marks.count(Mark.CHECK_QUORUM_STEP_DOWN));
        assertEquals(0, cluster.marks.count(Mark.LEADER_DEPOSED_BY_HIGHER_TERM));
        cluster.elect(1, 2, 2);
        checker.onShown(1, RaftRole.LEADER, 2, 0, 0);
        checker.onShown(1, RaftRole.FOLLOWER, 3, 0, 0);
        assertEquals(1, cluster.marks.count(Mark.LEADER_DEPOSED_BY_HIGHER_TERM));
    }

    @Test
    void shouldMarkASplitVoteAndRefusals()
    {
        cluster.store(0, 1, 0);
        checker.onVoteRequestSent(0, 1, false);
        checker.onVoteRequestSent(0, 1, false);
        assertEquals(0, cluster.marks.count(Mark.VOTE_SPLIT));
        cluster.store(1, 1, 1);
        checker.onVoteRequestSent(1, 1, false);
        assertEquals(1, cluster.marks.count(Mark.VOTE_SPLIT));
        checker.onVoteResponseSent(1, 0, 1, 1, false, false);
        checker.onVoteResponseSent(1, 0, 1, 2, true, false);
        assertEquals(1, cluster.marks.count(Mark.VOTE_REFUSED));
        assertEquals(1, cluster.marks.count(Mark.PRE_VOTE_REFUSED));
    }

    @Test
    void shouldMarkASplitVoteOfOneTermOnly()
    {
        cluster.elect(0, 2, 1);
        cluster.elect(1, 2, 2);
        assertEquals(0, cluster.marks.count(Mark.VOTE_SPLIT));
        cluster.store(0, 1, 0);
        elections.onVote(0, 1, 0);
        cluster.store(0, 2, 0);
        elections.onVote(0, 2, 0);
        assertEquals(1, cluster.marks.count(Mark.VOTE_SPLIT));
    }

    @Test
    void shouldLetAVoteThatNeverLeftBeFoundAgain()
    {
        elections.onStarted(0, 5, 2);
        assertEquals(null, cluster.violations.first());
    }

    @Test
    void shouldCatchAVoteForAnEarlierTermThanTheStoredOne()
    {
        cluster.store(0, 6, 1);
        cluster.assertViolates(Invariant.DURABLE_BEFORE_SENT, "for 1 in term=5 while its disk has term=6",
            () -> checker.onVoteResponseSent(0, 1, 6, 5, false, true));
    }

    @Test
    void shouldNotTakeARestartForTheEndOfLeadership()
    {
        cluster.elect(0, 1, 1);
        checker.onShown(0, RaftRole.LEADER, 1, 0, 0);
        checker.onStarted(0, 1, 0);
        checker.onShown(0, RaftRole.FOLLOWER, 1, 0, 0);
        assertEquals(0, cluster.marks.count(Mark.CHECK_QUORUM_STEP_DOWN));
    }
}
