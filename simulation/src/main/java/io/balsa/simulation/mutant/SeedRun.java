package io.balsa.simulation.mutant;

import io.balsa.simulation.Simulation;
import io.balsa.simulation.check.SafetyViolation;
import io.balsa.simulation.register.RegisterStateMachine;
import io.balsa.simulation.register.RegisterWorkload;

import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs one seed; the way into the world of a {@link MutantLoader}, so all that goes in and out is of the JDK.
 */
public final class SeedRun implements LongFunction<String[]>
{
    /** How a message begins that names what was promised and not kept. */
    private static final Pattern INVARIANT = Pattern.compile("^(I\\d+(?:, I\\d+)*)\\b");

    /** Ready to run. */
    public SeedRun()
    {
    }

    /**
     * Run a seed.
     *
     * @param seed of all chance.
     * @return null when nothing is wrong; otherwise what found it (an invariant, or how the member itself noticed), and
     * the whole line.
     */
    @Override
    public String[] apply(final long seed)
    {
        final Throwable failure =
            new Simulation(RegisterStateMachine::new).workload(RegisterWorkload::new).run(seed).failure();
        return failure == null ? null : new String[]{foundBy(failure), String.valueOf(failure.getMessage())};
    }

    private static String foundBy(final Throwable failure)
    {
        if (failure instanceof SafetyViolation violation)
        {
            return violation.invariant().id() + " " + violation.invariant();
        }
        final Matcher invariant = INVARIANT.matcher(String.valueOf(failure.getMessage()));
        if (invariant.find())
        {
            return invariant.group(1);
        }
        final Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return "halt: " + reason.getClass().getSimpleName();
    }
}
