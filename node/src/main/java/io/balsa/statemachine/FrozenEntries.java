package io.balsa.statemachine;

import io.balsa.consensus.port.SnapshotSlice;
import org.agrona.ExpandableArrayBuffer;

import java.nio.ByteOrder;

/**
 * All entries in a list, and a snapshot that is taken of them in slices while they change. An entry that changes or
 * goes before the snapshot has it leaves what it was behind; one that comes is put where the snapshot does not look.
 * So freezing costs nothing, and what is kept twice is what has changed since.
 */
final class FrozenEntries
{
    private final ExpandableArrayBuffer record = new ExpandableArrayBuffer();
    private KeyValueEntry first;
    /** Entry of the list that the snapshot looks at next, null for none. */
    private KeyValueEntry cursor;
    /** What entries were that the snapshot does not have yet, linked by their next. */
    private KeyValueEntry kept;
    /** Key of the record that is being written, null for none. */
    private KeyView key;
    private int recordLength;
    private long snapshot;
    private boolean isFrozen;

    /** Make a record of an entry; returns its length. */
    static int encode(final KeyValueEntry entry, final ExpandableArrayBuffer record)
    {
        record.putLong(0, entry.version(), ByteOrder.LITTLE_ENDIAN);
        record.putBytes(Long.BYTES, entry.value(), 0, entry.valueLength());
        return Long.BYTES + entry.valueLength();
    }

    void add(final KeyValueEntry entry)
    {
        entry.copiedFor(snapshot);
        entry.next(first);
        if (first != null)
        {
            first.previous(entry);
        }
        first = entry;
    }

    /** An entry is about to change. */
    void beforeChange(final KeyValueEntry entry)
    {
        if (isMissing(entry))
        {
            keep(entry.moveAway());
            entry.copiedFor(snapshot);
        }
    }

    void remove(final KeyValueEntry entry)
    {
        final KeyValueEntry previous = entry.previous();
        final KeyValueEntry next = entry.next();
        if (cursor == entry)
        {
            cursor = next;
        }
        if (first == entry)
        {
            first = next;
        }
        if (previous != null)
        {
            previous.next(next);
        }
        if (next != null)
        {
            next.previous(previous);
        }
        if (isMissing(entry))
        {
            keep(entry);
        }
    }

    private boolean isMissing(final KeyValueEntry entry)
    {
        return isFrozen && entry.copiedFor() != snapshot;
    }

    private void keep(final KeyValueEntry former)
    {
        former.next(kept);
        kept = former;
    }

    void freeze()
    {
        thaw();
        snapshot++;
        cursor = first;
        isFrozen = true;
    }

    boolean writeSlice(final SnapshotSlice slice)
    {
        while (key != null || kept != null || cursor != null)
        {
            if (slice.isOver())
            {
                return false;
            }
            if (key == null)
            {
                look();
            }
            if (key != null)
            {
                if (!slice.put(key.bytes(), 0, key.length(), record, 0, recordLength))
                {
                    return false;
                }
                key = null;
            }
        }
        return true;
    }

    private void look()
    {
        if (kept != null)
        {
            copy(kept);
            kept = kept.next();
            return;
        }
        final KeyValueEntry entry = cursor;
        cursor = entry.next();
        if (isMissing(entry))
        {
            copy(entry);
            entry.copiedFor(snapshot);
        }
    }

    private void copy(final KeyValueEntry entry)
    {
        key = entry.key();
        recordLength = encode(entry, record);
    }

    void thaw()
    {
        isFrozen = false;
        cursor = null;
        kept = null;
        key = null;
    }
}
