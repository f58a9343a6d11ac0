package io.balsa.node.command;

/**
 * What the process tells its caller.
 */
public final class ExitCode
{
    /** Done, or yes. */
    public static final int OK = 0;

    /** Failed, or no. */
    public static final int FAILED = 1;

    /** The command line or the configuration is wrong; nothing was done. */
    public static final int USAGE = 2;

    /** No member could be reached in time. */
    public static final int UNREACHABLE = 3;

    /** What was asked for cannot be done on this machine; nothing was done. */
    public static final int SKIPPED = 4;

    private ExitCode()
    {
    }
}
