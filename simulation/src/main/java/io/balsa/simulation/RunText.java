package io.balsa.simulation;

import io.balsa.simulation.world.Fault;
import io.balsa.simulation.world.RunResult;

/**
 * A run for people to read: why it failed, what befell it, and what each node did last.
 */
public final class RunText
{
    /** Last events of each node that are told where nothing else is said. */
    public static final int EVENTS_PER_NODE_DEFAULT = 25;

    private RunText()
    {
    }

    /**
     * Tell a run.
     *
     * @param result        of the run.
     * @param eventsPerNode last events of each node to tell.
     * @return lines.
     */
    public static String of(final RunResult result, final int eventsPerNode)
    {
        final StringBuilder text = new StringBuilder(4096);
        text.append("seed ").append(result.settings().seed()).append(
            result.isClean() ? " is clean" : " fails: " + result.failure()).append('\n');
        text.append(String.format("members and clients %d, simulated %.3f s, events %d, hash %016x%n",
            result.nodeCount(), result.simulatedNs() / 1e9, result.trace().count(), result.trace().hash()));
        for (final Fault fault : result.faults())
        {
            text.append("  ").append(fault).append('\n');
        }
        for (final String line : result.trace().timeline(eventsPerNode, result.nodeCount()))
        {
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
