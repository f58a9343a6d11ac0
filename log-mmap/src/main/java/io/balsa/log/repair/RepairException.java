package io.balsa.log.repair;

import io.balsa.log.mmap.Damage;
import io.balsa.log.mmap.StorageException;

/**
 * A repair that was given up. What is damaged is as it was; what was repaired before stays so.
 */
public final class RepairException extends StorageException
{
    private static final long serialVersionUID = 1L;

    /** What is damaged. */
    private final transient Damage damage;

    /** Peers that the repair has waited for. */
    private final int[] awaitedPeerIds;

    RepairException(final String message, final Damage damage, final int... awaitedPeerIds)
    {
        super(message);
        this.damage = damage;
        this.awaitedPeerIds = awaitedPeerIds;
    }

    /**
     * What is damaged.
     *
     * @return the damage; null when the exception was serialized.
     */
    public Damage damage()
    {
        return damage;
    }

    /**
     * Peers that have not sent what is missing, nor said that they do not have it.
     *
     * @return ids in their order; empty when all was said and nobody can give it back.
     */
    public int[] awaitedPeerIds()
    {
        return awaitedPeerIds.clone();
    }
}
