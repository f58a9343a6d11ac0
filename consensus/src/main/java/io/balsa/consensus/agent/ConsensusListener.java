package io.balsa.consensus.agent;

import io.balsa.consensus.core.DiskState;
import io.balsa.consensus.core.RaftRole;

/**
 * Learns what becomes of a member. Called on the thread of the duty cycle, which waits for it: it must return at once.
 */
public interface ConsensusListener
{
    /** Does nothing. */
    ConsensusListener NONE = new ConsensusListener()
    {
    };

    /**
     * Role, term, leader or readiness have changed. Called at most once a duty cycle with the values then in force, so
     * states that lasted for less are not seen; the last one is never missed.
     *
     * @param term     that the member is in.
     * @param role     that it has.
     * @param leaderId of the term, or -1 while it is unknown.
     * @param isReady  true for a leader that has applied the entry that opened its term.
     */
    default void onLeadership(final long term, final RaftRole role, final int leaderId, final boolean isReady)
    {
    }

    /**
     * What the member's own disk does for it has changed. While it is not {@link DiskState#OK} the member does not
     * stand for election, and gives up leading when that lasts.
     *
     * @param state now in force; it was OK at the start.
     */
    default void onDisk(final DiskState state)
    {
    }

    /**
     * A snapshot was taken or received and is durable.
     *
     * @param index of the last entry in it.
     */
    default void onSnapshot(final long index)
    {
    }

    /**
     * The log was shortened: what was before is in snapshots only.
     *
     * @param firstIndex of the log from now on.
     */
    default void onCompaction(final long firstIndex)
    {
    }

    /**
     * The member has taken over the state of a snapshot that another member gave, in the place of entries that no log
     * holds any more.
     *
     * @param index of the last entry in it.
     */
    default void onSnapshotInstalled(final long index)
    {
    }

    /**
     * Another member has made another state of the same log: one of the two has a state machine that is not
     * deterministic, another version of it, or memory that does not keep what is in it. Told once until they agree.
     *
     * @param memberId   of the other member.
     * @param afterIndex up to which both had the same state, 0 for not known.
     * @param index      up to which they do not.
     * @param isDecided  true when a quorum agrees with this member: the other one is wrong, and stops. False when no
     *                   quorum agrees: nobody knows who is right, and both go on.
     */
    default void onStateDifference(
        final int memberId, final long afterIndex, final long index, final boolean isDecided)
    {
    }

    /**
     * The member has stopped for good: its log or its state can no longer be trusted.
     *
     * @param reason what happened.
     */
    default void onHalt(final Throwable reason)
    {
    }
}
