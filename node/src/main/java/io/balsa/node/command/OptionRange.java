package io.balsa.node.command;

/**
 * Numbers on the command line.
 */
public final class OptionRange
{
    private OptionRange()
    {
    }

    /**
     * Check the number of an option.
     *
     * @param option name, for messages.
     * @param value  that was given.
     * @param min    allowed.
     * @param max    allowed.
     * @throws CommandException when it is out of range.
     */
    public static void check(final String option, final long value, final long min, final long max)
    {
        if (value < min || value > max)
        {
            throw new CommandException(ExitCode.USAGE,
                option + "=" + value + ": out of range; allowed: " + min + " to " + max);
        }
    }
}
