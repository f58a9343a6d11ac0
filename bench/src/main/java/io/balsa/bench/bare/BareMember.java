package io.balsa.bench.bare;

import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;

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
        try (BareLog log = new BareLog(settings.directory(), settings.payloadBytes(), settings.isForced());
            AgentRunner sync = runner(settings, log.sync());
            AgentRunner loop = runner(settings, args[0].equals(LEADER) ?
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

    private static AgentRunner runner(final BareSettings settings, final Agent agent)
    {
        return new AgentRunner(settings.idle().newStrategy(), BareMember::onError, null, agent);
    }

    private static void onError(final Throwable error)
    {
        System.err.println("bench: " + error);
        Runtime.getRuntime().halt(FAILED);
    }
}
