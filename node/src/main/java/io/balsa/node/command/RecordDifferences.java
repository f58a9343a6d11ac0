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
    private long addedCount;
    private long removedCount;
    private long changedCount;
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
                removedCount++;
                listener.onDifference(Kind.REMOVED, key, value, null);
            }
            else if (value.equals(other))
            {
                equalCount++;
            }
            else
            {
                changedCount++;
                listener.onDifference(Kind.CHANGED, key, value, other);
            }
        });
        second.forEach((key, value) ->
        {
            if (!first.get(key, 0, key.capacity(), other))
            {
                addedCount++;
                listener.onDifference(Kind.ADDED, key, null, value);
            }
        });
    }

    long addedCount()
    {
        return addedCount;
    }

    long removedCount()
    {
        return removedCount;
    }

    long changedCount()
    {
        return changedCount;
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
        return addedCount + removedCount + changedCount == 0 && areSessionsEqual() && areTimersEqual();
    }

    /** Is told of each difference; the buffers are borrowed for the call. */
    @FunctionalInterface
    interface Listener
    {
        /** A value is null where the snapshot has none. */
        void onDifference(Kind kind, DirectBuffer key, DirectBuffer firstValue, DirectBuffer secondValue);
    }
}
