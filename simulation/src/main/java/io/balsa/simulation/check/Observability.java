package io.balsa.simulation.check;

import io.balsa.consensus.core.RaftRole;

/**
 * Holds what a member shows at the end of a duty cycle against what it sent in that cycle.
 */
public final class Observability
{
    private final Violations violations;
    private final Cycle[] cycles;

    /**
     * Start without messages.
     *
     * @param violations  to report to.
     * @param memberCount members.
     */
    public Observability(final Violations violations, final int memberCount)
    {
        this.violations = violations;
        cycles = new Cycle[memberCount];
        for (int i = 0; i < memberCount; i++)
        {
            cycles[i] = new Cycle();
        }
    }

    /** What a member has said since it last showed its state. */
    private static final class Cycle
    {
        private static final long NONE = -1;

        private long term = NONE;
        private boolean isLeader;
        private boolean isCandidate;
        private boolean isPreCandidate;
        private long commitIndex;
        private long repliedIndex;

        private void clear()
        {
            term = NONE;
            isLeader = false;
            isCandidate = false;
            isPreCandidate = false;
            commitIndex = 0;
            repliedIndex = 0;
        }
    }

    /**
     * A process of a member begins.
     *
     * @param member number of the member.
     */
    public void onStarted(final int member)
    {
        cycles[member].clear();
    }

    /**
     * A message leaves a member.
     *
     * @param member number of the member.
     * @param term   that it is in.
     */
    public void onSent(final int member, final long term)
    {
        cycles[member].term = term;
    }

    /**
     * A heartbeat or AppendEntries leaves a member.
     *
     * @param member      number of the member.
     * @param commitIndex in the message.
     */
    public void onLeaderMessage(final int member, final long commitIndex)
    {
        final Cycle cycle = cycles[member];
        cycle.isLeader = true;
        cycle.commitIndex = Math.max(cycle.commitIndex, commitIndex);
    }

    /**
     * A request for votes leaves a member.
     *
     * @param member    number of the member.
     * @param isPreVote true for the trial.
     */
    public void onVoteRequest(final int member, final boolean isPreVote)
    {
        cycles[member].isPreCandidate |= isPreVote;
        cycles[member].isCandidate |= !isPreVote;
    }

    /**
     * A reply that says that a command was applied leaves a member.
     *
     * @param member number of the member.
     * @param index  at which it was applied.
     */
    public void onReply(final int member, final long index)
    {
        cycles[member].repliedIndex = Math.max(cycles[member].repliedIndex, index);
    }

    /**
     * What a member shows at the end of a duty cycle.
     *
     * @param member       number of the member.
     * @param role         that it has.
     * @param term         that it is in.
     * @param commitIndex  of the member.
     * @param appliedIndex of the member.
     */
    public void onShown(
        final int member, final RaftRole role, final long term, final long commitIndex, final long appliedIndex)
    {
        final Cycle cycle = cycles[member];
        if (cycle.term != Cycle.NONE && cycle.term != term)
        {
            throw wrong(member, "term=" + term, "sent term=" + cycle.term);
        }
        if (cycle.isLeader && role != RaftRole.LEADER)
        {
            throw wrong(member, "role=" + role, "sent as the leader of term=" + term);
        }
        if (cycle.isCandidate && role != RaftRole.CANDIDATE && role != RaftRole.LEADER)
        {
            throw wrong(member, "role=" + role, "asked for votes in term=" + term);
        }
        if (cycle.isPreCandidate && role != RaftRole.PRE_CANDIDATE)
        {
            throw wrong(member, "role=" + role, "asked for trial votes in term=" + term);
        }
        if (cycle.commitIndex > commitIndex)
        {
            throw wrong(member, "commitIndex=" + commitIndex, "sent commitIndex=" + cycle.commitIndex);
        }
        if (cycle.repliedIndex > appliedIndex)
        {
            throw wrong(member, "appliedIndex=" + appliedIndex, "told a client of index=" + cycle.repliedIndex);
        }
        cycle.clear();
    }

    private SafetyViolation wrong(final int member, final String shown, final String said)
    {
        return violations.raise(Invariant.OBSERVABILITY, "member=" + member + " shows " + shown + " and " + said);
    }
}
