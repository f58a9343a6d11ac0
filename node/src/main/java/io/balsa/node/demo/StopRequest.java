package io.balsa.node.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a command to stop, from any thread, and lets the one who told wait until it has cleaned up.
 */
public final class StopRequest
{
    private final String command;
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /**
     * Create.
     *
     * @param command that is to stop, for messages.
     */
    public StopRequest(final String command)
    {
        this.command = command;
    }

    /**
     * Ask, and wait for the command to be over.
     *
     * @param timeoutNs longest wait in ns.
     * @return false when it is not over in time.
     * @throws InterruptedException when the waiting thread is interrupted.
     */
    public boolean request(final long timeoutNs) throws InterruptedException
    {
        request();
        return done.await(timeoutNs, TimeUnit.NANOSECONDS);
    }

    /** Ask, and wait for nothing. */
    void request()
    {
        requested.countDown();
    }

    /** Nothing is left to stop. */
    public void onDone()
    {
        done.countDown();
    }

    /**
     * Find out whether to stop.
     *
     * @throws DemoException when it was asked for.
     */
    public void check()
    {
        if (requested.getCount() == 0)
        {
            throw new DemoException(command + ": stopped before its end");
        }
    }

    /**
     * Wait, but not after a request.
     *
     * @param timeNs to wait.
     * @throws DemoException when a stop was asked for.
     */
    public void pause(final long timeNs)
    {
        try
        {
            if (requested.await(timeNs, TimeUnit.NANOSECONDS))
            {
                check();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new DemoException(command + ": interrupted", ex);
        }
    }
}
