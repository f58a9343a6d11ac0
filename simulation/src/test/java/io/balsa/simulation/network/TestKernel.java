package io.balsa.simulation.network;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time and a queue of events. */
final class TestKernel implements NetworkEvents
{
    static final long MS = 1_000_000;

    final int[] arrivals = new int[16];
    int crashingNodeId = -1;
    private final PriorityQueue<Entry> queue =
        new PriorityQueue<>(Comparator.comparingLong(Entry::dueNs).thenComparingLong(Entry::order));
    private long nowNs;
    private long order;

    private record Entry(long dueNs, long order, NetworkEvent event)
    {
    }

    /** What a node dies of. */
    static final class CrashHere extends RuntimeException
    {
        private static final long serialVersionUID = 1;
    }

    @Override
    public long nowNs()
    {
        return nowNs;
    }

    @Override
    public void schedule(final long dueNs, final NetworkEvent event)
    {
        if (dueNs < nowNs)
        {
            throw new IllegalArgumentException("dueNs=" + dueNs + " is before nowNs=" + nowNs);
        }
        queue.add(new Entry(dueNs, order++, event));
    }

    @Override
    public void beforeSend(final int nodeId)
    {
        if (nodeId == crashingNodeId)
        {
            throw new CrashHere();
        }
    }

    @Override
    public void onArrival(final int nodeId)
    {
        arrivals[nodeId]++;
    }

    void advance(final long ns)
    {
        final long untilNs = nowNs + ns;
        while (!queue.isEmpty() && queue.peek().dueNs() <= untilNs)
        {
            final Entry entry = queue.poll();
            nowNs = entry.dueNs();
            entry.event().onDue();
        }
        nowNs = untilNs;
    }
}
