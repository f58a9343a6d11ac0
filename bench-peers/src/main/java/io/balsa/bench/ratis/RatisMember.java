package io.balsa.bench.ratis;

import io.balsa.bench.peer.AppliedCommands;
import io.balsa.bench.peer.MemberPlan;
import io.balsa.bench.peer.MemberProcess;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.apache.ratis.server.RaftServer;

import java.io.IOException;

/** The process of one member. */
final class RatisMember
{
    private RatisMember()
    {
    }

    /**
     * Run until the standard input ends.
     *
     * @param args of {@link MemberPlan#toArgs()}.
     */
    public static void main(final String[] args)
    {
        MemberProcess.run(() -> run(MemberPlan.parse(args)));
    }

    private static void run(final MemberPlan plan) throws IOException
    {
        final RatisCluster cluster = RatisCluster.of(plan);
        final AppliedCommands applied = new AppliedCommands();
        try (RaftServer server = RaftServer.newBuilder()
            .setServerId(RatisCluster.peerId(plan.memberId()))
            .setGroup(cluster.group())
            .setProperties(cluster.memberProperties(plan))
            .setStateMachine(new RatisEcho(applied))
            .build())
        {
            server.start();
            final RaftServer.Division division = server.getDivision(cluster.group().getGroupId());
            final SleepingMillisIdleStrategy pause = new SleepingMillisIdleStrategy();
            while (division.getInfo().getLeaderId() == null)
            {
                pause.idle();
            }
            Parent.serve(
                () -> ProcessFigures.ofThisProcess(ProcessFigures.UNKNOWN, ProcessFigures.UNKNOWN),
                applied::count,
                applied::digest);
        }
    }
}
