package io.balsa.simulation;

import io.balsa.simulation.check.Marks;
import io.balsa.simulation.world.RunResult;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of a batch of seeds.
 */
public final class SimulationReport
{
    /** Failed runs that are kept whole; of more only the number is. */
    public static final int FAILURES_KEPT = 100;

    private final Marks marks = new Marks();
    private final List<RunResult> failures = new ArrayList<>();
    private int seedCount;
    private int failureCount;
    private long simulatedNs;
    private long eventCount;

    /** Start without seeds. */
    public SimulationReport()
    {
    }

    /**
     * Take in a run.
     *
     * @param result     of it.
     * @param repetition a second run of the same seed, which must have done the same; null when there was none.
     */
    public void add(final RunResult result, final RunResult repetition)
    {
        seedCount++;
        count(result);
        if (repetition != null)
        {
            count(repetition);
        }
        if (!result.isClean())
        {
            fail(result);
        }
        else if (repetition != null && repetition.trace().hash() != result.trace().hash())
        {
            fail(result.failedBy(new AssertionError(
                "I32: two runs of one seed did not do the same; is chance, time or order taken from the machine?")));
        }
    }

    private void count(final RunResult result)
    {
        simulatedNs += result.simulatedNs();
        eventCount += result.trace().count();
        marks.merge(result.marks());
    }

    private void fail(final RunResult result)
    {
        failureCount++;
        if (failures.size() < FAILURES_KEPT)
        {
            failures.add(result);
        }
    }

    /**
     * How many seeds were run.
     *
     * @return count.
     */
    public int seedCount()
    {
        return seedCount;
    }

    /**
     * How many runs failed.
     *
     * @return count.
     */
    public int failureCount()
    {
        return failureCount;
    }

    /**
     * Runs that failed, the first {@link #FAILURES_KEPT} of them.
     *
     * @return a view.
     */
    public List<RunResult> failures()
    {
        return List.copyOf(failures);
    }

    /**
     * Simulated time of all runs.
     *
     * @return ns.
     */
    public long simulatedNs()
    {
        return simulatedNs;
    }

    /**
     * Events of all runs.
     *
     * @return count.
     */
    public long eventCount()
    {
        return eventCount;
    }

    /**
     * Rare events that happened.
     *
     * @return marks of all runs.
     */
    public Marks marks()
    {
        return marks;
    }

    /**
     * For tests: that no run failed.
     *
     * @throws AssertionError with the first failed run: its seed, its faults and what happened last.
     */
    public void assertClean()
    {
        if (failureCount > 0)
        {
            throw new AssertionError(failureCount + " of " + seedCount + " seeds failed. " +
                RunText.of(failures.get(0), RunText.EVENTS_PER_NODE_DEFAULT), failures.get(0).failure());
        }
    }
}
