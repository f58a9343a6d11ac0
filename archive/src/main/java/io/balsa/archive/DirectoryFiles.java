package io.balsa.archive;

import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.FileStorage;
import io.balsa.log.mmap.StorageException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A directory of a real file system. Files are read by calls, not through a map: a sector that cannot be read is an
 * error here, and the end of the process there.
 */
final class DirectoryFiles implements SnapshotFiles
{
    private static final int CHUNK_LENGTH = 256 * 1024;

    private final Path directory;
    private final FileStorage names;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_LENGTH);

    private DirectoryFiles(final File directory, final FileStorage names)
    {
        this.directory = directory.toPath().toAbsolutePath();
        this.names = names;
    }

    /** Open a directory, created when missing. */
    static DirectoryFiles open(final File directory)
    {
        return new DirectoryFiles(directory, FileStorage.open(directory));
    }

    /** Open a directory that is there, to read it; its lock is shared with other readers. */
    static DirectoryFiles openReadOnly(final File directory)
    {
        return new DirectoryFiles(directory, FileStorage.openReadOnly(directory));
    }

    @Override
    public String location()
    {
        return names.location();
    }

    @Override
    public String[] list(final String path)
    {
        return at(path).list();
    }

    @Override
    public void createDirectory(final String path)
    {
        final Path created = directory.resolve(path);
        try
        {
            Files.createDirectory(created);
        }
        catch (final IOException e)
        {
            throw StorageException.of("create directory", created, e);
        }
    }

    @Override
    public void rename(final String from, final String to)
    {
        names.rename(from, to);
    }

    @Override
    public void delete(final String path)
    {
        names.delete(path);
    }

    @Override
    public void syncDirectory(final String path)
    {
        at(path).syncDirectory();
    }

    @Override
    public void lock(final String path)
    {
        names.lock(path);
    }

    @Override
    public File file(final String path)
    {
        return directory.resolve(path).toFile();
    }

    @Override
    public void force(final String path)
    {
        final Path file = directory.resolve(path);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.force(true);
        }
        catch (final IOException e)
        {
            throw StorageException.of("sync", file, e);
        }
    }

    @Override
    public void write(final String path, final DirectBuffer content)
    {
        final Path file = directory.resolve(path);
        try (FileChannel channel = FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE))
        {
            final byte[] bytes = new byte[CHUNK_LENGTH];
            for (int offset = 0; offset < content.capacity(); offset += CHUNK_LENGTH)
            {
                final int length = Math.min(CHUNK_LENGTH, content.capacity() - offset);
                content.getBytes(offset, bytes, 0, length);
                writeFully(channel, ByteBuffer.wrap(bytes, 0, length));
            }
        }
        catch (final IOException e)
        {
            throw StorageException.of("write", file, e);
        }
    }

    @Override
    public DirectBuffer read(final String path, final int lengthMax)
    {
        final Path file = directory.resolve(path);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ))
        {
            final long length = channel.size();
            if (length > lengthMax)
            {
                throw new CorruptStorageException(
                    file + " has " + length + " bytes, more than " + lengthMax + "; restore or delete the snapshot");
            }
            final ByteBuffer content = ByteBuffer.allocateDirect((int)length);
            readFully(file, channel, content);
            return new UnsafeBuffer(content.clear());
        }
        catch (final IOException e)
        {
            throw unopened(file, e);
        }
    }

    @Override
    public FileSum sum(final String path)
    {
        final Path file = directory.resolve(path);
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ))
        {
            return transfer(file, source, Long.MAX_VALUE, null, null);
        }
        catch (final IOException e)
        {
            throw unopened(file, e);
        }
    }

    @Override
    public FileSum copy(final String path, final long lengthMax, final File target)
    {
        final Path file = directory.resolve(path);
        final Path to = target.toPath();
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
            FileChannel sink = createTarget(to))
        {
            return transfer(file, source, lengthMax, to, sink);
        }
        catch (final IOException e)
        {
            throw unopened(file, e);
        }
    }

    @Override
    public SeekableByteChannel open(final String path)
    {
        final Path file = directory.resolve(path);
        try
        {
            return FileChannel.open(file, StandardOpenOption.READ);
        }
        catch (final IOException e)
        {
            throw unopened(file, e);
        }
    }

    @Override
    public SeekableByteChannel openToAppend(final String path)
    {
        final Path file = directory.resolve(path);
        try
        {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        catch (final IOException e)
        {
            throw StorageException.of("open", file, e);
        }
    }

    @Override
    public long length(final String path)
    {
        return file(path).length();
    }

    @Override
    public void close()
    {
        names.close();
    }

    private FileStorage at(final String path)
    {
        return ROOT.equals(path) ? names : FileStorage.openReadOnly(file(path));
    }

    private static FileChannel createTarget(final Path target)
    {
        try
        {
            return FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        }
        catch (final IOException e)
        {
            throw StorageException.of("create", target, e);
        }
    }

    private FileSum transfer(
        final Path file, final FileChannel source, final long lengthMax, final Path target, final FileChannel sink)
    {
        final CRC32C crc = new CRC32C();
        long length = 0;
        while (length <= lengthMax && readFully(file, source, chunk.clear()) > 0)
        {
            chunk.flip();
            crc.update(chunk.duplicate());
            length += chunk.remaining();
            if (null != sink)
            {
                writeChunk(target, sink);
            }
        }
        return new FileSum(length, crc.getValue());
    }

    /** Fill the buffer up to its limit or to the end of the file. */
    private static int readFully(final Path file, final FileChannel source, final ByteBuffer content)
    {
        try
        {
            final int from = content.position();
            int read = 0;
            while (content.hasRemaining() && read >= 0)
            {
                read = source.read(content);
            }
            return content.position() - from;
        }
        catch (final IOException e)
        {
            // A channel that an interrupt has closed says nothing about the file.
            throw e instanceof ClosedChannelException ? StorageException.of("read", file, e) : damaged(file, e);
        }
    }

    private void writeChunk(final Path target, final FileChannel sink)
    {
        try
        {
            writeFully(sink, chunk);
        }
        catch (final IOException e)
        {
            throw StorageException.of("write", target, e);
        }
    }

    private static void writeFully(final FileChannel channel, final ByteBuffer content) throws IOException
    {
        while (content.hasRemaining())
        {
            channel.write(content);
        }
    }

    /** A missing file is damage; what else keeps a file from being opened says nothing about the file. */
    private static StorageException unopened(final Path file, final IOException cause)
    {
        return cause instanceof NoSuchFileException ? damaged(file, cause) : StorageException.of("open", file, cause);
    }

    private static CorruptStorageException damaged(final Path file, final IOException cause)
    {
        return new CorruptStorageException(
            "cannot read " + file + ": " + StorageException.reason(cause) + "; restore or delete the snapshot");
    }
}
