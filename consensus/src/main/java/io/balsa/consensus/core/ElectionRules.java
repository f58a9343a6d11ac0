package io.balsa.consensus.core;

/**
 * Who leads: leader election (paper 5.2, 5.4.1) with the trial vote (thesis 9.6) and with members that stay with a live
 * leader (thesis 4.2.3).
 */
final class ElectionRules
{
    private final RaftState state;
    private final Candidacy candidacy;
    private final Membership membership;
    private final PeerOutbox[] outboxes;
    private final RoleRules roles;
    private final ElectionDeadline deadline;
    private final LeaderRules leaderRules;
    private final VoteTally tally = new VoteTally();
    private final int selfId;
    private final long stickinessNs;

    ElectionRules(
        final RaftConfig config,
        final RaftState state,
        final Candidacy candidacy,
        final Membership membership,
        final PeerOutbox[] outboxes,
        final ElectionDeadline deadline,
        final LeaderRules leaderRules)
    {
        this.state = state;
        this.candidacy = candidacy;
        this.membership = membership;
        this.outboxes = outboxes;
        this.deadline = deadline;
        this.leaderRules = leaderRules;
        this.roles = leaderRules.roles();
        this.selfId = config.memberId();
        this.stickinessNs = config.electionTimeoutMinNs();
    }

    /** Nothing heard from a leader for the election timeout: stand for election, first on trial. */
    void onTick()
    {
        if (!candidacy.mayStand())
        {
            waitForOthers();
        }
        else if (deadline.isReached(state.nowNs))
        {
            roles.becomePreCandidate();
            tally.reset();
            askForVotes();
            recordVote(membership.selfSlot(), true);
        }
    }

    void onVoteRequest(
        final int slot, final long term, final long lastLogIndex, final long lastLogTerm, final boolean isPreVote)
    {
        final int candidateId = membership.memberId(slot);
        final boolean isAllowed = candidacy.mayVoteFor(lastLogIndex, lastLogTerm);
        final boolean isLeaderAlive = isLeaderAlive(candidateId);
        if (isPreVote)
        {
            // A trial changes nothing here: no term, no vote, no timer (thesis 9.6).
            final boolean isGranted = !isLeaderAlive && isAllowed && wouldVote(candidateId, term);
            outboxes[slot].preVote().set(term, isGranted);
            return;
        }
        if (term > state.term && !isLeaderAlive)
        {
            roles.becomeFollower(term, RaftState.NULL_MEMBER);
        }
        final boolean isGranted =
            term == state.term && !isLeaderAlive && isAllowed && wouldVote(candidateId, term);
        if (isGranted)
        {
            if (state.role == RaftRole.PRE_CANDIDATE)
            {
                // It has found a candidate that is further than its own trial.
                roles.becomeFollower(term, RaftState.NULL_MEMBER);
            }
            state.votedFor = candidateId;
            deadline.restart(state.nowNs);
        }
        outboxes[slot].vote().set(term, isGranted);
    }

    void onVoteResponse(
        final int slot, final long term, final long requestTerm, final boolean isPreVote, final boolean isGranted)
    {
        if (term > state.term)
        {
            // Also from a refused trial: otherwise a member with an old term and the best log could never win.
            roles.becomeFollower(term, RaftState.NULL_MEMBER);
        }
        else if (isPreVote ?
            state.role == RaftRole.PRE_CANDIDATE && requestTerm == state.term + 1 :
            state.role == RaftRole.CANDIDATE && requestTerm == state.term)
        {
            recordVote(slot, isGranted);
        }
    }

    /** The vote for itself counts once it is durable: before that it could be given again after a crash. */
    void onTermStateStored()
    {
        if (state.role == RaftRole.CANDIDATE && !state.isTermStatePending())
        {
            recordVote(membership.selfSlot(), true);
        }
    }

    /** The member itself was away: what it knows of the leader is old, so it waits before it disturbs the others. */
    void onPause()
    {
        deadline.restart(state.nowNs);
    }

    /** Another member must lead. One that is still heard is followed on; whatever was begun here is over. */
    private void waitForOthers()
    {
        if (state.role != RaftRole.FOLLOWER || deadline.isReached(state.nowNs))
        {
            roles.becomeFollower(state.term, RaftState.NULL_MEMBER);
            deadline.restart(state.nowNs);
        }
    }

    private void recordVote(final int slot, final boolean isGranted)
    {
        tally.record(slot, isGranted);
        if (tally.grantedCount() >= membership.quorumSize())
        {
            if (state.role == RaftRole.PRE_CANDIDATE)
            {
                roles.becomeCandidate(selfId);
                tally.reset();
                askForVotes();
            }
            else
            {
                roles.becomeLeader(selfId);
                leaderRules.onElected();
            }
        }
        else if (tally.refusedCount() > membership.size() - membership.quorumSize())
        {
            roles.becomeFollower(state.term, RaftState.NULL_MEMBER);
        }
    }

    private void askForVotes()
    {
        for (int slot = 0; slot < outboxes.length; slot++)
        {
            if (slot != membership.selfSlot())
            {
                outboxes[slot].requestVote();
            }
        }
    }

    private boolean wouldVote(final int candidateId, final long term)
    {
        return term > state.term ||
            (term == state.term && (state.votedFor == RaftState.NULL_MEMBER || state.votedFor == candidateId));
    }

    /**
     * Thesis 4.2.3: as long as a leader is heard nobody else is helped into office. A request of that very leader says
     * that it is one no longer.
     */
    private boolean isLeaderAlive(final int candidateId)
    {
        if (state.role == RaftRole.LEADER)
        {
            return state.nowNs - leaderRules.quorumContactNs() < stickinessNs;
        }
        return state.leaderId != RaftState.NULL_MEMBER && state.leaderId != candidateId &&
            state.hasLeaderContact && state.nowNs - state.leaderContactNs < stickinessNs;
    }
}
