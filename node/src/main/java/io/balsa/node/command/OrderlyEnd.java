package io.balsa.node.command;

import java.util.concurrent.CountDownLatch;

/**
 * Runs something when the process is told to end, by SIGINT, SIGTERM or otherwise; until it is called off.
 */
public final class OrderlyEnd
{
    private final Thread hook;

    /**
     * Create.
     *
     * @param action to run when the process ends; the process waits for it.
     */
    public OrderlyEnd(final Runnable action)
    {
        hook = new Thread(action, "balsa-end");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Wait in the action until work that was told to end has ended.
     *
     * @param ended counted down by that work.
     */
    public static void await(final CountDownLatch ended)
    {
        try
        {
            ended.await();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    /** Run nothing at the end of the process. */
    public void callOff()
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
