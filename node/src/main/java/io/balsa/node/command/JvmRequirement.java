package io.balsa.node.command;

import io.balsa.transport.media.JvmFlags;

/**
 * What a command that runs a media driver needs of its JVM.
 */
final class JvmRequirement
{
    private JvmRequirement()
    {
    }

    static void check()
    {
        try
        {
            JvmFlags.check();
        }
        catch (final IllegalStateException ex)
        {
            throw new CommandException(ExitCode.FAILED, ex.getMessage());
        }
    }
}
