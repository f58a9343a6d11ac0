package io.balsa.simulation.check;

import io.balsa.consensus.core.RaftRole;

import java.util.Arrays;

/**
 * What the members of a group show at one moment. A reused carrier: the simulator fills it in, {@link Liveness} reads
 * it.
 */
public final class MemberViews
{
    /** Whether a member belongs to the group that is looked at: up, and not cut off. */
    final boolean[] isIncluded;
    final RaftRole[] roles;
    final long[] terms;
    final long[] commitIndexes;
    final long[] appliedIndexes;
    final long[] digests;

    /**
     * A carrier without members.
     *
     * @param memberCount members of the cluster.
     */
    public MemberViews(final int memberCount)
    {
        isIncluded = new boolean[memberCount];
        roles = new RaftRole[memberCount];
        terms = new long[memberCount];
        commitIndexes = new long[memberCount];
        appliedIndexes = new long[memberCount];
        digests = new long[memberCount];
    }

    /** Leave all members out. */
    public void clear()
    {
        Arrays.fill(isIncluded, false);
    }

    /**
     * Take a member in.
     *
     * @param member       number of the member.
     * @param role         that it has.
     * @param term         that it is in.
     * @param commitIndex  of the member.
     * @param appliedIndex of the member.
     * @param digest       of its state.
     */
    public void set(
        final int member,
        final RaftRole role,
        final long term,
        final long commitIndex,
        final long appliedIndex,
        final long digest)
    {
        isIncluded[member] = true;
        roles[member] = role;
        terms[member] = term;
        commitIndexes[member] = commitIndex;
        appliedIndexes[member] = appliedIndex;
        digests[member] = digest;
    }

    /**
     * The only member that says that it leads.
     *
     * @return number of the member, or -1 when none or more than one says so.
     */
    public int leader()
    {
        int leader = -1;
        for (int i = 0; i < roles.length; i++)
        {
            if (isIncluded[i] && roles[i] == RaftRole.LEADER)
            {
                if (leader >= 0)
                {
                    return -1;
                }
                leader = i;
            }
        }
        return leader;
    }
}
