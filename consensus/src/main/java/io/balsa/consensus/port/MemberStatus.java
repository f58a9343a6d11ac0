package io.balsa.consensus.port;

import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;

/**
 * What a member tells about itself. A reused carrier: its owner fills it anew for each answer.
 */
public final class MemberStatus
{
    /** Id of the cluster. */
    public long clusterId;
    /** Id of the member. */
    public int memberId;
    /** Its role. */
    public RoleCode role;
    /** Its current term. */
    public long term;
    /** The leader that it knows, or -1. */
    public int leaderId;
    /** Its commit index. */
    public long commitIndex;
    /** The last index that its state machine has applied. */
    public long appliedIndex;
    /** The last index of its log. */
    public long lastIndex;
    /** The last durable index of its log. */
    public long syncedIndex;
    /** Digest of its state at {@link #appliedIndex}, 0 where the state machine has none. */
    public long stateDigest;
    /** Open sessions. */
    public int sessionCount;
    /** How many entries of the arrays below are in use: the members of the cluster, in order of id. */
    public int peerCount;
    /** Ids of the members. */
    public final int[] peerIds;
    /** Index up to which each member is known to match; -1 unless this member leads. */
    public final long[] peerMatchIndexes;
    /** Age of the newest contact with each member in ns, or -1. */
    public final long[] peerLastContactNs;
    /** How the leader replicates to each member. */
    public final ProgressCode[] peerProgress;

    /**
     * Create a carrier.
     *
     * @param membersMax most members that it can hold.
     */
    public MemberStatus(final int membersMax)
    {
        peerIds = new int[membersMax];
        peerMatchIndexes = new long[membersMax];
        peerLastContactNs = new long[membersMax];
        peerProgress = new ProgressCode[membersMax];
    }
}
