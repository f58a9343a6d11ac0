package io.balsa.consensus.support;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotRecordHandler;
import io.balsa.consensus.port.SnapshotStore;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots in memory. A test may damage them, make the device full, or publish one beside the writer. */
public final class TestSnapshotStore implements SnapshotStore
{
    /** How many are kept. */
    public static final int RETAINED = 2;

    private final TreeMap<SnapshotId, Snapshot> published = new TreeMap<>();
    private String failure;
    private int openReaders;
    private boolean isWriting;

    /** Bytes of a snapshot. */
    private static final class Snapshot
    {
        private final SnapshotMetadata metadata;
        private final Map<UnsafeBuffer, UnsafeBuffer> records = new LinkedHashMap<>();
        private UnsafeBuffer sessions = new UnsafeBuffer(new byte[0]);
        private boolean isDamaged;

        Snapshot(final SnapshotMetadata metadata)
        {
            this.metadata = metadata;
        }
    }

    /** All that is written from now on fails for this reason; null for no failure. */
    public void fail(final String reason)
    {
        failure = reason;
    }

    public void damage(final long index)
    {
        published.entrySet().stream().filter((entry) -> entry.getKey().index() == index)
            .forEach((entry) -> entry.getValue().isDamaged = true);
    }

    public void forget()
    {
        published.clear();
    }

    public int openReaders()
    {
        return openReaders;
    }

    public List<Long> indexes()
    {
        return published.keySet().stream().map(SnapshotId::index).toList();
    }

    @Override
    public List<SnapshotId> snapshots()
    {
        return new ArrayList<>(published.keySet());
    }

    @Override
    public SnapshotWriter begin(
        final SnapshotMetadata metadata, final long recordCountHint, final long recordBytesHint)
    {
        if (isWriting)
        {
            throw new IllegalStateException("another writer is open");
        }
        isWriting = true;
        return new Writer(new Snapshot(metadata));
    }

    @Override
    public SnapshotReader openNewest()
    {
        for (final SnapshotId id : published.descendingKeySet())
        {
            if (!published.get(id).isDamaged)
            {
                published.tailMap(id, false).clear();
                return open(id);
            }
        }
        if (!published.isEmpty())
        {
            throw new IllegalStateException("no snapshot is whole");
        }
        return null;
    }

    @Override
    public SnapshotReader open(final SnapshotId id)
    {
        openReaders++;
        return new Reader(published.get(id));
    }

    @Override
    public void close()
    {
    }

    private static UnsafeBuffer copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new UnsafeBuffer(bytes);
    }

    private final class Writer implements SnapshotWriter
    {
        private final Snapshot snapshot;

        Writer(final Snapshot snapshot)
        {
            this.snapshot = snapshot;
        }

        @Override
        public void put(
            final DirectBuffer key,
            final int keyOffset,
            final int keyLength,
            final DirectBuffer value,
            final int valueOffset,
            final int valueLength)
        {
            if (failure != null)
            {
                throw new IllegalStateException(failure);
            }
            snapshot.records.put(copy(key, keyOffset, keyLength), copy(value, valueOffset, valueLength));
        }

        @Override
        public void sessions(final DirectBuffer section, final int offset, final int length)
        {
            snapshot.sessions = copy(section, offset, length);
        }

        @Override
        public void timers(final DirectBuffer section, final int offset, final int length)
        {
            throw new UnsupportedOperationException("timers");
        }

        @Override
        public boolean publish()
        {
            final SnapshotId id = snapshot.metadata.id();
            if (!published.isEmpty() && published.lastKey().index() >= id.index())
            {
                return false;
            }
            published.put(id, snapshot);
            while (published.size() > RETAINED)
            {
                published.pollFirstEntry();
            }
            return true;
        }

        @Override
        public void close()
        {
            isWriting = false;
        }
    }

    private final class Reader implements SnapshotReader
    {
        private final Snapshot snapshot;

        Reader(final Snapshot snapshot)
        {
            this.snapshot = snapshot;
        }

        @Override
        public SnapshotMetadata metadata()
        {
            return snapshot.metadata;
        }

        @Override
        public long recordCount()
        {
            return snapshot.records.size();
        }

        @Override
        public DirectBuffer sessions()
        {
            return snapshot.sessions;
        }

        @Override
        public DirectBuffer timers()
        {
            return new UnsafeBuffer(new byte[0]);
        }

        @Override
        public boolean get(final DirectBuffer key, final int offset, final int length, final DirectBuffer value)
        {
            final UnsafeBuffer found = snapshot.records.get(copy(key, offset, length));
            if (found != null)
            {
                value.wrap(found);
            }
            return found != null;
        }

        @Override
        public void forEach(final SnapshotRecordHandler handler)
        {
            snapshot.records.forEach(handler::onRecord);
        }

        @Override
        public void close()
        {
            openReaders--;
        }
    }
}
