package io.balsa.consensus.support;

import io.balsa.consensus.agent.ConsensusAgent;
import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.core.RaftRole;

/**
 * A member of a {@link TestCluster}: what survives a crash, and the agent that does not.
 */
public final class TestMember
{
    private final TestCluster cluster;
    private final int id;
    private final RaftConfig config;
    private final TestLog log = new TestLog();
    private final TestTermStateStore store = new TestTermStateStore();
    private ConsensusAgent agent;
    private ConsensusCounters counters;
    private TestStateMachine stateMachine;
    private TestClientPort port;
    private long incarnation;
    private boolean isReady;
    long lastCommitIndex;

    TestMember(final TestCluster cluster, final int id, final RaftConfig config)
    {
        this.cluster = cluster;
        this.id = id;
        this.config = config;
    }

    public int id()
    {
        return id;
    }

    public TestLog log()
    {
        return log;
    }

    public TestTermStateStore store()
    {
        return store;
    }

    public TestStateMachine stateMachine()
    {
        return stateMachine;
    }

    public boolean isUp()
    {
        return agent != null;
    }

    public boolean isLeader()
    {
        return isUp() && role() == RaftRole.LEADER;
    }

    public RaftRole role()
    {
        return RaftRole.get((int)counters.role());
    }

    public long term()
    {
        return counters.term();
    }

    public int leaderId()
    {
        return (int)counters.leaderId();
    }

    public long commitIndex()
    {
        return counters.commitIndex();
    }

    public long appliedIndex()
    {
        return counters.appliedIndex();
    }

    public boolean isReady()
    {
        return isUp() && isReady;
    }

    TestClientPort port()
    {
        return port;
    }

    long incarnation()
    {
        return incarnation;
    }

    void start()
    {
        incarnation++;
        lastCommitIndex = 0;
        stateMachine = new TestStateMachine();
        port = new TestClientPort(cluster);
        counters = new ConsensusCounters(ConsensusCounters.standalone(), id);
        agent = new ConsensusAgent(new ConsensusAgent.Context()
            .clusterId(1)
            .config(config)
            .log(log)
            .termStateStore(store)
            .peerTransport(cluster.network().transport(id, (message) -> cluster.ledger().onSend(this, message)))
            .clientTransport(port)
            .stateMachine(stateMachine)
            .counters(counters)
            .resultLengthMax(256)
            .clocks(cluster::nowNs, () -> cluster.epochNs(id)));
        agent.onStart();
    }

    void crash()
    {
        agent = null;
        cluster.network().forget(id);
    }

    void cycle()
    {
        agent.doWork();
        isReady = counters.isLeaderReady();
        cluster.ledger().onCycle(this);
    }

    @Override
    public String toString()
    {
        return "member " + id + (isUp() ? " " + role() + " term=" + term() + " commitIndex=" + commitIndex() +
            " appliedIndex=" + appliedIndex() : " down") + " lastIndex=" + log.lastIndex();
    }
}
