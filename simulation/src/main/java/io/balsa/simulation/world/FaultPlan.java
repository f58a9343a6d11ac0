package io.balsa.simulation.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All faults of a run, drawn before it begins: each kind at a rate of its own, often none. What is in the plan does not
 * depend on what happens, so a run can be repeated without some of them.
 */
final class FaultPlan
{
    private final List<Fault> faults = new ArrayList<>();

    FaultPlan(final SplittableRandom random, final Swarm swarm)
    {
        for (final FaultKind kind : FaultKind.VALUES)
        {
            final SplittableRandom kindRandom = random.split();
            if (swarm.isAllowed(kind) && isDrawn(kindRandom, kind, swarm))
            {
                draw(kindRandom, kind, swarm);
            }
        }
        faults.sort(Comparator.comparingLong(Fault::atNs).thenComparing(Fault::number));
    }

    private static boolean isDrawn(final SplittableRandom random, final FaultKind kind, final Swarm swarm)
    {
        return swarm.focus() == null ?
            random.nextInt(3) == 0 : random.nextInt(12) == 0 || kind == swarm.focus();
    }

    private void draw(final SplittableRandom random, final FaultKind kind, final Swarm swarm)
    {
        final double part = kind == swarm.focus() ? random.nextDouble(0.5, 1) : random.nextDouble();
        final double ratePerSecond = kind.ratePerSecondMax * part * Math.sqrt(swarm.memberCount());
        if (ratePerSecond <= 0)
        {
            return;
        }
        long atNs = 0;
        while (true)
        {
            atNs += exponential(random, 1e9 / ratePerSecond);
            if (atNs >= swarm.safetyNs())
            {
                return;
            }
            final int member = swarm.draw(random, kind);
            faults.add(new Fault(faults.size(), kind, atNs, exponential(random, (double)kind.durationMeanNs), member,
                random.nextLong()));
        }
    }

    static long exponential(final SplittableRandom random, final double mean)
    {
        return (long)(-StrictMath.log(1.0 - random.nextDouble()) * mean);
    }

    List<Fault> faults()
    {
        return faults;
    }
}
