package io.balsa.bench.rig;

import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.node.IdleMode;
import org.agrona.concurrent.IdleStrategy;

import java.util.Map;

/**
 * A contender that runs, for one round.
 */
public interface Deployment extends AutoCloseable
{
    /**
     * Wait until it answers.
     *
     * @param handler told of answers.
     * @return to put the load on; to be closed before this is verified.
     */
    Target connect(ReplyHandler handler);

    /**
     * What the client does without work.
     *
     * @param mode that the client of a cluster of this project has.
     * @return a new strategy of that mode, unless another suits the client of this one better.
     */
    default IdleStrategy newClientIdle(final IdleMode mode)
    {
        return mode.newStrategy();
    }

    /**
     * What its processes and the client have used.
     *
     * @return by role, in the order of a report.
     */
    Map<String, ProcessFigures> figures();

    /**
     * How often another has become leader.
     *
     * @return count since it was connected.
     */
    int leaderChanges();

    /**
     * Where the time of its commits has gone.
     *
     * @return of all members together, since their start; null where it has no stages.
     */
    default StageSnapshot stages()
    {
        return null;
    }

    /** Complain if one of its processes has ended. */
    void checkRunning();

    /**
     * Check that every member has taken all commands, each once and in order, and have all processes end.
     *
     * @param commands that were answered, with the numbers from 0 on.
     * @throws io.balsa.bench.BenchException when they have not: the figures are worth nothing.
     */
    void verifyAndStop(long commands);

    /** Leave no process behind. */
    @Override
    void close();
}
