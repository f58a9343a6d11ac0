package io.balsa.node.command;

import org.agrona.SystemUtil;

/**
 * Times on the command line.
 */
final class Durations
{
    private Durations()
    {
    }

    /** Read the time of an option in ns. */
    static long parse(final String option, final String text)
    {
        try
        {
            return SystemUtil.parseDuration(option, text);
        }
        catch (final NumberFormatException ex)
        {
            throw new CommandException(ExitCode.USAGE, option + "=" + text + ": not a time such as 500ms or 2s", ex);
        }
    }
}
