package io.balsa.bench.bare;

import io.balsa.node.IdleMode;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

import java.io.IOException;

/** One party but the client: its log, its one loop, and a thread that forces. */
final class BareParty implements AutoCloseable
{
    private final int payloadBytes;
    private final BareLog log;
    private final AgentRunner sync;
    private final AgentRunner loop;

    /**
     * Start.
     *
     * @param settings     of the path.
     * @param party        {@link BareMember#LEADER} or the number of a follower.
     * @param errorHandler of its threads.
     */
    BareParty(final BareSettings settings, final String party, final ErrorHandler errorHandler) throws IOException
    {
        payloadBytes = settings.payloadBytes();
        final IdleStrategy loopIdle = settings.idle().newStrategy();
        final IdleStrategy syncIdle = settings.idle().newSyncStrategy();
        log = new BareLog(settings, IdleMode.wakeUp(syncIdle), IdleMode.wakeUp(loopIdle));
        final Agent agent = party.equals(BareMember.LEADER) ?
            new BareLeader(settings, log) : new BareFollower(settings, Integer.parseInt(party), log);
        sync = new AgentRunner(syncIdle, errorHandler, null, log.sync());
        loop = new AgentRunner(loopIdle, errorHandler, null, agent);
        if (settings.isForced())
        {
            AgentRunner.startOnThread(sync);
        }
        AgentRunner.startOnThread(loop);
    }

    /** Commands that it has. */
    long position()
    {
        return log.appended() / payloadBytes;
    }

    long forces()
    {
        return log.forces();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(loop, sync, log);
    }
}
