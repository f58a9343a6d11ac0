package io.balsa.log.mmap;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A storage, a real one as a rule, that fails at a chosen step, or has no room. Steps are all calls that change
 * something on disk.
 */
final class FaultyStorage implements Storage
{
    boolean isFull;
    int stepsLeft = Integer.MAX_VALUE;
    int forceCount;
    final List<String> steps = new ArrayList<>();
    private final List<FaultyFile> files = new ArrayList<>();
    private final Storage storage;

    FaultyStorage(final File directory)
    {
        this(FileStorage.open(directory));
    }

    FaultyStorage(final Storage storage)
    {
        this.storage = storage;
    }

    /** Files that are open and so mapped. */
    int openFileCount()
    {
        return files.size();
    }

    private void step(final String action, final String name)
    {
        if (--stepsLeft < 0)
        {
            throw new StorageException("cannot " + action + " " + name + ": Input/output error");
        }
        steps.add(action + " " + name);
    }

    @Override
    public String location()
    {
        return storage.location();
    }

    @Override
    public String[] list()
    {
        return storage.list();
    }

    @Override
    public StorageFile create(final String name)
    {
        step("create", name);
        return new FaultyFile(storage.create(name), name);
    }

    @Override
    public StorageFile open(final String name)
    {
        return new FaultyFile(storage.open(name), name);
    }

    @Override
    public void rename(final String from, final String to)
    {
        step("rename", from);
        storage.rename(from, to);
    }

    @Override
    public void delete(final String name)
    {
        step("delete", name);
        storage.delete(name);
    }

    @Override
    public void syncDirectory()
    {
        step("sync directory", storage.location());
        storage.syncDirectory();
    }

    @Override
    public void lock(final String name)
    {
        storage.lock(name);
    }

    @Override
    public void close()
    {
        storage.close();
    }

    private final class FaultyFile implements StorageFile
    {
        private final StorageFile file;
        private String name;

        FaultyFile(final StorageFile file, final String name)
        {
            this.file = file;
            this.name = name;
            files.add(this);
        }

        @Override
        public int length()
        {
            return file.length();
        }

        @Override
        public void appendZeros(final int length)
        {
            if (isFull)
            {
                throw new DiskFullException("cannot preallocate " + name + ": No space left on device", null);
            }
            step("preallocate", name);
            file.appendZeros(length);
        }

        @Override
        public void map()
        {
            file.map();
        }

        @Override
        public void renamed(final String newName)
        {
            name = newName;
            file.renamed(newName);
        }

        @Override
        public UnsafeBuffer buffer()
        {
            return file.buffer();
        }

        @Override
        public ByteBuffer byteBuffer()
        {
            return file.byteBuffer();
        }

        @Override
        public void rewrite()
        {
            file.rewrite();
        }

        @Override
        public void force()
        {
            step("sync", name);
            forceCount++;
            file.force();
        }

        @Override
        public void close()
        {
            files.remove(this);
            file.close();
        }
    }
}
