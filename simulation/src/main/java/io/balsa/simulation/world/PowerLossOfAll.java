package io.balsa.simulation.world;

import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.disk.DiskFaults;
import io.balsa.simulation.disk.SimDisk;

import java.util.SplittableRandom;

/**
 * The end of a cluster that never waited for its disks: all machines lose power at once. Nothing that was answered need
 * be left. But each member recovers a part of its log from the first entry on, and term and vote in full; it may refuse
 * only where the device tore a sector, as nobody can tell that from damage.
 */
final class PowerLossOfAll
{
    private final SimCluster cluster;
    private final boolean isTearing;

    PowerLossOfAll(final SimCluster cluster, final SplittableRandom random)
    {
        this.cluster = cluster;
        isTearing = random.nextBoolean();
    }

    void run()
    {
        final SimMember[] members = cluster.members();
        final RecoveredState[] before = new RecoveredState[members.length];
        for (final SimMember member : members)
        {
            member.plannedEnd().cancel();
            if (member.history().isIntact() && member.state() != MemberState.LOST)
            {
                before[member.id()] = RecoveredState.of(member.disk(), SimDisk.Image.CACHED);
                member.disk().heal();
                final DiskFaults faults = cluster.swarm().diskFaults(member.id());
                member.disk().faults(isTearing ? faults : faults.withoutTears());
                member.losePower();
            }
            member.lose();
        }
        for (final SimMember member : members)
        {
            if (before[member.id()] != null)
            {
                recover(member, before[member.id()]);
            }
        }
    }

    private void recover(final SimMember member, final RecoveredState before)
    {
        try
        {
            member.recoverForGood();
        }
        catch (final CorruptStorageException ex)
        {
            member.lose();
            if (!isTearing)
            {
                throw cluster.fail("I12: member=" + member.id() + " refuses its own files, which nobody has damaged: " +
                    ex.getMessage());
            }
            return;
        }
        cluster.marks().hit(Mark.UNSYNCED_LOG_RECOVERED);
        final RecoveredState after = RecoveredState.of(member.disk(), SimDisk.Image.DURABLE);
        if (after == null ? before.lastIndex() > 0 : !after.isLogConsistentWith(before))
        {
            throw cluster.violations().raise(Invariant.DURABILITY, "member=" + member.id() +
                " had, when power was lost, " + before + " and recovered " + after);
        }
    }
}
