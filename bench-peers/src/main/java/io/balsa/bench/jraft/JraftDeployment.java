package io.balsa.bench.jraft;

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
final class JraftDeployment implements Deployment
{
    private final JraftGroup group = new JraftGroup(TcpPorts.find());
    private final ReplyQueue replies;
    private final StopRequest stop;
    private final PeerMembers members;
    private int leaderId;

    JraftDeployment(
        final PeerValues values, final Workload workload, final RigDirectory directory, final StopRequest stop)
    {
        this.stop = stop;
        replies = new ReplyQueue(workload.load().window(), values.choice(JraftSetting.CLIENT_IDLE, IdleMode.class));
        members = new PeerMembers(
            JraftMember.class,
            IntStream.range(0, MemberPlan.MEMBERS)
                .mapToObj(id -> MemberPlan.of(id, group.ports(), workload, values, directory)).toList(),
            directory,
            stop);
    }

    @Override
    public Target connect(final ReplyHandler handler)
    {
        final JraftTarget target = new JraftTarget(group, replies, handler, stop);
        leaderId = group.memberId(target.leader());
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

    /** The client stays with the leader that it has found: with another its commands would fail. */
    @Override
    public int leaderChanges()
    {
        return 0;
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
