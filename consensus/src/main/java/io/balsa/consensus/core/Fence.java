package io.balsa.consensus.core;

import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.TermStateStore;

/**
 * Keeps a member whose log was cut before entries that it may have acknowledged from helping anybody into office who
 * lacks them.
 * <p>
 * Its former acks can only have helped leaders of earlier terms than {@link TermStateStore#fencedTerm()}. A leader of
 * that term or a later one was elected without this member, thus by a quorum that shares a member other than this one
 * with each quorum that committed anything: it holds all of that. Once an entry of such a leader is durable here, so is
 * everything before it (log matching), and the member votes and stands again. Nothing need be stored for it: the log
 * tells.
 */
final class Fence
{
    private final RaftState state;
    private final RaftLog log;
    private final long fencedTerm;

    Fence(final RaftState state, final RaftLog log, final long fencedTerm)
    {
        this.state = state;
        this.log = log;
        this.fencedTerm = fencedTerm;
    }

    /** Refuse a fence that nobody can take down. */
    void check(final RaftConfig config)
    {
        if (isUp() && !config.isFenceable())
        {
            throw new IllegalStateException("the log of member " + config.memberId() + " has lost entries that it " +
                "acknowledged, and no leader can be elected without this member to give them back (fencedTerm=" +
                fencedTerm + ", members=" + config.memberIds().length + ", quorum=" + config.quorumSize() +
                "): restore its directory from a backup");
        }
    }

    boolean isUp()
    {
        return fencedTerm > 0 && log.termAt(state.durableIndex) < fencedTerm;
    }
}
