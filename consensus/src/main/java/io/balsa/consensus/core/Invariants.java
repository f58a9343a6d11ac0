package io.balsa.consensus.core;

import io.balsa.consensus.port.RaftLog;

/**
 * What must hold after every input. Cheap comparisons, always on: a member that breaks one of them stops before it
 * can do harm (paper, figure 3).
 */
final class Invariants
{
    private final RaftState state;
    private final RaftLog log;
    private final Fence fence;
    private long lastTerm;
    private int lastVotedFor;
    private long lastCommitIndex;
    private long lastAppliedIndex;

    Invariants(final RaftState state, final RaftLog log, final Fence fence)
    {
        this.state = state;
        this.log = log;
        this.fence = fence;
        this.lastTerm = state.term;
        this.lastVotedFor = state.votedFor;
    }

    void check()
    {
        final long lastIndex = log.lastIndex();
        if (state.commitIndex > lastIndex || state.appliedIndex > state.commitIndex ||
            state.durableIndex > lastIndex || state.verifiedIndex > lastIndex)
        {
            fail("indexes out of order");
        }
        if (state.commitIndex < lastCommitIndex || state.appliedIndex < lastAppliedIndex || state.term < lastTerm)
        {
            fail("went backwards: lastCommitIndex=" + lastCommitIndex + " lastAppliedIndex=" + lastAppliedIndex +
                " lastTerm=" + lastTerm);
        }
        if (state.term == lastTerm && state.votedFor != lastVotedFor && lastVotedFor != RaftState.NULL_MEMBER)
        {
            fail("second vote in a term: lastVotedFor=" + lastVotedFor);
        }
        checkFence();
        lastTerm = state.term;
        lastVotedFor = state.votedFor;
        lastCommitIndex = state.commitIndex;
        lastAppliedIndex = state.appliedIndex;
    }

    /** A member that has lost what it acknowledged neither votes nor stands. */
    private void checkFence()
    {
        if (fence.isUp())
        {
            if (state.role != RaftRole.FOLLOWER)
            {
                fail("fenced and not a follower");
            }
            if (state.votedFor != RaftState.NULL_MEMBER && (state.term != lastTerm || state.votedFor != lastVotedFor))
            {
                fail("voted while fenced");
            }
        }
    }

    /** Leader completeness and leader append-only: neither is what is committed removed, nor what this leader sent. */
    void checkTruncation(final long fromIndex, final int leaderId)
    {
        if (fromIndex <= state.commitIndex)
        {
            fail("leader " + leaderId + " conflicts with a committed entry at index=" + fromIndex);
        }
        if (fromIndex <= state.verifiedIndex)
        {
            fail("leader " + leaderId + " conflicts with what it sent before at index=" + fromIndex);
        }
    }

    /** Election safety: at most one leader a term (paper 5.2). */
    void checkLeader(final int claimantId)
    {
        if (state.role == RaftRole.LEADER ||
            (state.leaderId != RaftState.NULL_MEMBER && state.leaderId != claimantId))
        {
            fail("two leaders in one term, the other is " + claimantId);
        }
    }

    void fail(final String what)
    {
        throw new InvariantViolation(what + ": role=" + state.role + " term=" + state.term + " votedFor=" +
            state.votedFor + " leaderId=" + state.leaderId + " firstIndex=" + log.firstIndex() + " lastIndex=" +
            log.lastIndex() + " verifiedIndex=" + state.verifiedIndex + " durableIndex=" + state.durableIndex +
            " commitIndex=" + state.commitIndex + " appliedIndex=" + state.appliedIndex);
    }
}
