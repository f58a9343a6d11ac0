package io.balsa.log.mmap;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files in direct memory, gone with the process: for log, term and vote in mode {@link SyncMode#MEMORY}. A file has its
 * memory from {@link StorageFile#map()} until it is deleted and closed.
 */
final class MemoryStorage implements Storage
{
    private final Storage directory;
    private final Map<String, MemoryFile> files = new TreeMap<>();

    /** For the member of a directory, which is closed with this. */
    MemoryStorage(final Storage directory)
    {
        this.directory = directory;
    }

    @Override
    public String location()
    {
        return directory.location();
    }

    @Override
    public synchronized String[] list()
    {
        return files.keySet().toArray(new String[0]);
    }

    @Override
    public synchronized StorageFile create(final String name)
    {
        final MemoryFile file = new MemoryFile();
        drop(files.put(name, file));
        file.isOpen = true;
        return file;
    }

    @Override
    public synchronized StorageFile open(final String name)
    {
        final MemoryFile file = file(name);
        file.isOpen = true;
        return file;
    }

    @Override
    public synchronized void rename(final String from, final String to)
    {
        final MemoryFile file = file(from);
        files.remove(from);
        drop(files.put(to, file));
    }

    @Override
    public synchronized void delete(final String name)
    {
        drop(file(name));
        files.remove(name);
    }

    private MemoryFile file(final String name)
    {
        final MemoryFile file = files.get(name);
        if (null == file)
        {
            throw new StorageException("no file " + name + " in memory of " + directory.location());
        }
        return file;
    }

    private static void drop(final MemoryFile file)
    {
        if (null != file)
        {
            file.isDeleted = true;
            file.free();
        }
    }

    /** Names are in memory as the files are. */
    @Override
    public void syncDirectory()
    {
    }

    /** The memory is of one process alone. */
    @Override
    public void lock(final String name)
    {
    }

    /** Forget all files. */
    @Override
    public synchronized void close()
    {
        for (final MemoryFile file : files.values())
        {
            file.isOpen = false;
            drop(file);
        }
        files.clear();
        directory.close();
    }

    private static final class MemoryFile implements StorageFile
    {
        private int length;
        private ByteBuffer bytes;
        private UnsafeBuffer buffer;
        private boolean isOpen;
        private boolean isDeleted;

        @Override
        public int length()
        {
            return length;
        }

        @Override
        public void appendZeros(final int addedLength)
        {
            length += addedLength;
        }

        @Override
        public void map()
        {
            try
            {
                bytes = ByteBuffer.allocateDirect(length);
            }
            catch (final OutOfMemoryError e)
            {
                throw new DiskFullException(
                    "no room for " + length + " bytes in direct memory; raise -XX:MaxDirectMemorySize", e);
            }
            buffer = new UnsafeBuffer(bytes);
        }

        @Override
        public UnsafeBuffer buffer()
        {
            return buffer;
        }

        @Override
        public ByteBuffer byteBuffer()
        {
            return bytes.duplicate();
        }

        /** There is nothing that lasts longer. */
        @Override
        public void force()
        {
        }

        /** As {@link #force()}. */
        @Override
        public void rewrite()
        {
        }

        @Override
        public void close()
        {
            isOpen = false;
            free();
        }

        private void free()
        {
            if (isDeleted && !isOpen && null != bytes)
            {
                buffer.wrap(0, 0);
                BufferUtil.free(bytes);
                bytes = null;
            }
        }
    }
}
