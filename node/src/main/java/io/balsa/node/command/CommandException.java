package io.balsa.node.command;

import java.io.Serial;

/**
 * Ends a command with one line for its user and an exit code.
 */
public final class CommandException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    /** Exit code of the command. */
    private final int exitCode;

    /**
     * Create.
     *
     * @param exitCode one of {@link ExitCode}.
     * @param message  one line: what, where, what to do.
     */
    public CommandException(final int exitCode, final String message)
    {
        super(message);
        this.exitCode = exitCode;
    }

    CommandException(final int exitCode, final String message, final Throwable cause)
    {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /**
     * Exit code of the command.
     *
     * @return one of {@link ExitCode}.
     */
    public int exitCode()
    {
        return exitCode;
    }
}
