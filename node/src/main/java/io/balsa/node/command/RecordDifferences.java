package io.balsa.node.command;

import io.balsa.consensus.port.SnapshotReader;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the records in which two snapshots differ, and tells of each as it comes: none is kept.
 */
final class RecordDifferences
{
    /** What is different. */
    enum Kind
    {
        /** The second snapshot alone has the key. */
        ADDED,

        /** The first snapshot alone has the key. */
        REMOVED,

        /** Both have the key, with different values. */
        CHANGED
    }

    private final SnapshotReader first;
    private final SnapshotReader second;
    private final Listener listener;
    private final long[] counts = new long[Kind.values().length];
    private long equalCount;

    RecordDifferences(final SnapshotReader first, final SnapshotReader second, final Listener listener)
    {
        this.first = first;
        this.second = second;
        this.listener = listener;
    }

    void run()
    {
        final UnsafeBuffer other = new UnsafeBuffer(0, 0);
        first.forEach((key, value) ->
        {
            if (!second.get(key, 0, key.capacity(), other))
            {
                tell(Kind.REMOVED, key, value, null);
            }
            else if (value.equals(other))
            {
                equalCount++;
            }
            else
            {
                tell(Kind.CHANGED, key, value, other);
            }
        });
        second.forEach((key, value) ->
        {
            if (!first.get(key, 0, key.capacity(), other))
            {
                tell(Kind.ADDED, key, null, value);
            }
        });
    }

    private void tell(
        final Kind kind, final DirectBuffer key, final DirectBuffer firstValue, final DirectBuffer secondValue)
    {
        counts[kind.ordinal()]++;
        listener.onDifference(kind, key, firstValue, secondValue);
    }

    long count(final Kind kind)
    {
        return counts[kind.ordinal()];
    }

    long equalCount()
    {
        return equalCount;
    }

    boolean areSessionsEqual()
    {
        return first.sessions().equals(second.sessions());
    }

    boolean areTimersEqual()
    {
        return first.timers().equals(second.timers());
    }

    boolean isEmpty()
    {
        for (final long count : counts)
        {
            if (count > 0)
            {
                return false;
            }
        }
        return areSessionsEqual() && areTimersEqual();
    }

    /** Is told of each difference; the buffers are borrowed for the call. */
    @FunctionalInterface
    interface Listener
    {
        /** A value is null where the snapshot has none. */
        void onDifference(Kind kind, DirectBuffer key, DirectBuffer firstValue, DirectBuffer secondValue);
    }
}
