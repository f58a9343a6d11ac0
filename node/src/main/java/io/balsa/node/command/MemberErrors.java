package io.balsa.node.command;

import org.agrona.ErrorHandler;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Prints the errors that do not stop a member, one line each, and the same one only once in a row. Those of its launch
 * are held back until it has succeeded: a launch that fails tells why itself. Of those beyond {@link #HELD_MAX} only
 * the number is told. May be called by any thread.
 */
final class MemberErrors implements ErrorHandler
{
    /** Most errors of a launch that are held back. */
    static final int HELD_MAX = 64;

    private final PrintWriter err;
    private final List<String> held = new ArrayList<>();
    private int droppedCount;
    private boolean isLaunched;
    private String lastLine;

    MemberErrors(final PrintWriter err)
    {
        this.err = err;
    }

    @Override
    public synchronized void onError(final Throwable error)
    {
        final String line = "balsa: " + error.toString().lines().map(String::strip).collect(Collectors.joining(" "));
        if (line.equals(lastLine))
        {
            return;
        }
        lastLine = line;
        if (isLaunched)
        {
            err.println(line);
        }
        else if (held.size() < HELD_MAX)
        {
            held.add(line);
        }
        else
        {
            droppedCount++;
        }
    }

    synchronized void onLaunched()
    {
        isLaunched = true;
        held.forEach(err::println);
        held.clear();
        if (droppedCount > 0)
        {
            err.println("balsa: " + droppedCount + " more errors during the launch");
        }
    }
}
