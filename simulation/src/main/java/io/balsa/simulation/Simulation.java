package io.balsa.simulation;

import io.balsa.consensus.port.StateMachine;
import io.balsa.simulation.world.Run;
import io.balsa.simulation.world.RunResult;
import io.balsa.simulation.world.RunSettings;

import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs whole clusters of one's own state machine on one thread, under every fault, each from one seed:
 * <pre>{@code
 * new Simulation(OrderBook::new)
 *     .workload(OrderWorkload::new)
 *     .seeds(1, 200)
 *     .run()
 *     .assertClean();
 * }</pre>
 * Checked is all that Balsa promises, and that the state machine is deterministic: that members which applied the same
 * commands have the same {@link StateMachine#digest()} after each of them and gave the same results.
 * <p>
 * A seed fixes everything: a run that failed fails again. The state machine and the workload must not ask the machine
 * for time, chance or threads.
 * <p>
 * Immutable once run; not thread-safe.
 */
public final class Simulation
{
    /** Seeds of a batch where nothing else is said. */
    public static final int SEEDS_DEFAULT = 100;

    /** Most members of a simulated cluster. */
    public static final int MEMBERS_LIMIT = 31;

    /** One seed in so many is run twice, to see that both runs do the same. */
    public static final int REPEATED_ONE_IN = 100;

    private final Supplier<? extends StateMachine> stateMachines;
    private Supplier<? extends Workload> workloads = RandomBytes::new;
    private long firstSeed = 1;
    private int seeds = SEEDS_DEFAULT;
    private int membersMin = RunSettings.MEMBERS_MIN_DEFAULT;
    private int membersMax = RunSettings.MEMBERS_MAX_DEFAULT;

    /**
     * Simulate a state machine.
     *
     * @param stateMachines makes a new one, in its initial state, each time that a member starts. Its results must not
     *                      be longer than 1024 bytes.
     */
    public Simulation(final Supplier<? extends StateMachine> stateMachines)
    {
        this.stateMachines = stateMachines;
    }

    /**
     * Set what clients ask for; random bytes where nothing is said.
     *
     * @param value makes a new workload for each run.
     * @return this.
     */
    public Simulation workload(final Supplier<? extends Workload> value)
    {
        workloads = value;
        return this;
    }

    /**
     * Set which runs there are to be.
     *
     * @param first seed.
     * @param count of seeds that follow each other, at least 1.
     * @return this.
     * @throws IllegalArgumentException when there would be none.
     */
    public Simulation seeds(final long first, final int count)
    {
        if (count < 1)
        {
            throw new IllegalArgumentException("count=" + count + " of seeds: must be at least 1");
        }
        firstSeed = first;
        seeds = count;
        return this;
    }

    /**
     * Set how many members a cluster has; each run draws a number.
     *
     * @param min fewest, at least 1.
     * @param max most, at most 31.
     * @return this.
     * @throws IllegalArgumentException when it cannot be.
     */
    public Simulation members(final int min, final int max)
    {
        if (min < 1 || max < min || max > MEMBERS_LIMIT)
        {
            throw new IllegalArgumentException(
                "members from " + min + " to " + max + ": must be from 1 to " + MEMBERS_LIMIT + ", in this order");
        }
        membersMin = min;
        membersMax = max;
        return this;
    }

    /**
     * Run all seeds, one after the other.
     *
     * @return what came of them.
     */
    public SimulationReport run()
    {
        final SimulationReport report = new SimulationReport();
        for (int i = 0; i < seeds; i++)
        {
            final long seed = firstSeed + i;
            report.add(run(seed), isRepeated(seed) ? run(seed) : null);
        }
        return report;
    }

    /**
     * Whether a seed is to be run twice, to see that both runs do the same.
     *
     * @param seed of a run.
     * @return true for one in {@link #REPEATED_ONE_IN}.
     */
    public static boolean isRepeated(final long seed)
    {
        return Math.floorMod(seed, REPEATED_ONE_IN) == 0;
    }

    /**
     * Run one seed with all that it draws.
     *
     * @param seed of all chance.
     * @return what came of it.
     */
    public RunResult run(final long seed)
    {
        return run(new RunSettings(seed, membersMin, membersMax, false, Set.of()));
    }

    /**
     * Run one seed, perhaps without some of its faults.
     *
     * @param settings of the run.
     * @return what came of it.
     */
    public RunResult run(final RunSettings settings)
    {
        return new Run(settings, stateMachines::get, workloads.get()).execute();
    }
}
