package io.balsa.log.mmap;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** A directory of a real file system. */
public final class FileStorage implements Storage
{
    private static final int BLOCK_LENGTH = 4096;
    private static final int READ_LENGTH = 64 * 1024;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BLOCK_LENGTH);

    private final Path directory;
    private final boolean isReadOnly;
    private final AtomicLong forceCount = new AtomicLong();
    private FileChannel lockChannel;

    private FileStorage(final Path directory, final boolean isReadOnly)
    {
        this.directory = directory;
        this.isReadOnly = isReadOnly;
    }

    /**
     * Open a directory for reading and writing. It is created, durably, when it is missing.
     *
     * @param directory of the files.
     * @return the storage, not locked.
     */
    public static FileStorage open(final File directory)
    {
        final Path path = directory.toPath().toAbsolutePath();
        try
        {
            DirectoryCreation.create(path, FileStorage::sync);
        }
        catch (final IOException e)
        {
            throw new StorageException(
                "cannot create directory " + path + ": " + StorageException.reason(e) +
                "; check the path and its permissions", e);
        }
        if (!Files.isWritable(path))
        {
            throw new StorageException("directory " + path + " is not writable; check its owner and permissions");
        }
        return new FileStorage(path, false);
    }

    /**
     * Open an existing directory for reading only.
     *
     * @param directory of the files.
     * @return the storage, not locked.
     */
    public static FileStorage openReadOnly(final File directory)
    {
        final Path path = directory.toPath().toAbsolutePath();
        if (!Files.isDirectory(path))
        {
            throw new StorageException(path + " is not a directory; check the path");
        }
        return new FileStorage(path, true);
    }

    /**
     * How often files of this storage were forced, from any thread; directories do not count.
     *
     * @return number since it was opened.
     */
    public long forceCount()
    {
        return forceCount.get();
    }

    @Override
    public String location()
    {
        return directory.toString();
    }

    @Override
    public String[] list()
    {
        final String[] names = directory.toFile().list();
        if (null == names)
        {
            throw new StorageException("cannot list directory " + directory + "; check its permissions");
        }
        Arrays.sort(names);
        return names;
    }

    @Override
    public StorageFile create(final String name)
    {
        final Path path = directory.resolve(name);
        try
        {
            return new MappedFile(
                path,
                FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE),
                FileChannel.MapMode.READ_WRITE,
                forceCount);
        }
        catch (final IOException e)
        {
            throw StorageException.of("create", path, e);
        }
    }

    @Override
    public StorageFile open(final String name)
    {
        final Path path = directory.resolve(name);
        final MappedFile file;
        try
        {
            file = isReadOnly ?
                new MappedFile(
                    path,
                    FileChannel.open(path, StandardOpenOption.READ),
                    FileChannel.MapMode.READ_ONLY,
                    forceCount) :
                new MappedFile(
                    path,
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    FileChannel.MapMode.READ_WRITE,
                    forceCount);
        }
        catch (final IOException e)
        {
            throw StorageException.of("open", path, e);
        }
        try
        {
            file.map();
        }
        catch (final StorageException e)
        {
            file.close();
            throw e;
        }
        return file;
    }

    @Override
    public void rename(final String from, final String to)
    {
        final Path path = directory.resolve(from);
        try
        {
            Files.move(
                path, directory.resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        catch (final IOException e)
        {
            throw StorageException.of("rename", path, e);
        }
    }

    @Override
    public void delete(final String name)
    {
        final Path path = directory.resolve(name);
        try
        {
            Files.delete(path);
        }
        catch (final IOException e)
        {
            throw StorageException.of("delete", path, e);
        }
    }

    @Override
    public void syncDirectory()
    {
        sync(directory);
    }

    private static void sync(final Path directory)
    {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ))
        {
            channel.force(true);
        }
        catch (final IOException e)
        {
            throw StorageException.of("sync directory", directory, e);
        }
    }

    @Override
    public void lock(final String name)
    {
        final Path path = directory.resolve(name);
        try
        {
            lockChannel = isReadOnly ?
                FileChannel.open(path, StandardOpenOption.READ) :
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            final FileLock lock = lockChannel.tryLock(0, Long.MAX_VALUE, isReadOnly);
            if (null == lock)
            {
                throw inUse(null);
            }
        }
        catch (final OverlappingFileLockException e)
        {
            throw inUse(e);
        }
        catch (final IOException e)
        {
            throw StorageException.of("lock", path, e);
        }
    }

    @Override
    public void close()
    {
        if (null != lockChannel)
        {
            try
            {
                lockChannel.close();
            }
            catch (final IOException e)
            {
                throw StorageException.of("unlock", directory, e);
            }
            lockChannel = null;
        }
    }

    private StorageException inUse(final Throwable cause)
    {
        close();
        return new DirectoryInUseException(directory.toString(), cause);
    }

    private static final class MappedFile implements StorageFile
    {
        private final FileChannel channel;
        private final FileChannel.MapMode mode;
        private final AtomicLong forceCount;
        private volatile Path path;
        private MappedByteBuffer mapped;
        private UnsafeBuffer buffer;

        MappedFile(
            final Path path, final FileChannel channel, final FileChannel.MapMode mode, final AtomicLong forceCount)
        {
            this.path = path;
            this.channel = channel;
            this.mode = mode;
            this.forceCount = forceCount;
        }

        @Override
        public int length()
        {
            try
            {
                final long length = channel.size();
                if (length > Integer.MAX_VALUE)
                {
                    throw new CorruptStorageException(
                        path + " has " + length + " bytes, more than any file of a member; restore it");
                }
                return (int)length;
            }
            catch (final IOException e)
            {
                throw StorageException.of("measure", path, e);
            }
        }

        @Override
        public void appendZeros(final int length)
        {
            final ByteBuffer zeros = ZEROS.duplicate();
            try
            {
                long position = channel.size();
                final long end = position + length;
                while (position < end)
                {
                    zeros.clear().limit((int)Math.min(BLOCK_LENGTH, end - position));
                    position += channel.write(zeros, position);
                }
            }
            catch (final IOException e)
            {
                throw StorageException.of("preallocate", path, e);
            }
        }

        @Override
        public void map()
        {
            final int length = length();
            if (0 == length)
            {
                buffer = new UnsafeBuffer(0, 0);
                return;
            }
            try
            {
                mapped = channel.map(mode, 0, length);
                buffer = new UnsafeBuffer(mapped);
            }
            catch (final IOException e)
            {
                throw StorageException.of("map", path, e);
            }
        }

        @Override
        public void load(final int offset, final int length)
        {
            final ByteBuffer bytes = ByteBuffer.allocate(Math.min(READ_LENGTH, length));
            final int end = offset + length;
            try
            {
                int position = offset;
                while (position < end)
                {
                    bytes.clear().limit(Math.min(bytes.capacity(), end - position));
                    final int read = channel.read(bytes, position);
                    if (read < 0)
                    {
                        break;
                    }
                    position += read;
                }
            }
            catch (final IOException e)
            {
                throw StorageException.of("read", path, e);
            }
        }

        @Override
        public void renamed(final String name)
        {
            path = path.resolveSibling(name);
        }

        @Override
        public UnsafeBuffer buffer()
        {
            return buffer;
        }

        @Override
        public ByteBuffer byteBuffer()
        {
            return null == mapped ? ByteBuffer.allocate(0) : mapped.duplicate();
        }

        /** A store makes a page dirty, whatever it stores. */
        @Override
        public void rewrite()
        {
            for (int offset = 0; offset < buffer.capacity(); offset += BLOCK_LENGTH)
            {
                buffer.putByteVolatile(offset, buffer.getByteVolatile(offset));
            }
        }

        @Override
        public void force()
        {
            forceCount.incrementAndGet();
            try
            {
                channel.force(false);
            }
            catch (final IOException e)
            {
                throw StorageException.of("sync", path, e);
            }
        }

        @Override
        public void close()
        {
            if (null != mapped)
            {
                buffer.wrap(0, 0);
                IoUtil.unmap(mapped);
                mapped = null;
            }
            try
            {
                channel.close();
            }
            catch (final IOException e)
            {
                throw StorageException.of("close", path, e);
            }
        }
    }
}
