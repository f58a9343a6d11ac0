package io.balsa.bench;

import io.balsa.node.command.OrderlyEnd;
import io.balsa.node.demo.StopRequest;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs a measurement so that it cleans up when the process is told to end, by SIGINT, SIGTERM or otherwise.
 */
public final class UntilStopped
{
    private static final long CLEAN_UP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private UntilStopped()
    {
    }

    /**
     * Run.
     *
     * @param measurement asks the request now and then whether to stop, and leaves nothing behind when it returns or
     *                    throws.
     * @param <T>         of what it finds.
     * @return what it has found.
     */
    public static <T> T call(final Function<StopRequest, T> measurement)
    {
        final StopRequest stop = new StopRequest("bench");
        final OrderlyEnd end = new OrderlyEnd(() -> request(stop));
        try
        {
            return measurement.apply(stop);
        }
        finally
        {
            stop.onDone();
            end.callOff();
        }
    }

    private static void request(final StopRequest stop)
    {
        try
        {
            stop.request(CLEAN_UP_TIMEOUT_NS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
