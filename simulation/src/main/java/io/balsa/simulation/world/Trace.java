package io.balsa.simulation.world;

import io.balsa.simulation.check.ContentHash;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What happened, as a hash over all of it and as the last events in words. Two runs with the same hash have done the
 * same.
 */
public final class Trace
{
    /** Events that are kept in words, of all nodes together. */
    public static final int EVENTS_KEPT = 4096;

    private static final int FIELDS = 6;

    private final TraceKind[] kinds = new TraceKind[EVENTS_KEPT];
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
        final int slot = (int)(count % EVENTS_KEPT);
        final int position = slot * FIELDS;
        kinds[slot] = kind;
        kept[position] = nowNs;
        kept[position + 1] = node;
        kept[position + 2] = first;
        kept[position + 3] = second;
        kept[position + 4] = third;
        kept[position + 5] = fourth;
        count++;
        hash = ContentHash.combine(hash, nowNs * 31 + kind.code());
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
            final int slot = (int)(i % EVENTS_KEPT);
            final int node = (int)kept[slot * FIELDS + 1];
            if (left[node + 1]-- > 0)
            {
                lines.add(line(slot, node));
            }
        }
        Collections.reverse(lines);
        return lines;
    }

    private String line(final int slot, final int node)
    {
        final int position = slot * FIELDS;
        return String.format(Locale.ROOT, "%12.6f s  %-8s %s", kept[position] / 1e9,
            node < 0 ? "world" : "node " + node,
            kinds[slot].text(kept[position + 2], kept[position + 3], kept[position + 4], kept[position + 5]));
    }
}
