package io.balsa.consensus.port;

import java.util.Arrays;

/**
 * What a snapshot says about itself besides its records (thesis 5.1): the entry it ends with, the configuration that
 * was committed by then, and what the state is to be checked against. Immutable.
 */
public final class SnapshotMetadata
{
    /** The most ids that {@link #memberIds()} and {@link #removedMemberIds()} may have, each. */
    public static final int MEMBERS_MAX = 1024;

    private final SnapshotId id;
    private final long clusterTimeNs;
    private final long stateDigest;
    private final int[] memberIds;
    private final int[] removedMemberIds;

    /**
     * Describe a snapshot.
     *
     * @param id               index and term of the last entry in the state, both at least 1.
     * @param clusterTimeNs    timestamp of that entry: the cluster's clock, ns since the epoch.
     * @param stateDigest      of the state machine, see {@link StateMachine#digest()}.
     * @param memberIds        of the committed configuration, at most {@link #MEMBERS_MAX}; copied.
     * @param removedMemberIds that were members once and must not come back, at most {@link #MEMBERS_MAX}; copied.
     */
    public SnapshotMetadata(
        final SnapshotId id,
        final long clusterTimeNs,
        final long stateDigest,
        final int[] memberIds,
        final int[] removedMemberIds)
    {
        if (id.index() < 1 || id.term() < 1)
        {
            throw new IllegalArgumentException("a snapshot of " + id + " is not possible: it ends with an entry");
        }
        if (memberIds.length > MEMBERS_MAX || removedMemberIds.length > MEMBERS_MAX)
        {
            throw new IllegalArgumentException(
                "memberIds=" + memberIds.length + " removedMemberIds=" + removedMemberIds.length +
                " are too many: at most " + MEMBERS_MAX + " each");
        }
        this.id = id;
        this.clusterTimeNs = clusterTimeNs;
        this.stateDigest = stateDigest;
        this.memberIds = memberIds.clone();
        this.removedMemberIds = removedMemberIds.clone();
    }

    /**
     * Which snapshot it is.
     *
     * @return index and term of the last entry in the state.
     */
    public SnapshotId id()
    {
        return id;
    }

    /**
     * The cluster's clock at the last entry in the state.
     *
     * @return ns since the epoch.
     */
    public long clusterTimeNs()
    {
        return clusterTimeNs;
    }

    /**
     * Digest of the state machine.
     *
     * @return the digest, 0 where the state machine has none.
     */
    public long stateDigest()
    {
        return stateDigest;
    }

    /**
     * Members of the committed configuration.
     *
     * @return a copy.
     */
    public int[] memberIds()
    {
        return memberIds.clone();
    }

    /**
     * Members that were removed.
     *
     * @return a copy.
     */
    public int[] removedMemberIds()
    {
        return removedMemberIds.clone();
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof final SnapshotMetadata that &&
            id.equals(that.id) &&
            clusterTimeNs == that.clusterTimeNs &&
            stateDigest == that.stateDigest &&
            Arrays.equals(memberIds, that.memberIds) &&
            Arrays.equals(removedMemberIds, that.removedMemberIds);
    }

    @Override
    public int hashCode()
    {
        return 31 * id.hashCode() + Long.hashCode(stateDigest);
    }

    @Override
    public String toString()
    {
        return "SnapshotMetadata[index=" + id.index() + ", term=" + id.term() + ", clusterTimeNs=" + clusterTimeNs +
            ", stateDigest=" + Long.toHexString(stateDigest) + ", memberIds=" + Arrays.toString(memberIds) +
            ", removedMemberIds=" + Arrays.toString(removedMemberIds) + "]";
    }
}
