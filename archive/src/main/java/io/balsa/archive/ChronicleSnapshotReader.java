package io.balsa.archive;

import io.balsa.archive.v1.RecordBytes;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotRecordHandler;
import io.balsa.consensus.port.SnapshotWriter;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.List;

/** Reads the records of a snapshot in place, from maps that are this reader's own. */
final class ChronicleSnapshotReader implements SnapshotReader
{
    private final Manifest manifest;
    private final List<ChronicleMap<RecordBytes, RecordBytes>> maps;
    private final RecordBytes keyBytes = new RecordBytes();
    private final RecordBytes valueBytes = new RecordBytes();
    private final OffHeapBytes wanted = new OffHeapBytes();

    ChronicleSnapshotReader(final Manifest manifest, final List<ChronicleMap<RecordBytes, RecordBytes>> maps)
    {
        this.manifest = manifest;
        this.maps = maps;
    }

    @Override
    public SnapshotMetadata metadata()
    {
        return manifest.metadata();
    }

    @Override
    public long recordCount()
    {
        return manifest.recordCount();
    }

    @Override
    public DirectBuffer sessions()
    {
        return manifest.sessions();
    }

    @Override
    public DirectBuffer timers()
    {
        return manifest.timers();
    }

    @Override
    public boolean get(final DirectBuffer key, final int offset, final int length, final DirectBuffer value)
    {
        RecordWriter.checkLength("key", length, 1, SnapshotWriter.KEY_LENGTH_MAX);
        wanted.wrap(key, offset, length);
        for (int i = 0; i < maps.size(); i++)
        {
            if (null != maps.get(i).getUsing(wanted.bytes(), valueBytes))
            {
                value.wrap(valueBytes.address(), valueBytes.length());
                return true;
            }
        }
        return false;
    }

    @Override
    public void forEach(final SnapshotRecordHandler handler)
    {
        final UnsafeBuffer key = new UnsafeBuffer(0, 0);
        final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        for (final ChronicleMap<RecordBytes, RecordBytes> map : maps)
        {
            map.forEachEntry(
                (entry) ->
                {
                    entry.key().getUsing(keyBytes);
                    entry.value().getUsing(valueBytes);
                    key.wrap(keyBytes.address(), keyBytes.length());
                    value.wrap(valueBytes.address(), valueBytes.length());
                    handler.onRecord(key, value);
                });
        }
    }

    @Override
    public void close()
    {
        maps.forEach(ChronicleMap::close);
    }
}
