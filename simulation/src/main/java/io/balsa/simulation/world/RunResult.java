package io.balsa.simulation.world;

import io.balsa.simulation.check.Marks;

import java.util.List;

/**
 * What came of a run.
 *
 * @param settings    of the run.
 * @param faults      that befell the cluster.
 * @param marks       that were hit.
 * @param trace       of the run.
 * @param simulatedNs time that passed in it.
 * @param nodeCount   members and clients.
 * @param failure     why it failed; null when it did not.
 */
public record RunResult(
    RunSettings settings,
    List<Fault> faults,
    Marks marks,
    Trace trace,
    long simulatedNs,
    int nodeCount,
    Throwable failure)
{
    /**
     * Whether nothing is wrong.
     *
     * @return true if so.
     */
    public boolean isClean()
    {
        return failure == null;
    }
}
