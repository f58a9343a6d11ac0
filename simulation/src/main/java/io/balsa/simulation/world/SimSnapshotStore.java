package io.balsa.simulation.world;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotRecordHandler;
import io.balsa.consensus.port.SnapshotStore;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;
import io.balsa.simulation.check.ContentHash;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The snapshots of a machine, which outlive its processes: published by a name that a loss of power may take back until
 * the directory is synced. A process may die at each step.
 */
final class SimSnapshotStore implements SnapshotStore
{
    private final TreeMap<SnapshotId, Stored> published = new TreeMap<>();
    private final SplittableRandom random;
    private final Device device;
    private final Observer observer;
    private final int retainedCount;
    private final double failureRate;
    private final long weight;
    private SnapshotId unsynced;
    private SnapshotContent receiving;
    private byte[] received = {};
    private int syncedLength;
    private boolean isWriting;
    private boolean isPublishing;

    SimSnapshotStore(
        final SplittableRandom random,
        final Device device,
        final Observer observer,
        final SnapshotSwarm swarm)
    {
        this.random = random;
        this.device = device;
        this.observer = observer;
        retainedCount = swarm.retainedCount();
        failureRate = swarm.failureRate();
        weight = swarm.weight();
    }

    /** Lets time pass; the process may not be there any more afterwards. */
    @FunctionalInterface
    interface Device
    {
        void await(SimDisk.Operation operation, String name, long bytes);
    }

    /** Looks on. */
    @FunctionalInterface
    interface Observer
    {
        void onPublished(long index, long contentHash);
    }

    private record Entry(UnsafeBuffer key, UnsafeBuffer value)
    {
    }

    /** What is on the disk of one snapshot. */
    private static final class Stored
    {
        private final SnapshotMetadata metadata;
        private final List<Entry> records = new ArrayList<>();
        private UnsafeBuffer sessions = new UnsafeBuffer(new byte[0]);
        private long bytes;
        private boolean isDamaged;

        Stored(final SnapshotMetadata metadata)
        {
            this.metadata = metadata;
        }

        /** The same whatever order the records were written in. */
        private long contentHash()
        {
            long hash = ContentHash.of(sessions, 0, sessions.capacity());
            hash = ContentHash.combine(hash, metadata.stateDigest());
            hash = ContentHash.combine(hash, metadata.clusterTimeNs());
            hash = ContentHash.combine(hash, metadata.id().term());
            long sum = 0;
            for (final Entry record : records)
            {
                sum += ContentHash.combine(ContentHash.of(record.key, 0, record.key.capacity()),
                    ContentHash.of(record.value, 0, record.value.capacity()));
            }
            return ContentHash.combine(hash, sum);
        }
    }

    /** The newest that is whole. */
    long wholeIndex()
    {
        for (final SnapshotId id : published.descendingKeySet())
        {
            if (!published.get(id).isDamaged)
            {
                return id.index();
            }
        }
        return 0;
    }

    /** How many are whole of those that end with an entry or later. */
    int wholeCount(final long fromIndex)
    {
        int count = 0;
        for (final Stored stored : published.values())
        {
            count += stored.isDamaged || stored.metadata.id().index() < fromIndex ? 0 : 1;
        }
        return count;
    }

    /** The machine loses power: a name that was not synced may be gone. */
    void losePower()
    {
        if (unsynced != null && random.nextBoolean())
        {
            published.remove(unsynced);
        }
        unsynced = null;
        if (received.length > syncedLength)
        {
            // What was not forced may be there, in part or wrong.
            received = Arrays.copyOf(received, random.nextInt(syncedLength, received.length + 1));
            if (received.length > 0 && random.nextBoolean())
            {
                received[received.length - 1] = 0;
            }
        }
    }

    /** A bit of the newest snapshot turns, if there is another one that the log goes on from. */
    boolean damageNewest(final long firstIndex)
    {
        final boolean isPossible = published.size() > 1 &&
            published.lowerKey(published.lastKey()).index() >= firstIndex - 1 &&
            published.values().stream().noneMatch((stored) -> stored.isDamaged);
        if (isPossible)
        {
            published.lastEntry().getValue().isDamaged = true;
        }
        return isPossible;
    }

    void wipe()
    {
        published.clear();
        receiving = null;
        received = new byte[0];
        syncedLength = 0;
    }

