package io.balsa.archive;

import io.balsa.archive.v1.RecordBytes;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the files of records out of a snapshot, wherever it is. Chronicle Map takes its locks in the file itself, so a
 * copy is all that it is ever shown, and only one whose checksums hold.
 */
final class RecordsCopy implements SnapshotStream.PartHandler, AutoCloseable
{
    private final SnapshotFiles files;
    private final Manifest manifest;
    private final ContentCheck check;
    private int manifestLeft;
    private int file;
    private long fileLength;
    private SeekableByteChannel channel;

    private RecordsCopy(final SnapshotFiles files, final SnapshotStream stream)
    {
        this.files = files;
        manifest = stream.manifest();
        manifestLeft = stream.content().manifestLength();
        check = new ContentCheck(stream.content(), manifest);
    }

    /** Copy, check and open the records of a snapshot. Nothing of the copy has a name afterwards. */
    static SnapshotReader open(
        final SnapshotStream stream, final File copyDirectory, final SnapshotProgress progress)
    {
        ChronicleRecords.checkJvm();
        try (SnapshotFiles files = DirectoryFiles.open(copyDirectory))
        {
            if (files.list(SnapshotFiles.ROOT).length > 0)
            {
                throw new StorageException("directory " + files.location() + " is not empty; choose one for copies");
            }
            try
            {
                copy(stream, files, progress);
                return new ChronicleSnapshotReader(stream.manifest(), openMaps(stream, files));
            }
            finally
            {
                for (final String name : files.list(SnapshotFiles.ROOT))
                {
                    files.delete(name);
                }
            }
        }
    }

    private static void copy(
        final SnapshotStream stream, final SnapshotFiles files, final SnapshotProgress progress)
    {
        try (RecordsCopy copy = new RecordsCopy(files, stream))
        {
            stream.forEachPart(copy, progress);
            copy.check.throwIfDamaged(stream.location());
        }
    }

    private static List<ChronicleMap<RecordBytes, RecordBytes>> openMaps(
        final SnapshotStream stream, final SnapshotFiles files)
    {
        final List<ChronicleMap<RecordBytes, RecordBytes>> maps = new ArrayList<>();
        try
        {
            for (int i = 0; i < stream.manifest().files().size(); i++)
            {
                final String name = SnapshotLayout.records(i);
                final ChronicleMap<RecordBytes, RecordBytes> map = ChronicleRecords.open(files.file(name));
                maps.add(map);
                final long expected = stream.manifest().files().get(i).recordCount();
                if (map.longSize() != expected)
                {
                    throw new CorruptStorageException(stream.location() + "/" + name + " has " + map.longSize() +
                        " records instead of " + expected + "; restore or delete the snapshot");
                }
            }
            return maps;
        }
        catch (final RuntimeException e)
        {
            CloseHelper.closeAll(maps);
            throw e;
        }
    }

    @Override
    public void onPart(final UnsafeBuffer buffer, final int offset, final int length)
    {
        check.onPart(buffer, offset, length);
        int done = Math.min(length, manifestLeft);
        manifestLeft -= done;
        while (done < length)
        {
            final long expected = manifest.files().get(file).sum().length();
            final int part = (int)Math.min(length - done, expected - fileLength);
            write(buffer.byteBuffer().duplicate().limit(offset + done + part).position(offset + done));
            done += part;
            fileLength += part;
            if (fileLength == expected)
            {
                close();
                file++;
                fileLength = 0;
            }
        }
    }

    private void write(final ByteBuffer bytes)
    {
        final String name = SnapshotLayout.records(file);
        if (null == channel)
        {
            channel = files.openToAppend(name);
        }
        try
        {
            while (bytes.hasRemaining())
            {
                channel.write(bytes);
            }
        }
        catch (final IOException e)
        {
            throw StorageException.of("write", files.file(name).toPath(), e);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.close(channel);
        channel = null;
    }
}
