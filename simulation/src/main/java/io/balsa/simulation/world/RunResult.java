package io.balsa.simulation.world;

import io.balsa.simulation.check.Marks;
import io.balsa.simulation.check.SafetyViolation;

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

    /**
     * What kind of failure it is: runs with the same kind failed in the same way.
     *
     * @return the invariant or the class of the failure; empty when there is none.
     */
    public String failureKind()
    {
        if (failure == null)
        {
            return "";
        }
        return failure instanceof SafetyViolation violation ?
            violation.invariant().id() : failure.getClass().getSimpleName();
    }

    /**
     * The same run, failed.
     *
     * @param newFailure why.
     * @return the result.
     */
    public RunResult failedBy(final Throwable newFailure)
    {
        return new RunResult(settings, faults, marks, trace, simulatedNs, nodeCount, newFailure);
    }
}
