package io.balsa.node.command;

/**
 * Runs something when the process is told to end, by SIGINT, SIGTERM or otherwise; until it is called off.
 */
final class OrderlyEnd
{
    private final Thread hook;

    OrderlyEnd(final Runnable action)
    {
        hook = new Thread(action, "balsa-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void callOff()
    {
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ignored)
        {
            // The process ends already: the action runs.
        }
    }
}
