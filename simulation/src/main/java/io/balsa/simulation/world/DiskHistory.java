package io.balsa.simulation.world;

import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DamagedLogException;
import io.balsa.simulation.disk.SimDisk;

/**
 * What befell the disk of a member, and what its process may refuse for it.
 */
final class DiskHistory
{
    private final SimCluster cluster;
    private final SimDisk disk;
    private final int member;
    private int damageCount;
    private boolean isTorn;

    DiskHistory(final SimCluster cluster, final SimDisk disk, final int member)
    {
        this.cluster = cluster;
        this.disk = disk;
        this.member = member;
    }

    /** Bytes were damaged on purpose. */
    void onDamaged()
    {
        damageCount++;
    }

    void onPowerLost()
    {
        isTorn |= cluster.swarm().diskFaults(member).tearRate() > 0;
    }

    void onRecovered()
    {
        isTorn = false;
    }

    /** Whether a sector may be torn that recovery has not seen yet. */
    boolean isTorn()
    {
        return isTorn;
    }

    boolean isDamaged()
    {
        return damageCount > 0;
    }

    int damageCount()
    {
        return damageCount;
    }

    /** Whether the disk did all that it was told. */
    boolean isIntact()
    {
        return !isDamaged() && disk.failedForceCount() == 0;
    }

    /**
     * A failed sync, or a loss of power that tears a sector, may leave what cannot be told from damage, but never in
     * what was synced.
     */
    void checkExcused(final CorruptStorageException reason)
    {
        cluster.world().trace(TraceKind.REFUSED, member, 0, 0);
        if (isIntact() && !(isTorn && isBehindPromises(reason)))
        {
            throw cluster.fail("member=" + member + " refuses its own files, which nobody has damaged: " +
                reason.getMessage());
        }
    }

    /** Whether nothing is damaged but what nobody was promised. */
    private boolean isBehindPromises(final CorruptStorageException reason)
    {
        return reason instanceof DamagedLogException damaged &&
            damaged.damage().afterIndex() >= cluster.checker().promises().index(member);
    }

    /** Whether recovery can be held against what is on the disk. */
    boolean isComparable()
    {
        return isIntact() && !cluster.swarm().isInMemory();
    }
}
