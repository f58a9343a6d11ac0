package io.balsa.simulation;

import io.balsa.simulation.world.Fault;
import io.balsa.simulation.world.RunResult;
import io.balsa.simulation.world.RunSettings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks for the fewest faults with which a failing run still fails: without what can be left out, what is left is what
 * matters. First without the chances of the network, then without halves, quarters and so on of the plan.
 */
public final class Shrinker
{
    /** Runs after which the search ends where nothing else is said. */
    public static final int RUNS_MAX_DEFAULT = 300;

    private final Function<RunSettings, RunResult> runs;
    private final int runsMax;
    private RunResult smallest;
    private int runCount;

    /**
     * Prepare a search.
     *
     * @param runs    runs settings.
     * @param runsMax most runs.
     */
    public Shrinker(final Function<RunSettings, RunResult> runs, final int runsMax)
    {
        this.runs = runs;
        this.runsMax = runsMax;
    }

    /**
     * Search.
     *
     * @param failed run that fails.
     * @return the run with the fewest faults found that fails in the same way; the given one when there is none.
     */
    public RunResult shrink(final RunResult failed)
    {
        smallest = failed;
        runCount = 0;
        final RunSettings settings = failed.settings();
        attempt(new RunSettings(
            settings.seed(), settings.membersMin(), settings.membersMax(), true, settings.droppedFaults()));
        int chunk = Math.max(1, smallest.faults().size() / 2);
        while (!smallest.faults().isEmpty() && runCount < runsMax)
        {
            final boolean isSmaller = dropChunks(chunk);
            if (chunk == 1 && !isSmaller)
            {
                return smallest;
            }
            chunk = Math.max(1, chunk / 2);
        }
        return smallest;
    }

    private boolean dropChunks(final int chunk)
    {
        boolean isSmaller = false;
        int from = 0;
        while (from < smallest.faults().size() && runCount < runsMax)
        {
            final List<Fault> faults = new ArrayList<>(smallest.faults());
            final Set<Integer> dropped = new HashSet<>(smallest.settings().droppedFaults());
            faults.subList(from, Math.min(from + chunk, faults.size())).forEach((fault) -> dropped.add(fault.number()));
            final RunSettings settings = smallest.settings();
            if (attempt(new RunSettings(settings.seed(), settings.membersMin(), settings.membersMax(),
                settings.isNetworkCalm(), dropped)))
            {
                isSmaller = true;
            }
            else
            {
                from += chunk;
            }
        }
        return isSmaller;
    }

    private boolean attempt(final RunSettings settings)
    {
        runCount++;
        final RunResult result = runs.apply(settings);
        if (!result.isClean() && result.failureKind().equals(smallest.failureKind()))
        {
            smallest = result;
            return true;
        }
        return false;
    }
}
