package io.balsa.archive;

import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.List;

/** Writes a snapshot into a directory of its own, which the store publishes. */
final class ChronicleSnapshotWriter implements SnapshotWriter
{
    private final ChronicleSnapshotStore store;
    private final SnapshotFiles storage;
    private final SnapshotMetadata metadata;
    private final String directory;
    private final RecordWriter records;
    private DirectBuffer sessions = new UnsafeBuffer(ByteBuffer.allocateDirect(0));
    private DirectBuffer timers = sessions;
    private boolean isClosed;

    ChronicleSnapshotWriter(
        final ChronicleSnapshotStore store,
        final SnapshotFiles storage,
        final SnapshotMetadata metadata,
        final RecordWriter records)
    {
        this.store = store;
        this.storage = storage;
        this.metadata = metadata;
        this.records = records;
        directory = SnapshotLayout.writing(metadata.id());
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
        records.put(key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    @Override
    public void sessions(final DirectBuffer section, final int offset, final int length)
    {
        sessions = copy(section, offset, length);
    }

    @Override
    public void timers(final DirectBuffer section, final int offset, final int length)
    {
        timers = copy(section, offset, length);
    }

    @Override
    public boolean publish()
    {
        final List<Manifest.RecordFileEntry> files = records.finish();
        final String manifest = directory + "/" + SnapshotLayout.MANIFEST;
        storage.write(manifest, new Manifest(store.clusterId(), metadata, files, sessions, timers).encode());
        storage.force(manifest);
        storage.syncDirectory(directory);
        return store.publish(metadata.id());
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            records.close();
            store.onWriterClosed(metadata.id());
        }
    }

    private static DirectBuffer copy(final DirectBuffer section, final int offset, final int length)
    {
        RecordWriter.checkLength("section", length, 0, SECTION_LENGTH_MAX);
        final UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        copy.putBytes(0, section, offset, length);
        return copy;
    }
}
