package io.balsa.archive;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/**
 * Puts the files of a snapshot together in a directory that does not count: the manifest first, which is held against
 * the name of the snapshot before anything else is taken, then one file of records after the other. Each is made
 * durable when it is whole. What is there after a crash is told by the lengths of the files; whether it holds is told
 * by the checksums, at the end.
 */
final class StoredReceiver implements SnapshotReceiver
{
    private static final int SCRATCH_LENGTH = 64 * 1024;

    private final StoreExchange store;
    private final SnapshotFiles files;
    private final String directory;
    private final SnapshotContent content;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_LENGTH);
    /** Null while it is not whole. */
    private Manifest manifest;
    /** The file that is being written: 0 is the manifest. */
    private int file;
    private long fileLength;
    private long position;
    private SeekableByteChannel channel;

    StoredReceiver(
        final StoreExchange store, final SnapshotFiles files, final String directory, final SnapshotContent content)
    {
        this.store = store;
        this.files = files;
        this.directory = directory;
        this.content = content;
        resume();
    }

    @Override
    public SnapshotContent content()
    {
        return content;
    }

    @Override
    public long position()
    {
        return position;
    }

    @Override
    public boolean append(final DirectBuffer bytes, final int offset, final int length)
    {
        if (length > content.length() - position)
        {
            discard();
            return false;
        }
        int done = 0;
        while (done < length)
        {
            final int part = (int)Math.min(Math.min(length - done, SCRATCH_LENGTH), expectedLength(file) - fileLength);
            write(bytes, offset + done, part);
            done += part;
            if (fileLength == expectedLength(file) && !nextFile())
            {
                discard();
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean publish()
    {
        if (position != content.length() || null == manifest)
        {
            throw new IllegalStateException(
                "only " + position + " bytes of " + content.length() + " are here of snapshot " + content.id());
        }
        for (int i = 0; i < manifest.files().size(); i++)
        {
            if (!files.sum(path(i + 1)).equals(manifest.files().get(i).sum()))
            {
                discard();
                return false;
            }
        }
        files.syncDirectory(directory);
        return store.publish(content.id());
    }

    @Override
    public void close()
    {
        closeFile();
    }

    /** Find the first file that is not whole. Those behind it are of no use. */
    private void resume()
    {
        while (file <= fileCount() && isWhole())
        {
            position += expectedLength(file);
            if (!isManifestUsable())
            {
                restart();
                return;
            }
            file++;
        }
        if (file <= fileCount())
        {
            fileLength = files.length(path(file));
            if (fileLength > expectedLength(file))
            {
                restart();
                return;
            }
            position += fileLength;
            deleteBehind(file);
        }
    }

    private boolean isWhole()
    {
        return files.length(path(file)) == expectedLength(file);
    }

    /** Of the manifest, when it has just become whole. */
    private boolean isManifestUsable()
    {
        if (null == manifest)
        {
            try
            {
                final Manifest found = store.received(content.id());
                final boolean isSame = files.sum(path(0)).checksum() == content.checksum() &&
                    found.files().size() <= Manifest.FILES_MAX && hasLengthsOf(found);
                manifest = isSame ? found : null;
            }
            catch (final CorruptStorageException e)
            {
                return false;
            }
        }
        return null != manifest;
    }

    private boolean hasLengthsOf(final Manifest found)
    {
        for (final Manifest.RecordFileEntry entry : found.files())
        {
            if (entry.sum().length() < 1 || entry.sum().length() > content.length())
            {
                return false;
            }
        }
        return content.manifestLength() + found.filesLength() == content.length();
    }

    private void restart()
    {
        store.discard();
        files.createDirectory(directory);
        manifest = null;
        file = 0;
        fileLength = 0;
        position = 0;
    }

    private void discard()
    {
        closeFile();
        store.discard();
        position = 0;
    }

    private void deleteBehind(final int last)
    {
        for (final String name : files.list(directory))
        {
            boolean isKept = false;
            for (int i = 0; i <= last; i++)
            {
                isKept |= path(i).equals(directory + "/" + name);
            }
            if (!isKept)
            {
                files.delete(directory + "/" + name);
            }
        }
    }

    private int fileCount()
    {
        return null == manifest ? 0 : manifest.files().size();
    }

    private long expectedLength(final int number)
    {
        return 0 == number ? content.manifestLength() : manifest.files().get(number - 1).sum().length();
    }

    private String path(final int number)
    {
        return directory + "/" + (0 == number ? SnapshotLayout.MANIFEST : SnapshotLayout.records(number - 1));
    }

    /** The file is whole: false when it is the manifest and of another snapshot. */
    private boolean nextFile()
    {
        closeFile();
        files.force(path(file));
        if (!isManifestUsable())
        {
            return false;
        }
        file++;
        fileLength = 0;
        return true;
    }

    private void write(final DirectBuffer bytes, final int offset, final int length)
    {
        if (null == channel)
        {
            channel = files.openToAppend(path(file));
        }
        scratch.clear().limit(length);
        bytes.getBytes(offset, scratch, 0, length);
        try
        {
            while (scratch.hasRemaining())
            {
                channel.write(scratch);
            }
        }
        catch (final IOException e)
        {
            // How much of it was written is told by the length of the file.
            throw StorageException.of("write", Path.of(files.location(), path(file)), e);
        }
        fileLength += length;
        position += length;
    }

    private void closeFile()
    {
        CloseHelper.close(channel);
        channel = null;
    }
}
