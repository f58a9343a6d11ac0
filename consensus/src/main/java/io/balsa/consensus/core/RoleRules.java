package io.balsa.consensus.core;

/**
 * The only place where term and role change (paper 5.1).
 */
final class RoleRules
{
    private final RaftState state;
    private final PeerOutbox[] outboxes;
    private final ElectionDeadline deadline;

    RoleRules(final RaftState state, final PeerOutbox[] outboxes, final ElectionDeadline deadline)
    {
        this.state = state;
        this.outboxes = outboxes;
        this.deadline = deadline;
    }

    /**
     * Follow, in the present term or a later one. A vote stands for its whole term: stepping down within a term
     * keeps it.
     */
    void becomeFollower(final long term, final int leaderId)
    {
        if (term > state.term)
        {
            enterTerm(term);
        }
        if (state.role != RaftRole.FOLLOWER)
        {
            cancelRequests();
            deadline.restart(state.nowNs);
        }
        state.role = RaftRole.FOLLOWER;
        state.leaderId = leaderId;
    }

    void becomePreCandidate()
    {
        state.role = RaftRole.PRE_CANDIDATE;
        state.leaderId = RaftState.NULL_MEMBER;
        deadline.restart(state.nowNs);
    }

    void becomeCandidate(final int selfId)
    {
        enterTerm(state.term + 1);
        state.votedFor = selfId;
        state.role = RaftRole.CANDIDATE;
        state.leaderId = RaftState.NULL_MEMBER;
        deadline.restart(state.nowNs);
    }

    void becomeLeader(final int selfId)
    {
        cancelRequests();
        state.role = RaftRole.LEADER;
        state.leaderId = selfId;
    }

    private void enterTerm(final long term)
    {
        state.term = term;
        state.votedFor = RaftState.NULL_MEMBER;
        state.verifiedIndex = 0;
        for (final PeerOutbox outbox : outboxes)
        {
            outbox.clear();
        }
    }

    private void cancelRequests()
    {
        for (final PeerOutbox outbox : outboxes)
        {
            outbox.cancelRequests();
        }
    }
}
