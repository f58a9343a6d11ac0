package io.balsa.log.repair;

import io.balsa.log.mmap.Damage;

/**
 * Learns how the repair of a log goes on. Called on the thread of {@link LogRepairAgent}.
 */
public interface RepairListener
{
    /** Ignores all. */
    RepairListener NONE = new RepairListener()
    {
    };

    /**
     * The repair begins. Called by the thread that creates the agent, before it returns.
     *
     * @param damage that comes first; others may be behind it.
     */
    default void onBegin(final Damage damage)
    {
    }

    /**
     * How far the repair has come; once a second at most.
     *
     * @param damage      that is being repaired.
     * @param lengthBytes of what peers have sent so far.
     * @param peerId      that is asked now.
     */
    default void onProgress(final Damage damage, final long lengthBytes, final int peerId)
    {
    }

    /**
     * The damage is gone: the log holds what it held before.
     *
     * @param damage      that was repaired.
     * @param lengthBytes of what peers have sent for it.
     * @param peerId      that has sent the last of it.
     */
    default void onRepaired(final Damage damage, final long lengthBytes, final int peerId)
    {
    }

    /**
     * The log was cut before the damage, and what was behind it is to come from a leader. Until it has, the member
     * neither votes nor stands for election.
     *
     * @param damage that was cut.
     */
    default void onStartedOver(final Damage damage)
    {
    }

    /** Nothing is damaged any more. */
    default void onEnd()
    {
    }
}
