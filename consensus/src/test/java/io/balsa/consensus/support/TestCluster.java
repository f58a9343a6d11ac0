package io.balsa.consensus.support;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.RaftConfig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Members with their agents, on one thread, over a scripted network and a clock moved by hand. After every duty cycle
 * of any member all that Raft promises is checked.
 */
public final class TestCluster implements TestClientPort.Listener
{
    public static final long TICK_NS = 1_000_000;

    private final List<TestMember> members = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>();
    private final Map<Long, TestClient> connections = new HashMap<>();
    private final long[] epochSkewNs = new long[32];
    private final TestNetwork network;
    private final TestLedger ledger;
    private final RaftConfig config;
    private final Random random;
    private ReplyFilter replyFilter = (sequence, index, outcome, result) -> true;
    private long nowNs;
    private long connectionCount;

    /**
     * @param size   members, with ids from 0 on.
     * @param random of all chance.
     * @param values of all members, without the ids.
     */
    public TestCluster(final int size, final Random random, final RaftConfig.Builder values)
    {
        this.random = random;
        final int[] ids = new int[size];
        for (int id = 0; id < size; id++)
        {
            ids[id] = id;
        }
        network = new TestNetwork(random);
        for (int id = 0; id < size; id++)
        {
            members.add(new TestMember(this, id, values.memberIds(ids).memberId(id).build()));
        }
        config = values.build();
        ledger = new TestLedger(members, Math.max(size / 2 + 1, config.quorumFloor()));
        nowNs = -1_000_000_000L;
        members.forEach(TestMember::start);
    }

    /** Sees every reply before its client does. */
    public interface ReplyFilter
    {
        /** False to lose the reply. */
        boolean passes(long sequence, long index, OutcomeCode outcome, byte[] result);
    }

    /** With quick timers: heartbeats every 10 ticks, elections after 30 to 60. */
    public static RaftConfig.Builder quick()
    {
        return new RaftConfig.Builder()
            .heartbeatIntervalNs(10 * TICK_NS)
            .electionTimeoutNs(30 * TICK_NS, 60 * TICK_NS);
    }

    public static TestCluster of(final int size)
    {
        return new TestCluster(size, new Random(size), quick());
    }

    public TestNetwork network()
    {
        return network;
    }

    public List<TestMember> members()
    {
        return members;
    }

    public TestMember member(final int id)
    {
        return members.get(id);
    }

    public long committedIndex()
    {
        return ledger.committedIndex();
    }

    public void addClient(final int longCommandLength)
    {
        clients.add(new TestClient(this, random, 1000 + clients.size(), longCommandLength));
    }

    /** Lets through only what passes. */
    public void filterReplies(final ReplyFilter filter)
    {
        replyFilter = filter;
    }

    /** Each client wants this many more commands applied. */
    public void want(final long count)
    {
        clients.forEach((client) -> client.want(count));
    }

    public boolean areClientsSatisfied()
    {
        return clients.stream().allMatch(TestClient::isSatisfied);
    }

    public void skewEpoch(final int memberId, final long skewNs)
    {
        epochSkewNs[memberId] = skewNs;
    }

    public void crash(final int memberId)
    {
        member(memberId).crash();
    }

    /** The process comes back with all that it ever wrote. */
    public void restart(final int memberId)
    {
        final TestMember member = member(memberId);
        member.store().complete();
        member.store().pollStored();
        member.log().recover();
        member.start();
    }

    /** The machine comes back; of what was not durable some may be there. */
    public void restartAfterPowerLoss(final int memberId, final int survivors)
    {
        final TestMember member = member(memberId);
        member.store().powerLoss();
        member.log().powerLoss(survivors);
        member.start();
    }

    /** One tick: each member that is up runs a duty cycle, unless it is left out. */
    public void tick(final boolean[] isPaused)
    {
        nowNs += TICK_NS;
        network.advance(nowNs);
        clients.forEach(TestClient::onCycle);
        for (final TestMember member : members)
        {
            if (member.isUp() && !isPaused[member.id()])
            {
                member.cycle();
            }
        }
    }

    public void tick()
    {
        tick(new boolean[members.size()]);
    }

    public void ticks(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            tick();
        }
    }

    /** Run until something holds. */
    public void await(final String what, final int ticksMax, final BooleanSupplier condition)
    {
        for (int i = 0; i < ticksMax && !condition.getAsBoolean(); i++)
        {
            tick();
        }
        if (!condition.getAsBoolean())
        {
            throw new AssertionError(what + " not within " + ticksMax + " ticks: " + members);
        }
    }

    public TestMember awaitLeader()
    {
        final int ticksMax = (int)(10 * electionTimeoutMaxNs() / TICK_NS);
        await("a leader", ticksMax, () -> leader() != null && leader().isReady());
        return leader();
    }

    /** The leader of the highest term, or null. */
    public TestMember leader()
    {
        TestMember leader = null;
        for (final TestMember member : members)
        {
            if (member.isLeader() && (leader == null || member.term() > leader.term()))
            {
                leader = member;
            }
        }
        return leader;
    }

    public void awaitConverged(final int ticksMax)
    {
        await("all logs alike and all applied", ticksMax, this::isConverged);
        for (final TestMember member : members)
        {
            if (member.stateMachine().digest() != members.get(0).stateMachine().digest())
            {
                throw new AssertionError("digests differ: " + members);
            }
        }
    }

    private boolean isConverged()
    {
        final TestMember first = members.get(0);
        return areClientsSatisfied() && members.stream().allMatch((member) -> member.isUp() &&
            member.term() == first.term() && member.log().lastIndex() == first.log().lastIndex() &&
            member.appliedIndex() == first.log().lastIndex());
    }

    long nowNs()
    {
        return nowNs;
    }

    long epochNs(final int memberId)
    {
        return nowNs + epochSkewNs[memberId];
    }

    long electionTimeoutMaxNs()
    {
        return config.electionTimeoutMaxNs();
    }

    TestLedger ledger()
    {
        return ledger;
    }

    long newConnection(final TestClient client)
    {
        connectionCount++;
        connections.put(connectionCount, client);
        return connectionCount;
    }

    TestMember memberOrRandom(final int memberId, final Random source)
    {
        if (memberId >= 0 && member(memberId).isUp())
        {
            return member(memberId);
        }
        final TestMember any = member(source.nextInt(members.size()));
        return any.isUp() ? any : null;
    }

    @Override
    public void onConnected(
        final long connectionId,
        final long correlationId,
        final long sessionId,
        final long lastSequence,
        final int leaderId,
        final ConnectCode code)
    {
        connections.get(connectionId).onConnected(connectionId, sessionId, leaderId, code);
    }

    @Override
    public void onReply(
        final long connectionId,
        final long sequence,
        final long index,
        final int leaderId,
        final OutcomeCode outcome,
        final byte[] result)
    {
        if (replyFilter.passes(sequence, index, outcome, result))
        {
            connections.get(connectionId).onReply(connectionId, sequence, index, leaderId, outcome, result);
        }
    }

    @Override
    public void onLeaderEvent(
        final long connectionId, final long sessionId, final int leaderId, final long appendedSequence)
    {
        connections.get(connectionId).onLeaderEvent(connectionId, leaderId);
    }
}
