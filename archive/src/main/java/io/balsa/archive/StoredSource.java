package io.balsa.archive;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotSource;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;
import org.agrona.CloseHelper;
import org.agrona.MutableDirectBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * The files of one published snapshot, all of them held open from the beginning: when the store retires the snapshot
 * meanwhile, it can still be read.
 */
final class StoredSource implements SnapshotSource
{
    private static final int SCRATCH_LENGTH = 64 * 1024;

    private final String location;
    private final SnapshotContent content;
    private final SeekableByteChannel[] channels;
    /** Where each file begins in the content, and where the last one ends. */
    private final long[] starts;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_LENGTH);

    private StoredSource(
        final String location, final SnapshotContent content, final SeekableByteChannel[] channels, final long[] starts)
    {
        this.location = location;
        this.content = content;
        this.channels = channels;
        this.starts = starts;
    }

    static StoredSource open(
        final SnapshotFiles files, final String directory, final SnapshotContent content, final Manifest manifest)
    {
        final int count = manifest.files().size() + 1;
        final SeekableByteChannel[] channels = new SeekableByteChannel[count];
        final long[] starts = new long[count + 1];
        starts[1] = content.manifestLength();
        try
        {
            channels[0] = files.open(directory + "/" + SnapshotLayout.MANIFEST);
            for (int i = 1; i < count; i++)
            {
                channels[i] = files.open(directory + "/" + SnapshotLayout.records(i - 1));
                starts[i + 1] = starts[i] + manifest.files().get(i - 1).sum().length();
            }
        }
        catch (final RuntimeException e)
        {
            CloseHelper.closeAll(channels);
            throw e;
        }
        return new StoredSource(files.location() + "/" + directory, content, channels, starts);
    }

    @Override
    public SnapshotContent content()
    {
        return content;
    }

    @Override
    public int read(final long position, final MutableDirectBuffer target, final int targetOffset, final int length)
    {
        if (position < 0 || position >= content.length() || length < 1)
        {
            throw new IllegalArgumentException(
                "position=" + position + " length=" + length + " are not within " + content.length() + " bytes");
        }
        int file = 0;
        while (starts[file + 1] <= position)
        {
            file++;
        }
        scratch.clear().limit((int)Math.min(Math.min(length, SCRATCH_LENGTH), starts[file + 1] - position));
        try
        {
            if (channels[file].position(position - starts[file]).read(scratch) < 1)
            {
                throw new CorruptStorageException(location + " is damaged: file " + file +
                    " is shorter than the manifest says; restore or delete the snapshot");
            }
        }
        catch (final IOException e)
        {
            throw StorageException.of("read", Path.of(location), e);
        }
        target.putBytes(targetOffset, scratch, 0, scratch.position());
        return scratch.position();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(channels);
    }
}
