package io.balsa.simulation.world;

import io.balsa.simulation.network.NetworkEvent;

/**
 * Simulated time and what is to happen in it.
 * <p>
 * A process that waits for its disk waits in {@link #runUntil}: others run meanwhile, in a loop nested in its call. So
 * one thread interleaves processes at every point at which they wait.
 */
final class World
{
    private final EventQueue queue = new EventQueue();
    private final Trace trace = new Trace();
    private long nowNs;
    private long eventCount;

    long nowNs()
    {
        return nowNs;
    }

    Trace trace()
    {
        return trace;
    }

    long eventCount()
    {
        return eventCount;
    }

    void schedule(final long dueNs, final NetworkEvent event)
    {
        queue.add(Math.max(dueNs, nowNs), event);
    }

    /** Run what is due by then; time ends at that moment, or later where something nested took longer. */
    void runUntil(final long endNs)
    {
        while (!queue.isEmpty() && queue.firstDueNs() <= endNs)
        {
            nowNs = Math.max(nowNs, queue.firstDueNs());
            eventCount++;
            queue.poll().onDue();
        }
        nowNs = Math.max(nowNs, endNs);
    }

    void trace(
        final TraceKind kind,
        final int node,
        final long first,
        final long second,
        final long third,
        final long fourth)
    {
        trace.add(nowNs, kind, node, first, second, third, fourth);
    }

    void trace(final TraceKind kind, final int node, final long first, final long second)
    {
        trace.add(nowNs, kind, node, first, second, 0, 0);
    }
}
