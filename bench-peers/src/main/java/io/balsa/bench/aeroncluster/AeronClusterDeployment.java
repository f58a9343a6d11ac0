package io.balsa.bench.aeroncluster;

import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.PeerMembers;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.IdleMode;
import io.balsa.node.PeerMedia;
import io.balsa.node.demo.FreePorts;
import io.balsa.node.demo.StopRequest;
import org.agrona.concurrent.IdleStrategy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A cluster that runs. */
final class AeronClusterDeployment implements Deployment
{
    private final AeronClusterNetwork network;
    private final boolean isIpc;
    private final Path clientDriver;
    private final PeerMembers members;
    private AeronClusterTarget target;
    private int leaderId;

    AeronClusterDeployment(
        final PeerValues values, final Workload workload, final RigDirectory directory, final StopRequest stop)
    {
        network = new AeronClusterNetwork(
            values, FreePorts.find(MemberPlan.MEMBERS * AeronClusterNetwork.PORTS_PER_MEMBER));
        isIpc = workload.ingress() == PeerMedia.IPC;
        final List<MemberPlan> plans = IntStream.range(0, MemberPlan.MEMBERS)
            .mapToObj(id -> MemberPlan.of(id, network.ports(), workload, values, directory)).toList();
        clientDriver = isIpc ? plans.get(AeronClusterNetwork.LEADER_ID).driver() : directory.driver("client");
        members = new PeerMembers(AeronClusterMember.class, plans, directory, stop);
    }

    @Override
    public Target connect(final ReplyHandler handler)
    {
        target = new AeronClusterTarget(network, clientDriver, isIpc, handler);
        leaderId = target.leaderId();
        return target;
    }

    @Override
    public IdleStrategy newClientIdle(final IdleMode mode)
    {
        return AeronClusterDrivers.idle(network.values());
    }

    /** What a member's driver sends for the client counts as the member's. */
    @Override
    public Map<String, ProcessFigures> figures()
    {
        return members.figures(leaderId, isIpc ? 0 : MediaBytes.sent(clientDriver));
    }

    @Override
    public int leaderChanges()
    {
        return target.leaderChanges();
    }

    @Override
    public void checkRunning()
    {
        members.checkRunning();
    }

    @Override
    public void verifyAndStop(final long commands)
    {
        members.verifyAndStop(commands);
    }

    @Override
    public void close()
    {
        members.close();
    }
}
