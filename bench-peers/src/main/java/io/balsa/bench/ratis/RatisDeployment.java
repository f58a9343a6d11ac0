package io.balsa.bench.ratis;

import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.PeerMembers;
import io.balsa.bench.peer.PeerValues;
import io.balsa.bench.peer.ReplyQueue;
import io.balsa.bench.peer.TcpPorts;
import io.balsa.bench.peer.Workload;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.bench.rig.Deployment;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.node.IdleMode;
import io.balsa.node.demo.StopRequest;
import org.agrona.concurrent.IdleStrategy;

import java.util.Map;
import java.util.stream.IntStream;

/** A cluster that runs. */
final class RatisDeployment implements Deployment
{
    private final RatisCluster cluster;
    private final ReplyQueue replies;
    private final PeerMembers members;
    private RatisTarget target;
    private int leaderId;

    RatisDeployment(
        final PeerValues values, final Workload workload, final RigDirectory directory, final StopRequest stop)
    {
        cluster = new RatisCluster(values, workload.load().window(), TcpPorts.find());
        replies = new ReplyQueue(workload.load().window(), values.choice(RatisSetting.CLIENT_IDLE, IdleMode.class));
        members = new PeerMembers(
            RatisMember.class,
            IntStream.range(0, MemberPlan.MEMBERS)
                .mapToObj(id -> MemberPlan.of(id, cluster.ports(), workload, values, directory)).toList(),
            directory,
            stop);
    }

    @Override
    public Target connect(final ReplyHandler handler)
    {
        target = new RatisTarget(cluster, replies, handler);
        leaderId = target.leaderId();
        return target;
    }

    @Override
    public IdleStrategy newClientIdle(final IdleMode mode)
    {
        return replies.idleStrategy();
    }

    @Override
    public Map<String, ProcessFigures> figures()
    {
        return members.figures(leaderId, ProcessFigures.UNKNOWN);
    }

    /** One at most: whether it is another at the end. */
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
