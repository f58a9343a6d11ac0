package io.balsa.bench.bare;

import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.node.IdleMode;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

import java.io.IOException;

/** The process of one party but the client: its one loop, and a thread that forces. */
final class BareMember
{
    static final String LEADER = "leader";

    private static final int FAILED = 1;

    private BareMember()
    {
    }

    /**
     * Run until the standard input ends.
     *
     * @param args as {@link BareSettings#toArgs(String)} makes them; the party is the leader or the number of a
     *             follower.
     */
    public static void main(final String[] args) throws IOException
    {
        final BareSettings settings = BareSettings.parse(args);
        final IdleStrategy loopIdle = settings.idle().newStrategy();
        final IdleStrategy syncIdle = settings.idle().newSyncStrategy();
        try (BareLog log = new BareLog(settings, IdleMode.wakeUp(syncIdle), IdleMode.wakeUp(loopIdle));
            AgentRunner sync = runner(syncIdle, log.sync());
            AgentRunner loop = runner(loopIdle, args[0].equals(LEADER) ?
                new BareLeader(settings, log) : new BareFollower(settings, Integer.parseInt(args[0]), log)))
        {
            if (settings.isForced())
            {
                AgentRunner.startOnThread(sync);
            }
            AgentRunner.startOnThread(loop);
            Parent.serve(
                () -> ProcessFigures.ofThisProcess(log.forces(), MediaBytes.sent(settings.driver(args[0]))),
                () -> log.appended() / settings.payloadBytes());
        }
    }

    private static AgentRunner runner(final IdleStrategy idle, final Agent agent)
    {
        return new AgentRunner(idle, BareMember::onError, null, agent);
    }

    private static void onError(final Throwable error)
    {
        System.err.println("bench: " + error);
        Runtime.getRuntime().halt(FAILED);
    }
}
