package io.balsa.simulation.disk;

import io.balsa.log.mmap.StorageFile;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/** A file that a process has open. */
final class MountedFile implements StorageFile
{
    final Inode inode;
    private final Directory directory;
    private final Forces forces;
    private final Mount mount;
    private String path;
    private UnsafeBuffer buffer;

    MountedFile(final Directory directory, final Forces forces, final Mount mount, final Inode inode)
    {
        this.directory = directory;
        this.forces = forces;
        this.mount = mount;
        this.inode = inode;
        path = directory.path(inode.name);
    }

    @Override
    public int length()
    {
        mount.checkAlive();
        return inode.cached.length;
    }

    @Override
    public void appendZeros(final int length)
    {
        mount.checkAlive();
        directory.appendZeros(mount, inode, path, length);
    }

    @Override
    public void map()
    {
        mount.checkAlive();
        inode.isMapped = true;
        buffer = new UnsafeBuffer(inode.cached);
    }

    @Override
    public void renamed(final String name)
    {
        path = directory.path(name);
    }

    @Override
    public UnsafeBuffer buffer()
    {
        mount.checkAlive();
        return buffer;
    }

    @Override
    public ByteBuffer byteBuffer()
    {
        mount.checkAlive();
        return null == buffer ? ByteBuffer.allocate(0) : ByteBuffer.wrap(buffer.byteArray());
    }

    @Override
    public void rewrite()
    {
        mount.checkAlive();
        inode.rewrite();
    }

    @Override
    public void force()
    {
        mount.checkAlive();
        forces.force(mount, inode, path);
    }

    @Override
    public void close()
    {
        mount.checkAlive();
        if (mount.remove(this))
        {
            if (null != buffer)
            {
                buffer.wrap(0, 0);
            }
            directory.closed(inode);
        }
    }
}
