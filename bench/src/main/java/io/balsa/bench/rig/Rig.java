package io.balsa.bench.rig;

import io.balsa.bench.load.Load;
import io.balsa.bench.load.LoadResult;
import io.balsa.bench.load.Target;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.node.demo.StopRequest;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.SystemNanoClock;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Has contenders bear a load, in turns, so that whatever else the machine does hits them all. Each round has new
 * processes and new files: a verdict of the compiler is one round's and not the whole measurement's.
 */
public final class Rig
{
    private final RigPlan plan;
    private final StopRequest stop;
    private final PrintWriter progress;

    /**
     * Create.
     *
     * @param plan     what to do.
     * @param stop     ends it early.
     * @param progress told of each round, one line.
     */
    public Rig(final RigPlan plan, final StopRequest stop, final PrintWriter progress)
    {
        this.plan = plan;
        this.stop = stop;
        this.progress = progress;
    }

    /**
     * Measure. Nothing is left afterwards, whatever happens: no process, no file.
     *
     * @param contenders in the order of the report.
     * @return rounds of each contender in the same order.
     * @throws io.balsa.bench.BenchException when it could not be carried through, or a contender has lost a command.
     */
    public List<List<RoundResult>> run(final List<Contender> contenders)
    {
        final List<List<RoundResult>> results = new ArrayList<>();
        contenders.forEach(contender -> results.add(new ArrayList<>()));
        for (int round = 0; round < plan.rounds(); round++)
        {
            for (int i = 0; i < contenders.size(); i++)
            {
                final RoundResult result = run(contenders.get(i));
                results.get(i).add(result);
                progress.println(String.format(Locale.ROOT,
                    "round %d of %d: %s: p50 %.1f us, p99 %.1f us, %.0f a second", round + 1, plan.rounds(),
                    contenders.get(i).name(), result.latencyUs(50), result.latencyUs(99),
                    result.load().ratePerSecond()));
            }
        }
        return results;
    }

    private RoundResult run(final Contender contender)
    {
        stop.check();
        try (RigDirectory directory = RigDirectory.create(plan.directory());
            Deployment deployment = contender.deploy(directory, stop))
        {
            final Load load = new Load(
                plan.load(), SystemNanoClock.INSTANCE, plan.clientIdle().newStrategy(), () -> check(deployment));
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
                load.runFor(target, plan.warmupNs(), Load.newHistogram());
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
