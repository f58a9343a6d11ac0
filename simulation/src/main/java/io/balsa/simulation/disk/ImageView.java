package io.balsa.simulation.disk;

import io.balsa.log.mmap.Storage;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.mmap.StorageFile;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/** One image of the disk as it is now, for reading by those who watch the simulation: no lock keeps them out. */
final class ImageView implements Storage
{
    private final SimDisk disk;
    private final SimDisk.Image image;

    ImageView(final SimDisk disk, final SimDisk.Image image)
    {
        this.disk = disk;
        this.image = image;
    }

    @Override
    public String location()
    {
        return disk.location();
    }

    @Override
    public String[] list()
    {
        return disk.names(image);
    }

    @Override
    public StorageFile create(final String name)
    {
        throw readOnly("create " + name);
    }

    @Override
    public StorageFile open(final String name)
    {
        final byte[] content = disk.content(image, name);
        if (null == content)
        {
            throw new StorageException("cannot open " + disk.location() + "/" + name + ": no such file");
        }
        return new ViewedFile(content);
    }

    @Override
    public void rename(final String from, final String to)
    {
        throw readOnly("rename " + from);
    }

    @Override
    public void delete(final String name)
    {
        throw readOnly("delete " + name);
    }

    @Override
    public void syncDirectory()
    {
        throw readOnly("sync it");
    }

    @Override
    public void lock(final String name)
    {
        // Watching keeps nobody out and is kept out by nobody.
    }

    @Override
    public void close()
    {
        // Nothing is held.
    }

    private StorageException readOnly(final String action)
    {
        return new StorageException("cannot " + action + ": " + disk.location() + " was opened for reading only");
    }

    private final class ViewedFile implements StorageFile
    {
        private final byte[] content;
        private final UnsafeBuffer buffer;

        ViewedFile(final byte[] content)
        {
            this.content = content;
            buffer = new UnsafeBuffer(content);
        }

        @Override
        public int length()
        {
            return content.length;
        }

        @Override
        public void appendZeros(final int length)
        {
            throw readOnly("append");
        }

        @Override
        public void map()
        {
            // It is mapped from the start.
        }

        @Override
        public UnsafeBuffer buffer()
        {
            return buffer;
        }

        @Override
        public ByteBuffer byteBuffer()
        {
            return ByteBuffer.wrap(content).asReadOnlyBuffer();
        }

        @Override
        public void rewrite()
        {
            throw readOnly("rewrite");
        }

        @Override
        public void force()
        {
            throw readOnly("force");
        }

        @Override
        public void close()
        {
            // The content belongs to the disk.
        }
    }
}
