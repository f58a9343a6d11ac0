package io.balsa.simulation.check;

import io.balsa.consensus.core.RaftRole;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ObservabilityTest
{
    private final Violations violations = new Violations();
    private final Observability observability = new Observability(violations, 2);

    private void show(final RaftRole role, final long term, final long commitIndex, final long appliedIndex)
    {
        observability.onShown(1, role, term, commitIndex, appliedIndex);
    }

    private void assertCaught(
        final String text, final RaftRole role, final long term, final long commitIndex, final long appliedIndex)
    {
        CheckedCluster.assertViolates(
            violations, Invariant.OBSERVABILITY, text, () -> show(role, term, commitIndex, appliedIndex));
    }

    @Test
    void shouldAcceptWhatAgrees()
    {
        observability.onSent(1, 3);
        observability.onVoteRequest(1, true);
        show(RaftRole.PRE_CANDIDATE, 3, 0, 0);
        observability.onSent(1, 4);
        observability.onVoteRequest(1, false);
        show(RaftRole.CANDIDATE, 4, 0, 0);
        observability.onSent(1, 4);
        observability.onLeaderMessage(1, 7);
        observability.onLeaderMessage(1, 6);
        observability.onReply(1, 6);
        show(RaftRole.LEADER, 4, 7, 6);
        show(RaftRole.FOLLOWER, 5, 7, 7);
        assertEquals(null, violations.first());
    }

    @Test
    void shouldCatchAnotherTerm()
    {
        observability.onSent(1, 3);
        assertCaught("member=1 shows term=4 and sent term=3", RaftRole.FOLLOWER, 4, 0, 0);
    }

    @Test
    void shouldCatchALeaderThatShowsAnotherRole()
    {
        observability.onLeaderMessage(1, 0);
        assertCaught("role=FOLLOWER and sent as the leader", RaftRole.FOLLOWER, 4, 0, 0);
    }

    @Test
    void shouldCatchACandidateThatShowsAnotherRole()
    {
        observability.onVoteRequest(1, false);
        assertCaught("role=FOLLOWER and asked for votes", RaftRole.FOLLOWER, 4, 0, 0);
    }

    @Test
    void shouldCatchAPreCandidateThatShowsAnotherRole()
    {
        observability.onVoteRequest(1, true);
        assertCaught("role=CANDIDATE and asked for trial votes", RaftRole.CANDIDATE, 4, 0, 0);
    }

    @Test
    void shouldCatchAnOldCommitIndex()
    {
        observability.onLeaderMessage(1, 8);
        assertCaught("commitIndex=7 and sent commitIndex=8", RaftRole.LEADER, 4, 7, 0);
    }

    @Test
    void shouldCatchAnOldAppliedIndex()
    {
        observability.onReply(1, 8);
        assertCaught("appliedIndex=7 and told a client of index=8", RaftRole.LEADER, 4, 8, 7);
    }

    @Test
    void shouldForgetWhatAFormerLifeSaid()
    {
        observability.onSent(1, 3);
        observability.onLeaderMessage(1, 8);
        observability.onStarted(1);
        show(RaftRole.FOLLOWER, 4, 0, 0);
        assertEquals(null, violations.first());
    }
}
