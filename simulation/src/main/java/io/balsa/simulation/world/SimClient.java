package io.balsa.simulation.world;

import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.ClientSession;
import io.balsa.client.Outcome;
import io.balsa.simulation.check.ContentHash;
import io.balsa.simulation.network.NetworkEvent;
import io.balsa.simulation.network.SimIngress;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.SplittableRandom;

/**
 * A client: the real session over the simulated network, and what it is used for. Its process may be killed; then what
 * it had asked for is of unknown fate, and another process takes its place with a session of its own.
 */
final class SimClient implements ClientListener
{
    private static final long NEVER = Long.MAX_VALUE;
    private static final int FRAGMENT_LIMIT = 16;
    private static final long CYCLE_MAX_NS = 4_000_000L;
    private static final int MISSING = -1;

    private final NetworkEvent cycleEvent = this::onCycleDue;
    private final Int2IntHashMap commandBySequence = new Int2IntHashMap(MISSING);
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[2 * Swarm.COMMAND_LENGTH_MAX]);
    private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
    private final SimCluster cluster;
    private final World world;
    private final SplittableRandom random;
    private final int number;
    private final int node;
    private SimIngress ingress;
    private ClientSession session;
    private long nextCycleNs = NEVER;
    private long nextOfferNs;
    private boolean isCycling;

    SimClient(final SimCluster cluster, final int number, final int node, final SplittableRandom random)
    {
        this.cluster = cluster;
        this.number = number;
        this.node = node;
        this.random = random;
        world = cluster.world();
        payload.wrap(command, ObservedStateMachine.ENVELOPE_LENGTH,
            cluster.swarm().payloadLengthMax());
    }

    int node()
    {
        return node;
    }

    boolean isConnected()
    {
        return session != null && session.isConnected();
    }

    void start()
    {
        if (session != null)
        {
            return;
        }
        cluster.network().onProcessStart(node);
        ingress = new SimIngress(cluster.network(), SimCluster.CLUSTER_ID, node, cluster.memberIds());
        session = new ClientSession(new ClientContext()
            .clusterId(SimCluster.CLUSTER_ID)
            .listener(this)
            .window(cluster.swarm().clientWindow())
            .commandLengthMax(command.capacity())
            .commandTimeoutNs(SimCluster.COMMAND_TIMEOUT_NS)
            .randomSeed(random.nextLong()),
            ingress, world.nowNs());
        nextOfferNs = world.nowNs();
        wake(world.nowNs() + 1);
    }

    /** What the process was waiting for it will never learn. */
    void kill()
    {
        if (session == null || isCycling)
        {
            return;
        }
        cluster.network().onProcessEnd(node);
        session.finishClose();
        session = null;
        nextCycleNs = NEVER;
    }

    void onArrival()
    {
        wake(world.nowNs() + cluster.busyDelayNs());
    }

    private void wake(final long atNs)
    {
        if (session != null && atNs < nextCycleNs)
        {
            nextCycleNs = atNs;
            world.schedule(atNs, cycleEvent);
        }
    }

    private void onCycleDue()
    {
        if (session == null || world.nowNs() < nextCycleNs)
        {
            return;
        }
        nextCycleNs = NEVER;
        isCycling = true;
        session.onPoll(world.nowNs());
        ingress.poll(session, FRAGMENT_LIMIT);
        session.doWork();
        if (world.nowNs() >= nextOfferNs && cluster.isOffering())
        {
            offer();
        }
        isCycling = false;
        cluster.violations().check();
        wake(world.nowNs() + 1 + random.nextLong(CYCLE_MAX_NS));
    }

    private void offer()
    {
        nextOfferNs = world.nowNs() + FaultPlan.exponential(random, (double)cluster.swarm().offerIntervalMeanNs());
        if (session.sessionId() == 0)
        {
            return;
        }
        final int commandNumber = cluster.history().nextCommand();
        command.putLong(0, commandNumber);
        final int length =
            ObservedStateMachine.ENVELOPE_LENGTH + cluster.workload().next(random, number, payload);
        final long sessionId = session.sessionId();
        final long sequence = session.offer(command, 0, length);
        if (sequence > 0)
        {
            cluster.history().onInvoked(
                number, sessionId, sequence, ContentHash.of(command, 0, length), world.nowNs());
            commandBySequence.put((int)sequence, commandNumber);
            cluster.onOffered(sessionId, sequence, commandNumber);
            world.trace(TraceKind.OFFERED, node, commandNumber, sequence);
            cluster.workload().onInvoked(commandNumber);
        }
    }

    /** Sessions end only when their client closes them. */
    @Override
    public void onSessionLost(final long sessionId)
    {
        throw cluster.fail("I19: session=" + sessionId + " of client=" + number + " was lost, and nobody closed it");
    }

    @Override
    public void onReply(
        final long correlationId,
        final Outcome outcome,
        final long index,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        final int commandNumber = commandBySequence.remove((int)correlationId);
        world.trace(index > 0 ? TraceKind.ANSWERED : TraceKind.REFUSED_COMMAND, node, commandNumber, index);
        cluster.history().onReply(
            commandNumber, outcome, index, ContentHash.of(result, offset, length), world.nowNs());
        if (outcome == Outcome.OK)
        {
            cluster.workload().onResult(commandNumber, result, offset, length);
        }
    }
}
