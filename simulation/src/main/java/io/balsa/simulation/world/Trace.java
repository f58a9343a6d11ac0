package io.balsa.simulation.world;

import io.balsa.simulation.check.ContentHash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What happened, as a hash over all of it and as the last events in words. Two runs with the same hash have done the
 * same.
 */
public final class Trace
{
    /** Events that are kept in words, of all nodes together. */
    public static final int EVENTS_KEPT = 4096;

    private static final int FIELDS = 7;

    private final long[] kept = new long[EVENTS_KEPT * FIELDS];
    private long hash;
    private long count;

    /** Start without events. */
    Trace()
    {
    }

    /** Note an event; what the numbers mean is up to its kind. */
    void add(
        final long nowNs,
        final TraceKind kind,
        final int node,
        final long first,
        final long second,
        final long third,
        final long fourth)
    {
        final int position = (int)(count % EVENTS_KEPT) * FIELDS;
        kept[position] = nowNs;
        kept[position + 1] = kind.ordinal();
        kept[position + 2] = node;
        kept[position + 3] = first;
        kept[position + 4] = second;
        kept[position + 5] = third;
        kept[position + 6] = fourth;
        count++;
        hash = ContentHash.combine(hash, nowNs * 31 + kind.ordinal());
        hash = ContentHash.combine(hash, node * 0x1_0000_0001L + first);
        hash = ContentHash.combine(hash, second * 0x9E3779B1L + third * 0x85EBCA77L + fourth);
    }

    /**
     * Hash over all events.
     *
     * @return 64 bits.
     */
    public long hash()
    {
        return hash;
    }

    /**
     * How many events there were.
     *
     * @return count.
     */
    public long count()
    {
        return count;
    }

    /**
     * The last events of each node, the oldest first, one line each.
     *
     * @param eventsPerNode most lines of a node.
     * @param nodeCount     members and clients.
     * @return lines in order of time.
     */
    public List<String> timeline(final int eventsPerNode, final int nodeCount)
    {
        final int[] left = new int[nodeCount + 1];
        Arrays.fill(left, eventsPerNode);
        final List<String> lines = new ArrayList<>();
        for (long i = count - 1; i >= Math.max(0, count - EVENTS_KEPT); i--)
        {
            final int position = (int)(i % EVENTS_KEPT) * FIELDS;
            final int node = (int)kept[position + 2];
            if (left[node + 1]-- > 0)
            {
                lines.add(0, line(position, node));
            }
        }
        return lines;
    }

    private String line(final int position, final int node)
    {
        final TraceKind kind = TraceKind.VALUES[(int)kept[position + 1]];
        return String.format("%12.6f s  %-8s %s", kept[position] / 1e9, node < 0 ? "world" : "node " + node,
            kind.text(kept[position + 3], kept[position + 4], kept[position + 5], kept[position + 6]));
    }
}
