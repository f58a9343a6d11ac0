package io.balsa.simulation.world;

import io.balsa.simulation.network.Topology;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A member that is away until it needs entries which the leader's log no longer has, so that it must be given a
 * snapshot. Half of the time the leader dies while it is: the next one may have the entries still.
 */
final class Straggler
{
    private static final long POLL_NS = 2_000_000L;
    private static final long IN_OFFICE_MAX_NS = 50_000_000L;
    private static final long RECEIVED_MAX_NS = 2_000_000_000L;

    private final SimCluster cluster;
    private final World world;
    private final Topology topology;
    private final Deposition deposition;
    private final BooleanSupplier isOver;

    Straggler(
        final SimCluster cluster,
        final Topology topology,
        final Deposition deposition,
        final BooleanSupplier isOver)
    {
        this.cluster = cluster;
        this.topology = topology;
        this.deposition = deposition;
        this.isOver = isOver;
        world = cluster.world();
    }

    /** The member is dead, or cut off, but for no longer than until a time. */
    void leaveBehind(final SimMember member, final SplittableRandom random, final long untilNs)
    {
        final boolean isDead = cluster.swarm().isAllowedToEnd(member.id()) && random.nextBoolean();
        if (isDead)
        {
            member.kill();
        }
        else
        {
            topology.isolate(member.id(), false, false);
        }
        awaitBehind(member, random, isDead, untilNs);
    }

    private void awaitBehind(
        final SimMember member, final SplittableRandom random, final boolean isDead, final long untilNs)
    {
        if (isOver.getAsBoolean())
        {
            return;
        }
        if (world.nowNs() < untilNs && !isBehind(member))
        {
            world.schedule(world.nowNs() + POLL_NS, () -> awaitBehind(member, random, isDead, untilNs));
            return;
        }
        if (isDead)
        {
            member.restartAt(world.nowNs() + 1);
        }
        else
        {
            topology.full();
        }
        if (random.nextBoolean())
        {
            awaitAllReceived(member, random.nextLong(IN_OFFICE_MAX_NS), world.nowNs() + RECEIVED_MAX_NS);
        }
    }

    private void awaitAllReceived(final SimMember member, final long inOfficeNs, final long untilNs)
    {
        if (member.snapshots.store().isPublishing())
        {
            world.schedule(world.nowNs() + inOfficeNs, () -> deposition.endAndMend(0, false));
        }
        else if (!isOver.getAsBoolean() && world.nowNs() < untilNs)
        {
            world.schedule(world.nowNs() + POLL_NS, () -> awaitAllReceived(member, inOfficeNs, untilNs));
        }
    }

    private boolean isBehind(final SimMember member)
    {
        final SimMember leader = deposition.newestLeader();
        return leader != null && leader != member && cluster.checker().snapshots().firstIndex(leader.id()) >
            cluster.checker().chains().lastIndex(member.id()) + 1;
    }
}
