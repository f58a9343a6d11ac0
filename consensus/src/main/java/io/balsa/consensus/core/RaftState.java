package io.balsa.consensus.core;

import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.TermStateStore;

/**
 * What a member knows (paper, figure 2), shared by the rules of one {@link RaftCore}. Plain fields: all of it
 * belongs to the thread of the duty cycle.
 */
final class RaftState
{
    static final int NULL_MEMBER = TermStateStore.NULL_MEMBER;

    /** Latest term seen. Persistent: nothing that depends on it leaves before it is stored. */
    long term;
    /** Who got this member's vote in {@link #term}. Persistent, with the term. */
    int votedFor;
    /** The term that is known to be durable. */
    long storedTerm;
    /** The vote that is known to be durable. */
    int storedVotedFor;

    /** Role in {@link #term}. Not persistent. */
    RaftRole role = RaftRole.FOLLOWER;
    /** Who leads {@link #term}, as far as known. */
    int leaderId = NULL_MEMBER;
    /** Highest index known to be committed. After a restart at least what the log knew of it. */
    long commitIndex;
    /** Highest index that the state machine has applied. */
    long appliedIndex;
    /** Timestamp of the last entry in the snapshot that was restored, ns since the epoch; 0 for none. */
    long clusterTimeNs;
    /** Highest index of this log that is durable. */
    long durableIndex;
    /** Highest index of this log known to equal that of the leader of {@link #term}. */
    long verifiedIndex;

    /** Monotonic time of this duty cycle. */
    long nowNs;
    /** Wall clock of this duty cycle, ns since the epoch. */
    long epochNs;
    /** When a leader of the present term was last heard. */
    long leaderContactNs;
    /** Whether a leader was ever heard: {@link #leaderContactNs} means something. */
    boolean hasLeaderContact;

    RaftState(final long term, final int votedFor)
    {
        this.term = term;
        this.votedFor = votedFor;
        this.storedTerm = term;
        this.storedVotedFor = votedFor;
    }

    /** The state is that of a snapshot now. Only what is committed is ever in one. */
    void onInstalled(final long snapshotIndex, final long snapshotTimeNs)
    {
        appliedIndex = snapshotIndex;
        commitIndex = Math.max(commitIndex, snapshotIndex);
        clusterTimeNs = snapshotTimeNs;
    }

    /** Take what survived. */
    void recover(final RaftLog log, final SnapshotMetadata restored)
    {
        durableIndex = log.syncedIndex();
        // What is committed stays so. A log that lost its unsynced end knows of less than it did.
        commitIndex = Math.min(log.recoveredCommitIndex(), log.lastIndex());
        if (restored != null)
        {
            onInstalled(restored.id().index(), restored.clusterTimeNs());
        }
    }

    boolean isTermStatePending()
    {
        return storedTerm != term || storedVotedFor != votedFor;
    }
}
