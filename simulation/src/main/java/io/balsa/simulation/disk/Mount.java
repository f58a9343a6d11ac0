package io.balsa.simulation.disk;

import io.balsa.log.mmap.Storage;
import io.balsa.log.mmap.StorageFile;

import java.util.ArrayList;
import java.util.List;

/** What one process sees of the directory. */
final class Mount implements Storage
{
    private final Directory directory;
    private final Forces forces;
    private final SimDisk.Scheduler scheduler;
    private final List<MountedFile> files = new ArrayList<>();
    private boolean isAlive = true;

    Mount(final Directory directory, final Forces forces, final SimDisk.Scheduler scheduler)
    {
        this.directory = directory;
        this.forces = forces;
        this.scheduler = scheduler;
    }

    void checkAlive()
    {
        if (!isAlive)
        {
            throw new ProcessGone(directory.location());
        }
    }

    /** Wait for the device. */
    void await(final SimDisk.Operation operation, final String name, final long bytes)
    {
        scheduler.await(operation, name, bytes);
        checkAlive();
    }

    void kill()
    {
        isAlive = false;
        for (final MountedFile file : files)
        {
            file.inode.detach();
        }
    }

    int openFileCount()
    {
        return files.size();
    }

    boolean remove(final MountedFile file)
    {
        return files.remove(file);
    }

    private StorageFile opened(final Inode inode)
    {
        final MountedFile file = new MountedFile(directory, forces, this, inode);
        files.add(file);
        inode.openCount++;
        return file;
    }

    @Override
    public String location()
    {
        checkAlive();
        return directory.location();
    }

    @Override
    public String[] list()
    {
        checkAlive();
        return directory.list();
    }

    @Override
    public StorageFile create(final String name)
    {
        checkAlive();
        return opened(directory.create(this, name));
    }

    @Override
    public StorageFile open(final String name)
    {
        checkAlive();
        final StorageFile file = opened(directory.find("open", name));
        file.map();
        return file;
    }

    @Override
    public void rename(final String from, final String to)
    {
        checkAlive();
        directory.rename(this, from, to);
    }

    @Override
    public void delete(final String name)
    {
        checkAlive();
        directory.delete(this, name);
    }

    @Override
    public void syncDirectory()
    {
        checkAlive();
        directory.syncDirectory(this);
    }

    @Override
    public void lock(final String name)
    {
        checkAlive();
        directory.lock(this, name);
    }

    @Override
    public void close()
    {
        checkAlive();
        directory.unlock(this);
    }
}
