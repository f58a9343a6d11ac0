package io.balsa.node.demo;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Tells how a demonstration goes while it runs: a line for each event, and how far it is. On a terminal that is one
 * line, written over and over; elsewhere a line for each tenth. Called on one thread.
 */
public final class Console
{
    private static final long REDRAW_INTERVAL_NS = 100_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final int TENTHS = 10;

    private final PrintWriter out;
    private final boolean isTerminal;
    private boolean hasProgressLine;
    private long redrawDueNs = System.nanoTime();
    private int tenths;

    /**
     * Create.
     *
     * @param out        to print to.
     * @param isTerminal whether it is a terminal.
     */
    public Console(final PrintWriter out, final boolean isTerminal)
    {
        this.out = out;
        this.isTerminal = isTerminal;
    }

    void event(final String text)
    {
        clear();
        out.println(text);
        out.flush();
    }

    void progress(final int done, final int total, final long nowNs)
    {
        if (!isTerminal)
        {
            final int doneTenths = (int)((long)done * TENTHS / total);
            if (doneTenths > tenths)
            {
                tenths = doneTenths;
                event(text(done, total));
            }
        }
        else if (nowNs - redrawDueNs >= 0)
        {
            redrawDueNs = nowNs + REDRAW_INTERVAL_NS;
            out.print(CLEAR_LINE + text(done, total));
            out.flush();
            hasProgressLine = true;
        }
    }

    private static String text(final int done, final int total)
    {
        return String.format(Locale.ROOT, "%d of %d commands acknowledged", done, total);
    }

    /** Take the progress line away. */
    void clear()
    {
        if (hasProgressLine)
        {
            out.print(CLEAR_LINE);
            out.flush();
            hasProgressLine = false;
        }
    }
}
