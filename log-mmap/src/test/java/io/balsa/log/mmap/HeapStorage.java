package io.balsa.log.mmap;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Files in memory, quick enough for many thousand starts. It can be copied, opened again after a close, and lose what
 * was not forced.
 */
final class HeapStorage implements Storage
{
    private final SortedMap<String, Content> names = new TreeMap<>();
    private final SortedMap<String, Content> durableNames = new TreeMap<>();

    private static final class Content
    {
        private byte[] bytes = {};
        private byte[] durable = {};
    }

    /** What is in the page cache, on another device where all of it is durable. */
    HeapStorage copy()
    {
        final HeapStorage copy = new HeapStorage();
        names.forEach((name, content) -> copy.put(name, content.bytes.clone()));
        return copy;
    }

    void put(final String name, final byte[] bytes)
    {
        final Content content = new Content();
        content.bytes = bytes;
        content.durable = bytes.clone();
        names.put(name, content);
        durableNames.put(name, content);
    }

    /** Content of a file, not copied. */
    byte[] bytes(final String name)
    {
        return names.get(name).bytes;
    }

    boolean has(final String name)
    {
        return names.containsKey(name);
    }

    /** Everything that was not forced is gone. */
    HeapStorage afterPowerLoss()
    {
        final HeapStorage copy = new HeapStorage();
        durableNames.forEach((name, content) -> copy.put(name, content.durable.clone()));
        return copy;
    }

    /** The same, but of each watermark slot that was written and not forced a half is there. */
    HeapStorage afterTornWatermarks()
    {
        final HeapStorage copy = afterPowerLoss();
        durableNames.forEach((name, content) ->
        {
            if (LogLayout.isSegment(name))
            {
                for (int slot = 0; slot < Watermark.SLOT_COUNT; slot++)
                {
                    final int offset = Watermark.SLOTS_OFFSET + slot * Watermark.SLOT_LENGTH;
                    System.arraycopy(content.bytes, offset, copy.bytes(name), offset, FileHeader.LENGTH / 2);
                }
            }
        });
        return copy;
    }

    /** The first difference in what other files hold; null when there is none. */
    String difference(final HeapStorage other)
    {
        if (!names.keySet().equals(other.names.keySet()))
        {
            return names.keySet() + " instead of " + other.names.keySet();
        }
        for (final Map.Entry<String, Content> entry : names.entrySet())
        {
            final int offset = Arrays.mismatch(entry.getValue().bytes, other.bytes(entry.getKey()));
            if (offset >= 0)
            {
                return entry.getKey() + " at offset " + offset;
            }
        }
        return null;
    }

    @Override
    public String location()
    {
        return "/heap";
    }

    @Override
    public String[] list()
    {
        return names.keySet().toArray(new String[0]);
    }

    @Override
    public StorageFile create(final String name)
    {
        names.put(name, new Content());
        return new HeapFile(names.get(name));
    }

    @Override
    public StorageFile open(final String name)
    {
        if (!has(name))
        {
            throw new StorageException("cannot open /heap/" + name + ": no such file");
        }
        final StorageFile file = new HeapFile(names.get(name));
        file.map();
        return file;
    }

    @Override
    public void rename(final String from, final String to)
    {
        names.put(to, names.remove(from));
    }

    @Override
    public void delete(final String name)
    {
        names.remove(name);
    }

    @Override
    public void syncDirectory()
    {
        durableNames.clear();
        durableNames.putAll(names);
    }

    @Override
    public void lock(final String name)
    {
        names.computeIfAbsent(name, (key) -> new Content());
    }

    @Override
    public void close()
    {
        // To be opened again.
    }

    private static final class HeapFile implements StorageFile
    {
        private final Content content;
        private UnsafeBuffer buffer;

        HeapFile(final Content content)
        {
            this.content = content;
        }

        @Override
        public int length()
        {
            return content.bytes.length;
        }

        @Override
        public void appendZeros(final int length)
        {
            content.bytes = Arrays.copyOf(content.bytes, content.bytes.length + length);
        }

        @Override
        public void map()
        {
            buffer = new UnsafeBuffer(content.bytes);
        }

        @Override
        public UnsafeBuffer buffer()
        {
            return buffer;
        }

        @Override
        public ByteBuffer byteBuffer()
        {
            return ByteBuffer.wrap(content.bytes);
        }

        @Override
        public void force()
        {
            content.durable = content.bytes.clone();
        }

        @Override
        public void rewrite()
        {
            // All is written anyway.
        }

        @Override
        public void close()
        {
            if (null != buffer)
            {
                buffer.wrap(0, 0);
            }
        }
    }
}
