package io.balsa.bench.aeroncluster;

import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusteredMediaDriver;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.bench.peer.AppliedCommands;
import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.MemberProcess;
import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

import java.io.File;

/** The process of one member: media driver, archive, consensus module and service. */
final class AeronClusterMember
{
    private static final String BOUNDS_CHECKS_OFF = "agrona.disable.bounds.checks";

    private final MemberPlan plan;
    private final AeronClusterNetwork network;

    private AeronClusterMember(final MemberPlan plan, final AeronClusterNetwork network)
    {
        this.plan = plan;
        this.network = network;
    }

    /**
     * Run until the standard input ends.
     *
     * @param args of {@link MemberPlan#toArgs()}.
     */
    public static void main(final String[] args)
    {
        final MemberPlan plan = MemberPlan.parse(args);
        final AeronClusterNetwork network = AeronClusterNetwork.of(plan);
        System.setProperty(
            BOUNDS_CHECKS_OFF, Boolean.toString(!network.values().isSet(AeronClusterSetting.BOUNDS_CHECKS)));
        MemberProcess.run(new AeronClusterMember(plan, network)::run);
    }

    @SuppressWarnings("try") // They run until they are closed.
    private void run() throws Exception
    {
        final AppliedCommands applied = new AppliedCommands();
        final ConsensusModule.Context consensus = consensus();
        try (AutoCloseable ignored = launch(consensus);
            ClusteredServiceContainer container = ClusteredServiceContainer.launch(service(applied)))
        {
            final SleepingMillisIdleStrategy pause = new SleepingMillisIdleStrategy();
            while (ElectionState.get(consensus.electionStateCounter()) != ElectionState.CLOSED)
            {
                pause.idle();
            }
            Parent.serve(
                () -> ProcessFigures.ofThisProcess(ProcessFigures.UNKNOWN, MediaBytes.sent(plan.driver())),
                applied::count,
                applied::digest);
        }
    }

    private AutoCloseable launch(final ConsensusModule.Context consensus)
    {
        final MediaDriver.Context driver = AeronClusterDrivers.ofMember(network, plan.driver());
        return driver.threadingMode() == ThreadingMode.INVOKER ?
            new ArchiveDrivenMember(driver, archive(), consensus, AeronClusterDrivers.idle(network.values())) :
            ClusteredMediaDriver.launch(driver, archive(), consensus);
    }

    private Archive.Context archive()
    {
        final int syncLevel = AeronClusterContender.syncLevel(plan.isForced());
        return new Archive.Context()
            .archiveDir(directory("archive"))
            .controlChannel(network.archiveChannel(plan.memberId()))
            .replicationChannel(AeronClusterNetwork.anyPort())
            .archiveClientContext(new AeronArchive.Context()
                .controlResponseChannel(AeronClusterNetwork.anyPort()))
            .recordingEventsEnabled(false)
            .threadingMode(network.values().choice(AeronClusterSetting.ARCHIVE, ArchiveThreadingMode.class))
            .idleStrategySupplier(() -> AeronClusterDrivers.idle(network.values()))
            .fileSyncLevel(syncLevel)
            .catalogFileSyncLevel(syncLevel);
    }

    private ConsensusModule.Context consensus()
    {
        return new ConsensusModule.Context()
            .clusterMemberId(plan.memberId())
            .clusterMembers(network.members())
            .appointedLeaderId(AeronClusterNetwork.LEADER_ID)
            .clusterDir(directory("cluster"))
            .ingressChannel(network.ingressChannel())
            .egressChannel("aeron:udp?mtu=" + network.values().text(AeronClusterSetting.CLIENT_MTU))
            .isIpcIngressAllowed(plan.isIngressIpc())
            .logChannel(network.logChannel())
            .replicationChannel(AeronClusterNetwork.anyPort())
            .fileSyncLevel(AeronClusterContender.syncLevel(plan.isForced()))
            .idleStrategySupplier(() -> AeronClusterDrivers.idle(network.values()));
    }

    private ClusteredServiceContainer.Context service(final AppliedCommands applied)
    {
        return new ClusteredServiceContainer.Context()
            .aeronDirectoryName(plan.driver().toString())
            .clusterDir(directory("cluster"))
            .clusteredService(new EchoService(applied))
            .idleStrategySupplier(() -> AeronClusterDrivers.idle(network.values()));
    }

    private File directory(final String name)
    {
        return plan.directory().resolve(name).toFile();
    }
}
