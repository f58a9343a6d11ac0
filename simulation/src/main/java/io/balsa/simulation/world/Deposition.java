package io.balsa.simulation.world;

import io.balsa.consensus.core.RaftRole;
import io.balsa.simulation.check.LogChains;
import io.balsa.simulation.disk.Damage;
import io.balsa.simulation.network.Topology;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Faults that follow a leader out of office: it is cut off from the other members and goes on to take commands, as its
 * clients still reach it; the leader that comes after it dies, and the former one is back with a log that is longer
 * than those of the others, and older.
 */
final class Deposition
{
    private static final long RESTART_NS = 100_000_000L;
    private static final long POLL_NS = 2_000_000L;
    private static final long IN_OFFICE_MAX_NS = 60_000_000L;
    private static final int COMMITTED_MAX = 5;
    private static final int DAMAGES_MAX = 4;

    private final SimCluster cluster;
    private final World world;
    private final Topology topology;
    private final BooleanSupplier isOver;

    Deposition(final SimCluster cluster, final Topology topology, final BooleanSupplier isOver)
    {
        this.cluster = cluster;
        this.topology = topology;
        this.isOver = isOver;
        world = cluster.world();
    }

    /** The leader is cut off. Half of the time the next one dies soon after it is elected, as does whoever leads. */
    void isolateLeader(final SplittableRandom random, final long untilNs)
    {
        final SimMember former = newestLeader();
        cutOffLeaders();
        if (random.nextBoolean())
        {
            awaitSuccessor(former == null ? 0 : former.storedTerm(), untilNs, () ->
                world.schedule(world.nowNs() + random.nextLong(IN_OFFICE_MAX_NS), () -> endAndMend(0, false)));
        }
    }

    /** The leader is cut off. Then the next one dies, or the former one's log is damaged before it is back. */
    void replaceLeader(final SplittableRandom random, final long untilNs)
    {
        final SimMember former = newestLeader();
        if (former == null)
        {
            return;
        }
        cutOffLeaders();
        if (cluster.swarm().isExpendable(former.id()) && random.nextInt(3) > 0)
        {
            damageFormer(former, random.nextInt(1, DAMAGES_MAX), untilNs);
        }
        else
        {
            endSuccessor(former, random, untilNs);
        }
    }

    /**
     * The former leader's log is damaged where it took commands alone, once the others have committed entries in the
     * place of all of these: none of them can give back what is lost, and each has something else to give.
     */
    private void damageFormer(final SimMember former, final int damageCount, final long untilNs)
    {
        final LogChains chains = cluster.checker().chains();
        await(() -> committedIndex() > chains.lastIndex(former.id()), untilNs, () ->
        {
            former.kill();
            for (int i = 0; i < damageCount; i++)
            {
                damage(former);
            }
            former.restartAt(world.nowNs() + 1);
            topology.full();
        });
    }

    /**
     * The next leader dies when it has committed an entry or a few, and while the others stand still the former one may
     * be the first to stand for election. Where the log of the dead one is damaged, the former one has other entries in
     * the place of those that are lost.
     */
    private void endSuccessor(final SimMember former, final SplittableRandom random, final long untilNs)
    {
        final long committedIndex = committedIndex() + random.nextInt(COMMITTED_MAX);
        final long term = former.storedTerm();
        final boolean isFormerFirst = random.nextInt(4) > 0;
        final boolean isSuccessorDamaged = random.nextBoolean();
        awaitSuccessor(term, untilNs, () -> awaitCommit(committedIndex, untilNs, () ->
        {
            endAndMend(term, isSuccessorDamaged);
            if (isFormerFirst)
            {
                pauseAllBut(former, random);
            }
        }));
    }

    private void pauseAllBut(final SimMember former, final SplittableRandom random)
    {
        final long timeoutNs = cluster.swarm().rules(0, 0).electionTimeoutMaxNs();
        final long untilNs = world.nowNs() + timeoutNs + random.nextLong(timeoutNs);
        for (final SimMember member : cluster.members())
        {
            if (member != former)
            {
                member.pause(untilNs);
            }
        }
    }

    SimMember newestLeader()
    {
        SimMember newest = null;
        for (final SimMember member : cluster.members())
        {
            if (isLeader(member) && (newest == null || member.storedTerm() > newest.storedTerm()))
            {
                newest = member;
            }
        }
        return newest;
    }

    private static boolean isLeader(final SimMember member)
    {
        return member.isUp() && member.role() == RaftRole.LEADER;
    }

    private long committedIndex()
    {
        return cluster.checker().commits().committedIndex();
    }

    private void cutOffLeaders()
    {
        for (final SimMember member : cluster.members())
        {
            if (isLeader(member))
            {
                for (final int other : cluster.peersOf(member.id()))
                {
                    cluster.network().block(member.id(), other, true);
                    cluster.network().block(other, member.id(), true);
                }
            }
        }
    }

    private void awaitSuccessor(final long formerTerm, final long untilNs, final Runnable then)
    {
        await(() -> newestLeader() != null && newestLeader().storedTerm() > formerTerm, untilNs, then);
    }

    private void awaitCommit(final long formerIndex, final long untilNs, final Runnable then)
    {
        await(() -> committedIndex() > formerIndex, untilNs, then);
    }

    private void await(final BooleanSupplier condition, final long untilNs, final Runnable then)
    {
        if (condition.getAsBoolean())
        {
            then.run();
        }
        else if (!isOver.getAsBoolean() && world.nowNs() < untilNs)
        {
            world.schedule(world.nowNs() + POLL_NS, () -> await(condition, untilNs, then));
        }
    }

    /** Leaders of later terms than one die, and all members reach each other again. */
    void endAndMend(final long term, final boolean isToBeDamaged)
    {
        if (isOver.getAsBoolean())
        {
            return;
        }
        for (final SimMember member : cluster.members())
        {
            if (isLeader(member) && member.storedTerm() > term)
            {
                end(member);
                if (isToBeDamaged && cluster.swarm().isExpendable(member.id()))
                {
                    damage(member);
                }
            }
        }
        topology.full();
    }

    private void end(final SimMember member)
    {
        if (cluster.swarm().isAllowedToEnd(member.id()))
        {
            member.kill();
            member.restartAt(world.nowNs() + RESTART_NS);
        }
        else
        {
            member.pause(world.nowNs() + RESTART_NS);
        }
    }

    private static void damage(final SimMember member)
    {
        if (member.disk().rotAtEnd(Damage.Kind.FLIPPED_BIT) != null)
        {
            member.history().onDamaged();
        }
    }
}
