package io.balsa.simulation.world;

import io.balsa.consensus.agent.ConsensusAgent;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.simulation.disk.SimDisk;
import io.balsa.simulation.network.SimClientTransport;
import io.balsa.simulation.network.SimPeerTransport;

import java.util.SplittableRandom;

/**
 * The parts of a member's process, as far as they are the same in each.
 */
final class MemberWiring
{
    private final SimCluster cluster;
    private final int id;
    private final RaftConfig config;
    private final SimClock clock;

    MemberWiring(final SimCluster cluster, final int id, final RaftConfig config, final SimClock clock)
    {
        this.cluster = cluster;
        this.id = id;
        this.config = config;
        this.clock = clock;
    }

    MemberStorage open(final SimDisk disk, final SplittableRandom random)
    {
        return MemberStorage.open(new MemberStorage.Context()
            .storage(disk.mount())
            .clusterId(SimCluster.CLUSTER_ID)
            .memberId(id)
            .segmentLength(cluster.swarm().segmentLength())
            .payloadLengthMax(config.commandLengthMax())
            .syncMode(cluster.swarm().syncMode())
            .nanoClock(this::monotonicNs)
            .epochNanoClock(() -> clock.epochNs(cluster.world().nowNs()))
            .incarnationSource(random::nextLong));
    }

    ConsensusAgent.Context consensus()
    {
        return new ConsensusAgent.Context()
            .clusterId(SimCluster.CLUSTER_ID)
            .config(config)
            .peerTransport(peerTransport())
            .clientTransport(new SimClientTransport(cluster.network(), id, cluster.clientNodes(),
                config.commandLengthMax(), cluster.swarm().sessionWindow()))
            .sessions(cluster.swarm().sessionsMax(), cluster.swarm().sessionWindow())
            .resultLengthMax(SimCluster.RESULT_LENGTH_MAX)
            .clocks(this::monotonicNs, () -> clock.epochNs(cluster.world().nowNs()));
    }

    /** Of the process that runs now. */
    PeerTransport peerTransport()
    {
        return new SimPeerTransport(cluster.network(), SimCluster.CLUSTER_ID, id, cluster.peersOf(id));
    }

    RaftConfig config()
    {
        return config;
    }

    long monotonicNs()
    {
        return clock.monotonicNs(cluster.world().nowNs());
    }
}
