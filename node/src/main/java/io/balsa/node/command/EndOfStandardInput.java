package io.balsa.node.command;

import java.io.IOException;
import java.io.InputStream;

/** Ends the process when its standard input does: a child does not outlive its parent, however that ends. */
final class EndOfStandardInput
{
    private static final int DISCARD_LENGTH = 256;

    private EndOfStandardInput()
    {
    }

    static void watch()
    {
        final Thread watch = new Thread(EndOfStandardInput::awaitAndExit, "balsa-standard-input");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitAndExit()
    {
        final InputStream in = System.in;
        final byte[] discarded = new byte[DISCARD_LENGTH];
        try
        {
            while (in.read(discarded) >= 0)
            {
                // Nothing is said there; only the end counts.
            }
        }
        catch (final IOException ignored)
        {
            // As good as the end.
        }
        System.exit(ExitCode.OK);
    }
}
