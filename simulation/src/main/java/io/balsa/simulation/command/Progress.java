package io.balsa.simulation.command;

import io.balsa.simulation.SimulationReport;

import java.io.PrintWriter;

/** Tells on a terminal how far a batch is. */
final class Progress
{
    private static final long INTERVAL_NS = 500_000_000L;

    private final boolean isTerminal = Boolean.getBoolean("io.balsa.terminal");
    private final PrintWriter err;
    private final int seeds;
    private long toldNs = System.nanoTime();
    private boolean isTold;

    Progress(final PrintWriter err, final int seeds)
    {
        this.err = err;
        this.seeds = seeds;
    }

    void onReport(final SimulationReport report)
    {
        final long nowNs = System.nanoTime();
        if (isTerminal && nowNs - toldNs >= INTERVAL_NS)
        {
            toldNs = nowNs;
            isTold = true;
            err.print("\r" + report.seedCount() + " of " + seeds + " seeds, " + report.failureCount() + " failed ");
            err.flush();
        }
    }

    /** Leave the line as it was. */
    void end()
    {
        if (isTold)
        {
            err.print("\r" + " ".repeat(60) + "\r");
            err.flush();
        }
    }
}
