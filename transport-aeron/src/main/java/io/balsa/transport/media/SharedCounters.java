package io.balsa.transport.media;

import io.aeron.Aeron;
import io.aeron.Counter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Shows numbers of this process among the counters of the media driver, where its tools and any process of the machine
 * find them. They are copies: the memory of the driver's counters goes with the connection, and no reader or writer of
 * the numbers themselves is to depend on that.
 * <p>
 * Thread: the one that drives the connection.
 */
public final class SharedCounters
{
    /** Time between two copies, in ns. */
    public static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Aeron aeron;
    private final List<Counter> counters = new ArrayList<>();
    private final List<LongSupplier> sources = new ArrayList<>();
    private long dueNs;
    private final List<Counter> requests = new ArrayList<>();
    private final List<Runnable> requestHandlers = new ArrayList<>();
    private boolean isDue = true;

    SharedCounters(final Aeron aeron)
    {
        this.aeron = aeron;
    }

    /**
     * Add a counter. Waits for the driver's answer, so it is for the start only.
     *
     * @param typeId of the counter.
     * @param label  of the counter.
     * @param source of its value, called on the thread that drives the connection.
     */
    public void add(final int typeId, final String label, final LongSupplier source)
    {
        counters.add(aeron.addCounter(typeId, label));
        sources.add(source);
    }

    /**
     * Add a counter that any process of the machine may increment, by {@link DriverCounters#increment}, to ask for
     * something. Waits for the driver's answer, so it is for the start only.
     *
     * @param typeId  of the counter.
     * @param label   of the counter.
     * @param handler called on the thread that drives the connection, once for any number of requests that have come
     *                since it was called.
     */
    public void addRequest(final int typeId, final String label, final Runnable handler)
    {
        requests.add(aeron.addCounter(typeId, label));
        requestHandlers.add(handler);
    }

    void doWork(final long nowNs)
    {
        if (isDue || nowNs - dueNs >= 0)
        {
            isDue = false;
            dueNs = nowNs + INTERVAL_NS;
            copy();
        }
    }

    private void copy()
    {
        if (!aeron.isClosed())
        {
            for (int i = 0; i < counters.size(); i++)
            {
                counters.get(i).setOrdered(sources.get(i).getAsLong());
            }
            for (int i = 0; i < requests.size(); i++)
            {
                take(requests.get(i), requestHandlers.get(i));
            }
        }
    }

    private static void take(final Counter request, final Runnable handler)
    {
        final long count = request.get();
        if (count != 0)
        {
            request.getAndAdd(-count);
            handler.run();
        }
    }
}
