package io.balsa.archive;

import org.agrona.DirectBuffer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Real files, with a second image of them beside: what is left when the power goes and the device has kept nothing that
 * it was not told to keep. A name is durable after a sync of its directory, content after a sync of its file.
 */
final class PowerLossFiles implements SnapshotFiles
{
    private final SnapshotFiles files;
    private final Map<String, Node> cached = new HashMap<>();
    private Consumer<String> onStep = PowerLossFiles::ignore;

    PowerLossFiles(final File directory)
    {
        files = DirectoryFiles.open(directory);
        cached.put(ROOT, new Node());
    }

    static void ignore(final Object step)
    {
    }

    /** Called before each change. It may throw in place of it. */
    void onStep(final Consumer<String> listener)
    {
        onStep = listener;
    }

    /** Write the durable image to an empty directory. */
    void writeDurable(final File target)
    {
        cached.get(ROOT).write(target.toPath());
    }

    @Override
    public String location()
    {
        return files.location();
    }

    @Override
    public String[] list(final String path)
    {
        return files.list(path);
    }

    @Override
    public void createDirectory(final String path)
    {
        onStep.accept("create " + path);
        files.createDirectory(path);
        cached.put(path, new Node());
    }

    @Override
    public void rename(final String from, final String to)
    {
        onStep.accept("rename " + from);
        files.rename(from, to);
        for (final String path : cached.keySet().toArray(new String[0]))
        {
            if (path.equals(from) || path.startsWith(from + "/"))
            {
                cached.put(to + path.substring(from.length()), cached.remove(path));
            }
        }
    }

    @Override
    public void delete(final String path)
    {
        onStep.accept("delete " + path);
        files.delete(path);
        cached.remove(path);
    }

    @Override
    public void syncDirectory(final String path)
    {
        onStep.accept("sync directory " + path);
        files.syncDirectory(path);
        final Node node = node(path);
        node.durableNames.clear();
        for (final String name : files.list(path))
        {
            node.durableNames.put(name, node(path.isEmpty() ? name : path + "/" + name));
        }
    }

    @Override
    public void lock(final String path)
    {
        files.lock(path);
    }

    @Override
    public File file(final String path)
    {
        return files.file(path);
    }

    @Override
    public void force(final String path)
    {
        onStep.accept("sync " + path);
        files.force(path);
        try
        {
            node(path).durableContent = Files.readAllBytes(file(path).toPath());
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void write(final String path, final DirectBuffer content)
    {
        onStep.accept("write " + path);
        files.write(path, content);
    }

    @Override
    public DirectBuffer read(final String path, final int lengthMax)
    {
        return files.read(path, lengthMax);
    }

    @Override
    public FileSum sum(final String path)
    {
        return files.sum(path);
    }

    @Override
    public FileSum copy(final String path, final long lengthMax, final File target)
    {
        return files.copy(path, lengthMax, target);
    }

    @Override
    public SeekableByteChannel open(final String path)
    {
        return files.open(path);
    }

    /** What is written through it is durable after a {@link #force}. */
    @Override
    public SeekableByteChannel openToAppend(final String path)
    {
        onStep.accept("append " + path);
        return files.openToAppend(path);
    }

    @Override
    public long length(final String path)
    {
        return files.length(path);
    }

    @Override
    public void close()
    {
        files.close();
    }

    private Node node(final String path)
    {
        return cached.computeIfAbsent(path, key -> new Node());
    }

    /** A file or directory, whatever its name. */
    private static final class Node
    {
        private final Map<String, Node> durableNames = new LinkedHashMap<>();
        private byte[] durableContent = {};

        void write(final Path directory)
        {
            try
            {
                for (final Map.Entry<String, Node> entry : durableNames.entrySet())
                {
                    final Path path = directory.resolve(entry.getKey());
                    if (entry.getKey().contains(".") || SnapshotLayout.MANIFEST.equals(entry.getKey()) ||
                        SnapshotLayout.LOCK.equals(entry.getKey()))
                    {
                        Files.write(path, entry.getValue().durableContent);
                    }
                    else
                    {
                        Files.createDirectory(path);
                        entry.getValue().write(path);
                    }
                }
            }
            catch (final IOException e)
            {
                throw new UncheckedIOException(e);
            }
        }
    }
}