    /** A process begins: what another one was writing is gone. */
    void begin()
    {
        isWriting = false;
        isPublishing = false;
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
            throw new IllegalStateException("another snapshot is being written: close its writer first");
        }
        device.await(SimDisk.Operation.CREATE, "snapshot", 0);
        isWriting = true;
        return new Writer(new Stored(metadata));
    }

    @Override
    public SnapshotReader openNewest()
    {
        final List<SnapshotId> ids = snapshots();
        for (int i = ids.size() - 1; i >= 0; i--)
        {
            final Stored stored = published.get(ids.get(i));
            if (!stored.isDamaged)
            {
                for (final SnapshotId damaged : ids.subList(i + 1, ids.size()))
                {
                    device.await(SimDisk.Operation.CREATE, "snapshot", 0);
                    published.remove(damaged);
                }
                return new Reader(stored);
            }
        }
        if (!ids.isEmpty())
        {
            throw new CorruptStorageException("no snapshot is whole");
        }
        return null;
    }

    @Override
    public SnapshotReader open(final SnapshotId id)
    {
        if (published.get(id).isDamaged)
        {
            throw new CorruptStorageException("the snapshot of " + id + " is damaged");
        }
        return new Reader(published.get(id));
    }

    @Override
    public void close()
    {
    }

    private boolean publish(final Stored stored)
    {
        final SnapshotId id = stored.metadata.id();
        if (newestIndex() >= id.index())
        {
            return false;
        }
        device.await(SimDisk.Operation.CREATE, "snapshot", 0);
        published.put(id, stored);
        unsynced = id;
        observer.onPublished(id.index(), stored.contentHash());
        device.await(SimDisk.Operation.SYNC_DIRECTORY, "snapshot", 0);
        unsynced = null;
        while (published.size() > retainedCount)
        {
            device.await(SimDisk.Operation.DELETE, "snapshot", 0);
            published.pollFirstEntry();
        }
        return true;
    }

    /** Last entry in the newest that is published. */
    long newestIndex()
    {
        return published.isEmpty() ? 0 : published.lastKey().index();
    }

    /** The bytes of a snapshot; null where there is none. One that is damaged is set aside. */
    byte[] bytes(final SnapshotId id)
    {
        final Stored stored = published.get(id);
        if (stored == null)
        {
            return null;
        }
        if (stored.isDamaged)
        {
            device.await(SimDisk.Operation.CREATE, "snapshot", 0);
            published.remove(id);
            return null;
        }
        return SimSnapshotBytes.encode(new Reader(stored));
    }

    /** Whether all of a snapshot has come, which is being forced. */
    boolean isPublishing()
    {
        return isPublishing;
    }

    /** What has come of a snapshot; nothing where another one came before. */
    byte[] received(final SnapshotContent content)
    {
        if (!content.equals(receiving))
        {
            receive(content, new byte[0]);
        }
        return received;
    }

    /** More has come, and may be there after a loss of power. */
    void receive(final SnapshotContent content, final byte[] bytes)
    {
        device.await(SimDisk.Operation.CREATE, "snapshot", 0);
        receiving = content;
        received = bytes;
        syncedLength = Math.min(syncedLength, bytes.length);
    }

    boolean publishReceived()
    {
        isPublishing = true;
        device.await(SimDisk.Operation.FORCE, "snapshot", received.length * weight);
        isPublishing = false;
        syncedLength = received.length;
        if (random.nextDouble() < failureRate)
        {
            throw new StorageException("the device has no room for the snapshot");
        }
        final SimSnapshotBytes bytes = new SimSnapshotBytes(received);
        final Stored stored = new Stored(bytes.metadata());
        stored.sessions = bytes.sessions();
        bytes.forEach((key, value) -> stored.records.add(
            new Entry(copy(key, 0, key.capacity()), copy(value, 0, value.capacity()))));
        final boolean isPublished = publish(stored);
        receiving = null;
        received = new byte[0];
        syncedLength = 0;
        return isPublished;
    }

    private static UnsafeBuffer copy(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new UnsafeBuffer(bytes);
    }

    private final class Writer implements SnapshotWriter
    {
        private final Stored stored;

        Writer(final Stored stored)
        {
            this.stored = stored;
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
            stored.records.add(new Entry(copy(key, keyOffset, keyLength), copy(value, valueOffset, valueLength)));
            stored.bytes += keyLength + valueLength;
        }

        @Override
        public void sessions(final DirectBuffer section, final int offset, final int length)
        {
            stored.sessions = copy(section, offset, length);
            stored.bytes += length;
        }

        @Override
        public void timers(final DirectBuffer section, final int offset, final int length)
        {
            throw new UnsupportedOperationException("nobody has timers yet");
        }

        @Override
        public boolean publish()
        {
            device.await(SimDisk.Operation.FORCE, "snapshot", stored.bytes);
            if (random.nextDouble() < failureRate)
            {
                throw new StorageException("the device has no room for the snapshot");
            }
            return SimSnapshotStore.this.publish(stored);
        }

        @Override
        public void close()
        {
            isWriting = false;
        }
    }

    private static final class Reader implements SnapshotReader
    {
        private final Stored stored;

        Reader(final Stored stored)
        {
            this.stored = stored;
        }

        @Override
        public SnapshotMetadata metadata()
        {
            return stored.metadata;
        }

        @Override
        public long recordCount()
        {
            return stored.records.size();
        }

        @Override
        public DirectBuffer sessions()
        {
            return stored.sessions;
        }

        @Override
        public DirectBuffer timers()
        {
            return new UnsafeBuffer(new byte[0]);
        }

        @Override
        public boolean get(final DirectBuffer key, final int offset, final int length, final DirectBuffer value)
        {
            final UnsafeBuffer wanted = copy(key, offset, length);
            for (final Entry record : stored.records)
            {
                if (record.key.equals(wanted))
                {
                    value.wrap(record.value);
                    return true;
                }
            }
            return false;
        }

        @Override
        public void forEach(final SnapshotRecordHandler handler)
        {
            for (final Entry record : stored.records)
            {
                handler.onRecord(record.key, record.value);
            }
        }

        @Override
        public void close()
        {
        }
    }
}
