package io.balsa.node.command;

import org.agrona.SystemUtil;

/**
 * Times on the command line.
 */
public final class Durations
{
    private Durations()
    {
    }

    /**
     * Read the time of an option.
     *
     * @param option name, for messages.
     * @param text   that was given.
     * @return ns.
     * @throws CommandException when it is no time.
     */
    public static long parse(final String option, final String text)
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
