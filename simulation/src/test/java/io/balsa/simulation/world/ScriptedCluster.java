package io.balsa.simulation.world;

import io.balsa.log.mmap.SyncMode;
import io.balsa.simulation.check.Liveness;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.MemberViews;
import io.balsa.simulation.network.LinkSettings;
import io.balsa.simulation.network.NetworkSettings;
import io.balsa.simulation.register.RegisterStateMachine;
import io.balsa.simulation.register.RegisterWorkload;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Three members, and their clients, over a network that does what it is told: real agents, storage, messages
 * and client sessions, with all checkers looking on.
 */
final class ScriptedCluster
{
    private static final int MEMBERS = 3;
    /** Shorter ones are refused by the state machine. */
    private static final int COMMAND_LENGTH = 32;
    private static final long STEP_NS = 5 * Swarm.MS;
    private static final long CONVERGE_MAX_NS = 30_000 * Swarm.MS;

    final SimCluster cluster;
    private final RegisterWorkload workload = new RegisterWorkload();
    private final boolean[] isIncluded = new boolean[MEMBERS];

    /** From one seed on, the first that draws a cluster which syncs, takes commands and needs but a majority. */
    ScriptedCluster(final long firstSeed)
    {
        this(firstSeed, SyncMode.SYNC);
    }

    /** The same in another mode. */
    ScriptedCluster(final long firstSeed, final SyncMode mode)
    {
        long seed = firstSeed;
        Swarm swarm = swarm(seed);
        while (swarm.syncMode() != mode || swarm.rules(0, 0).quorumFloor() > 0 ||
            swarm.payloadLengthMax() < COMMAND_LENGTH || swarm.focus() == FaultKind.LEAVE_BEHIND)
        {
            seed++;
            swarm = swarm(seed);
        }
        cluster = new SimCluster(new SplittableRandom(seed), swarm, RegisterStateMachine::new, workload);
        Arrays.fill(isIncluded, true);
        cluster.start();
        await("commands are answered", () -> leader() != null && committedIndex() > 20);
    }

    private static Swarm swarm(final long seed)
    {
        return new Swarm(new SplittableRandom(seed), MEMBERS, MEMBERS, true);
    }

    /** Links between members; those of clients keep what a connection promises. */
    void network(final LinkSettings links)
    {
        cluster.network().settings(
            new NetworkSettings(links, new LinkSettings(), cluster.network().settings().framesLengthMax()));
    }

    void run(final long durationNs)
    {
        cluster.world().runUntil(cluster.world().nowNs() + durationNs);
        cluster.violations().check();
    }

    void await(final String what, final BooleanSupplier condition)
    {
        final long endNs = cluster.world().nowNs() + CONVERGE_MAX_NS;
        while (!condition.getAsBoolean())
        {
            assertTrue(cluster.world().nowNs() < endNs, what);
            run(STEP_NS);
        }
    }

    /** The only leader, or null. */
    SimMember leader()
    {
        final int leader = views().leader();
        return leader < 0 ? null : cluster.member(leader);
    }

    long committedIndex()
    {
        return cluster.checker().commits().committedIndex();
    }

    boolean hasHit(final Mark mark)
    {
        return cluster.marks().count(mark) > 0;
    }

    void block(final int from, final int to, final boolean isBlocked)
    {
        cluster.network().block(from, to, isBlocked);
    }

    void blockClients()
    {
        for (final SimClient client : cluster.clients())
        {
            for (int member = 0; member < MEMBERS; member++)
            {
                block(client.node(), member, true);
                block(member, client.node(), true);
            }
        }
    }

    /** Everything is well again: all is answered, all members come to one state, and all histories are linearizable. */
    void converge()
    {
        cluster.network().heal();
        network(new LinkSettings());
        for (final SimMember member : cluster.members())
        {
            member.heal();
        }
        run(STEP_NS);
        cluster.stopOffering();
        await("all is answered", () -> cluster.history().unansweredCount() == 0);
        await("one state", () -> Liveness.whyNotConverged(views(), committedIndex()) == null);
        cluster.history().checkAllAnswered();
        workload.onEnd();
        cluster.violations().check();
    }

    private MemberViews views()
    {
        final MemberViews views = new MemberViews(MEMBERS);
        cluster.show(views, isIncluded);
        return views;
    }
}
