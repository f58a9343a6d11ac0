package io.balsa.simulation.world;

import io.balsa.simulation.network.NetworkEvent;

import java.util.Arrays;

/**
 * Events by due time; those of the same moment in the order in which they were added. A binary heap.
 */
final class EventQueue
{
    private static final int CAPACITY_MIN = 256;

    private long[] dueNs = new long[CAPACITY_MIN];
    private long[] orders = new long[CAPACITY_MIN];
    private NetworkEvent[] events = new NetworkEvent[CAPACITY_MIN];
    private int size;
    private long nextOrder;

    boolean isEmpty()
    {
        return size == 0;
    }

    /** Due time of the first event; there must be one. */
    long firstDueNs()
    {
        return dueNs[0];
    }

    void add(final long eventDueNs, final NetworkEvent event)
    {
        if (size == events.length)
        {
            dueNs = Arrays.copyOf(dueNs, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            events = Arrays.copyOf(events, 2 * size);
        }
        final long order = nextOrder++;
        int hole = size++;
        while (hole > 0)
        {
            final int parent = (hole - 1) >>> 1;
            if (dueNs[parent] <= eventDueNs)
            {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        set(hole, eventDueNs, order, event);
    }

    /** Take the first event; there must be one. */
    NetworkEvent poll()
    {
        final NetworkEvent first = events[0];
        size--;
        final long lastDueNs = dueNs[size];
        final long lastOrder = orders[size];
        final NetworkEvent last = events[size];
        events[size] = null;
        if (size > 0)
        {
            sink(lastDueNs, lastOrder, last);
        }
        return first;
    }

    private void sink(final long eventDueNs, final long order, final NetworkEvent event)
    {
        int hole = 0;
        int child = 1;
        while (child < size)
        {
            if (child + 1 < size && isBefore(child + 1, dueNs[child], orders[child]))
            {
                child++;
            }
            if (!isBefore(child, eventDueNs, order))
            {
                break;
            }
            move(child, hole);
            hole = child;
            child = 2 * hole + 1;
        }
        set(hole, eventDueNs, order, event);
    }

    private boolean isBefore(final int position, final long otherDueNs, final long otherOrder)
    {
        return dueNs[position] < otherDueNs || (dueNs[position] == otherDueNs && orders[position] < otherOrder);
    }

    private void move(final int from, final int to)
    {
        set(to, dueNs[from], orders[from], events[from]);
    }

    private void set(final int position, final long eventDueNs, final long order, final NetworkEvent event)
    {
        dueNs[position] = eventDueNs;
        orders[position] = order;
        events[position] = event;
    }
}
