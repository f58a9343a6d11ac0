package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * Which entries the state machines executed, and the state after each. Holds: in order, none twice in one life of a
 * member, none beyond what the member has committed; all members, and each member after every restart, execute the same
 * entries and come to the same state.
 */
public final class ApplyLedger
{
    private static final int CAPACITY_MIN = 1024;
    private static final byte UNKNOWN = 0;
    private static final byte EXECUTED = 1;
    private static final byte SKIPPED = 2;

    private final Violations violations;
    private final CommitLedger commits;
    private final long[] appliedIndexes;
    private byte[] fates = new byte[CAPACITY_MIN];
    private long[] digests = new long[CAPACITY_MIN];
    private int[] firstMembers = new int[CAPACITY_MIN];

    /**
     * Start with nothing applied.
     *
     * @param violations  to report to.
     * @param commits     what was committed.
     * @param memberCount members.
     */
    public ApplyLedger(final Violations violations, final CommitLedger commits, final int memberCount)
    {
        this.violations = violations;
        this.commits = commits;
        this.appliedIndexes = new long[3 * memberCount];
    }

    /**
     * A process of a member begins, or makes a state machine, that has applied nothing.
     *
     * @param member number of the member; the second instance of its state machine has a number that is larger by the
     *               number of members, and one that is to take the place of the first by twice as much.
     */
    public void onStarted(final int member)
    {
        appliedIndexes[member] = 0;
    }

    /**
     * A state machine has taken on the state of a snapshot.
     *
     * @param member number of the member.
     * @param index  of the last entry in the snapshot.
     * @param digest of the state.
     */
    public void onRestored(final int member, final long index, final long digest)
    {
        int last = (int)Math.min(index, fates.length - 1L);
        while (last > 0 && fates[last] != EXECUTED)
        {
            last--;
        }
        if (last > 0 && digests[last] != digest)
        {
            throw violations.raise(Invariant.SNAPSHOT_EQUIVALENCE, "member=" + member + " has digest=" +
                Long.toHexString(digest) + " of its snapshot of index=" + index + ", and the log makes digest=" +
                Long.toHexString(digests[last]));
        }
        appliedIndexes[member] = index;
    }

    /**
     * A state machine has executed an entry. Entries between this and the one before were skipped: they are no
     * commands, or commands that the sessions did not let through.
     *
     * @param member number of the member.
     * @param index  of the entry.
     * @param digest of the state after it.
     */
    public void onExecuted(final int member, final long index, final long digest)
    {
        final long former = appliedIndexes[member];
        if (index <= former)
        {
            throw violations.raise(Invariant.STATE_MACHINE_SAFETY,
                "member=" + member + " executed index=" + index + " after it had applied index=" + former);
        }
        skip(member, index - 1);
        if (settle(member, (int)index, EXECUTED))
        {
            digests[(int)index] = digest;
        }
        else if (digests[(int)index] != digest)
        {
            throw violations.raise(Invariant.STATE_MACHINE_SAFETY, "the states after index=" + index +
                " differ: member=" + member + " has digest=" + Long.toHexString(digest) + ", member=" +
                firstMembers[(int)index] + " had " + Long.toHexString(digests[(int)index]) +
                "; the state machine is not deterministic unless another violation says otherwise");
        }
        appliedIndexes[member] = index;
    }

    /**
     * What a member shows after a duty cycle, after its commit index was told to the {@link CommitLedger}.
     *
     * @param member       number of the member.
     * @param appliedIndex of the member.
     */
    public void onApplied(final int member, final long appliedIndex)
    {
        final long former = appliedIndexes[member];
        if (appliedIndex < former || appliedIndex > commits.commitIndex(member))
        {
            throw violations.raise(Invariant.COMMIT_ORDER, "member=" + member + " has appliedIndex=" + appliedIndex +
                " after it had applied index=" + former + ", commitIndex=" + commits.commitIndex(member));
        }
        skip(member, appliedIndex);
        appliedIndexes[member] = appliedIndex;
    }

    private void skip(final int member, final long toIndex)
    {
        for (long index = appliedIndexes[member] + 1; index <= toIndex; index++)
        {
            settle(member, (int)index, SKIPPED);
        }
    }

    /** True for the first member that comes to the entry. */
    private boolean settle(final int member, final int index, final byte fate)
    {
        if (index >= fates.length)
        {
            final int capacity = Math.max(fates.length * 2, index + 1);
            fates = Arrays.copyOf(fates, capacity);
            digests = Arrays.copyOf(digests, capacity);
            firstMembers = Arrays.copyOf(firstMembers, capacity);
        }
        if (fates[index] == UNKNOWN)
        {
            fates[index] = fate;
            firstMembers[index] = member;
            return true;
        }
        if (fates[index] != fate)
        {
            throw violations.raise(Invariant.STATE_MACHINE_SAFETY, "member=" + member +
                (fate == EXECUTED ? " executed" : " skipped") + " index=" + index + ", member=" + firstMembers[index] +
                (fate == EXECUTED ? " skipped it" : " executed it"));
        }
        return false;
    }
}
