package io.balsa.bench.part;

import io.balsa.consensus.agent.ConsensusAgent;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.latency.StageLatencies;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.SyncMode;
import io.balsa.statemachine.EchoStateMachine;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

import java.io.File;
import java.util.stream.IntStream;

/** A member whose log is in memory: its duty cycle and that of its log, to be run by the caller. */
final class MemoryMember implements AutoCloseable
{
    private static final int SEGMENT_LENGTH = 16 * 1024 * 1024;
    private static final int COMMAND_LENGTH_MAX = 64 * 1024;

    private final MemoryClient client;
    private final MemberStorage storage;
    private final ConsensusAgent agent;
    private final ConsensusAgent.Context context;

    MemoryMember(
        final File directory,
        final int memberId,
        final int members,
        final MemoryPeers peers,
        final MemoryClient client,
        final NanoClock clock,
        final StageLatencies latencies)
    {
        this.client = client;
        storage = MemberStorage.open(new MemberStorage.Context()
            .directory(directory).clusterId(MemoryCluster.CLUSTER_ID).memberId(memberId)
            .segmentLength(SEGMENT_LENGTH).payloadLengthMax(COMMAND_LENGTH_MAX).syncMode(SyncMode.MEMORY));
        context = new ConsensusAgent.Context()
            .clusterId(MemoryCluster.CLUSTER_ID)
            .config(new RaftConfig.Builder().memberId(memberId).memberIds(IntStream.range(0, members).toArray())
                .commandLengthMax(COMMAND_LENGTH_MAX).appendLengthMax(peers.framesLengthMax()).build())
            .log(storage.log())
            .termStateStore(storage.termStateStore())
            .peerTransport(peers)
            .clientTransport(client)
            .stateMachine(new EchoStateMachine())
            .resultLengthMax(COMMAND_LENGTH_MAX)
            .stageLatencies(latencies)
            .clocks(clock, clock::nanoTime);
        agent = new ConsensusAgent(context);
        agent.onStart();
    }

    MemoryClient client()
    {
        return client;
    }

    boolean isLeaderReady()
    {
        return context.counters().isLeaderReady();
    }

    long appliedIndex()
    {
        return context.counters().appliedIndex();
    }

    void doWork()
    {
        agent.doWork();
        storage.syncAgent().doWork();
    }

    /** Let go of entries that all members have applied. */
    void forget(final long beforeIndex)
    {
        storage.log().truncatePrefix(beforeIndex);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(agent::onClose, storage);
    }
}
