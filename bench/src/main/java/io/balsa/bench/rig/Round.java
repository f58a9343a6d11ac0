package io.balsa.bench.rig;

import io.balsa.bench.load.Load;
import io.balsa.bench.load.LoadResult;
import io.balsa.bench.load.Target;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.node.demo.StopRequest;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.SystemNanoClock;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One round of one contender, with this process as the client: start, warm-up, measurement, check, stop. New processes
 * and new files each time: a verdict of the compiler is one round's and not the whole measurement's.
 */
public final class Round
{
    private final RigPlan plan;
    private final StopRequest stop;

    /**
     * Create.
     *
     * @param plan what to do.
     * @param stop ends it early.
     */
    public Round(final RigPlan plan, final StopRequest stop)
    {
        this.plan = plan;
        this.stop = stop;
    }

    /**
     * Measure. Nothing is left afterwards, whatever happens: no process, no file.
     *
     * @param contender that bears the load.
     * @return what it has shown.
     * @throws io.balsa.bench.BenchException when it could not be carried through, or the contender has lost a command.
     */
    public RoundResult run(final Contender contender)
    {
        stop.check();
        try (RigDirectory directory = RigDirectory.create(plan.directory()))
        {
            return run(contender, directory);
        }
    }

    /**
     * Measure in a directory that somebody else deletes.
     *
     * @param contender that bears the load.
     * @param directory for its files.
     * @return what it has shown.
     * @throws io.balsa.bench.BenchException when it could not be carried through, or the contender has lost a command.
     */
    public RoundResult run(final Contender contender, final RigDirectory directory)
    {
        try (Deployment deployment = contender.deploy(directory, stop))
        {
            final Load load = new Load(
                plan.load(),
                SystemNanoClock.INSTANCE,
                deployment.newClientIdle(plan.clientIdle()),
                () -> check(deployment));
            final RoundResult result = measure(deployment, load);
            deployment.verifyAndStop(load.commandCount());
            return result;
        }
    }

    private void check(final Deployment deployment)
    {
        stop.check();
        deployment.checkRunning();
    }

    private RoundResult measure(final Deployment deployment, final Load load)
    {
        try (Target target = deployment.connect(load))
        {
            if (plan.warmupNs() > 0)
            {
                load.warmUp(target, plan.warmupNs());
            }
            final Histogram latencyNs = Load.newHistogram();
            final int leaderChanges = deployment.leaderChanges();
            final StageSnapshot stages = deployment.stages();
            final Map<String, ProcessFigures> before = deployment.figures();
            final LoadResult result = plan.commands() > 0 ?
                load.runCount(target, plan.commands(), latencyNs) :
                load.runFor(target, plan.durationNs(), latencyNs);
            final Map<String, ProcessFigures> used = new LinkedHashMap<>();
            deployment.figures().forEach((role, figures) -> used.put(role, figures.since(before.get(role))));
            return new RoundResult(result, used, deployment.leaderChanges() - leaderChanges,
                stages == null ? null : deployment.stages().since(stages));
        }
    }
}
