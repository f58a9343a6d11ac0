package io.balsa.archive;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotSource;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One snapshot that was found, in a directory or in an archive: its manifest was read and holds, its files were not
 * looked at. It is held open, so that it can be read though a member retires it meanwhile.
 * <p>
 * Threads: one.
 */
public final class SnapshotStream implements AutoCloseable
{
    private static final int PART_LENGTH = 64 * 1024;

    private final String location;
    private final Manifest manifest;
    private final SnapshotSource source;

    SnapshotStream(final String location, final Manifest manifest, final SnapshotSource source)
    {
        this.location = location;
        this.manifest = manifest;
        this.source = source;
    }

    /**
     * Where the snapshot is.
     *
     * @return path of its directory or of its archive.
     */
    public String location()
    {
        return location;
    }

    /**
     * What the snapshot says about itself.
     *
     * @return the facts.
     */
    public SnapshotFacts facts()
    {
        return SnapshotFacts.of(manifest, content().manifestLength());
    }

    /**
     * Check every byte.
     *
     * @param progress told of each step.
     * @return what was found, in the order of the files; empty when all is well.
     * @throws StorageException when it cannot be read for another reason than damage.
     */
    public List<SnapshotFinding> verify(final SnapshotProgress progress)
    {
        final ContentCheck check = new ContentCheck(content(), manifest);
        try
        {
            forEachPart(check, progress);
        }
        catch (final CorruptStorageException e)
        {
            check.interrupted(e.getMessage());
        }
        return check.findings();
    }

    /**
     * Read the records. All bytes are copied and checked before; the copy takes as much room as the snapshot, and none
     * once its reader is closed or the process has ended.
     *
     * @param copyDirectory of the copy, empty or created, and of this call alone.
     * @param progress      of the copy.
     * @return a reader that does not need this any more.
     * @throws CorruptStorageException when the snapshot is damaged.
     * @throws StorageException        when it cannot be copied.
     */
    public SnapshotReader openRecords(final File copyDirectory, final SnapshotProgress progress)
    {
        return RecordsCopy.open(this, copyDirectory, progress);
    }

    SnapshotContent content()
    {
        return source.content();
    }

    Manifest manifest()
    {
        return manifest;
    }

    /** Go through all bytes from the first one on. */
    void forEachPart(final PartHandler handler, final SnapshotProgress progress)
    {
        forEachPart(0, handler, progress);
    }

    /** Go through all bytes, and show those from a position on. */
    void forEachPart(final long fromPosition, final PartHandler handler, final SnapshotProgress progress)
    {
        final UnsafeBuffer part = new UnsafeBuffer(ByteBuffer.allocateDirect(PART_LENGTH));
        final long length = content().length();
        long position = 0;
        while (position < length)
        {
            final int read = source.read(position, part, 0, PART_LENGTH);
            final int hidden = (int)Math.max(0, Math.min(read, fromPosition - position));
            if (hidden < read)
            {
                handler.onPart(part, hidden, read - hidden);
            }
            position += read;
            progress.onProgress(position, length);
        }
    }

    @Override
    public void close()
    {
        source.close();
    }

    /** Takes the bytes of a snapshot in order. */
    @FunctionalInterface
    interface PartHandler
    {
        /** The buffer wraps a byte buffer, from its beginning on; borrowed for the call. */
        void onPart(UnsafeBuffer buffer, int offset, int length);
    }
}
