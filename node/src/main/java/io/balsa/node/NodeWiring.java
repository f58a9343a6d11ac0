package io.balsa.node;

import io.aeron.CommonContext;
import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.port.CounterSource;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.repair.LogRepairAgent;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.media.SharedCounters;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.status.AtomicCounter;

import java.io.File;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Turns the configuration of a member into those of its parts.
 */
final class NodeWiring
{
    private static final String IPC_CHANNEL = "aeron:ipc";
    private static final File SHARED_MEMORY = new File("/dev/shm");

    private NodeWiring()
    {
    }

    static MemberStorage.Context storage(final NodeConfiguration configuration)
    {
        return new MemberStorage.Context()
            .directory(configuration.dir().toFile())
            .clusterId(configuration.clusterId())
            .memberId(configuration.memberId())
            .segmentLength(configuration.segmentLength())
            .payloadLengthMax(configuration.commandLengthMax())
            .syncMode(configuration.syncMode());
    }

    /** Set the links of a member to its peers in the context of a repair. */
    static LogRepairAgent.Context repair(
        final NodeConfiguration configuration, final PeerTransport transport, final LogRepairAgent.Context ctx)
    {
        return ctx
            .transport(transport)
            .peerIds(configuration.members().stream()
                .mapToInt(MemberEndpoint::id).filter((id) -> id != configuration.memberId()).toArray())
            .quorum(rules(configuration, transport.framesLengthMax(), 0).quorumSize());
    }

    static TransportContext transport(final NodeConfiguration configuration, final ErrorHandler errorHandler)
    {
        final int self = configuration.memberId();
        final boolean isIpc = configuration.peerMedia() == PeerMedia.IPC;
        final String peers = configuration.members().stream()
            .map((member) -> member.id() + "=" + (isIpc ? IPC_CHANNEL : member.peerEndpoint()))
            .collect(Collectors.joining(","));
        final String ingress = configuration.members().stream()
            .filter((member) -> member.id() == self).map(MemberEndpoint::ingressEndpoint).findFirst().orElseThrow();
        final TransportContext context = new TransportContext()
            .clusterId(configuration.clusterId())
            .memberId(self)
            .peers(MemberEndpoints.parse(NodeOption.MEMBERS.key(), peers))
            .ingressChannel(MemberEndpoints.channel(NodeOption.MEMBERS.key(), ingress))
            .commandLengthMax(configuration.commandLengthMax())
            .replyLengthMax(configuration.commandLengthMax())
            .sessionWindow(configuration.sessionWindow());
        context.media()
            .embeddedDriver(configuration.driver() == DriverMode.EMBEDDED)
            .errorHandler(errorHandler)
            .aeronDirectoryName(aeronDirectory(configuration));
        return context;
    }

    /** Counters of this process, each with a copy among those of the media driver. */
    static CounterSource counters(final SharedCounters shared)
    {
        final CounterSource own = ConsensusCounters.standalone();
        return (typeId, label) ->
        {
            final AtomicCounter counter = own.newCounter(typeId, label);
            shared.add(typeId, label, counter::get);
            return counter;
        };
    }

    static RaftConfig rules(
        final NodeConfiguration configuration, final int appendLengthMax, final long randomSeed)
    {
        return new RaftConfig.Builder()
            .memberId(configuration.memberId())
            .memberIds(configuration.members().stream().mapToInt(MemberEndpoint::id).toArray())
            .quorumFloor(configuration.minQuorum())
            .heartbeatIntervalNs(configuration.heartbeatIntervalNs())
            .electionTimeoutNs(configuration.electionTimeoutMinNs(), configuration.electionTimeoutMaxNs())
            .diskStallTimeoutNs(configuration.diskStallTimeoutNs())
            .snapshotPinTimeoutNs(configuration.snapshotPinTimeoutNs())
            .commandLengthMax(configuration.commandLengthMax())
            .uncommittedBytesMax(configuration.uncommittedBytesMax())
            .appendLengthMax(appendLengthMax)
            .failurePolicy(configuration.failurePolicy())
            .randomSeed(randomSeed)
            .build();
    }

    /**
     * The directory of the media driver. Of an embedded one it goes by the member's own directory, of which there is
     * one on a machine, so that a member finds and clears what it has left when it was killed.
     */
    static String aeronDirectory(final NodeConfiguration configuration)
    {
        if (!configuration.aeronDir().isEmpty())
        {
            return configuration.aeronDir();
        }
        if (configuration.driver() == DriverMode.EXTERNAL)
        {
            return CommonContext.getAeronDirectoryName();
        }
        final File parent =
            SHARED_MEMORY.isDirectory() ? SHARED_MEMORY : new File(System.getProperty("java.io.tmpdir"));
        final String name = String.format(Locale.ROOT, "balsa-%s-%d-%d-%08x", System.getProperty("user.name"),
            configuration.clusterId(), configuration.memberId(), configuration.dir().toString().hashCode());
        return new File(parent, name).getPath();
    }
}
