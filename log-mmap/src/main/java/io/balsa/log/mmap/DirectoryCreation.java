package io.balsa.log.mmap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Creates a directory and what is missing above it. The name of a directory survives a loss of power only when the
 * directory that it is in was forced; so each one is, before anything is put into the new one.
 */
final class DirectoryCreation
{
    private DirectoryCreation()
    {
    }

    /**
     * Have a directory whose name is durable.
     *
     * @param directory as an absolute path.
     * @param sync      forces a directory.
     * @throws IOException when it cannot be created.
     */
    static void create(final Path directory, final Consumer<Path> sync) throws IOException
    {
        final Path parent = directory.getParent();
        if (null == parent)
        {
            return;
        }
        if (!Files.isDirectory(directory))
        {
            create(parent, sync);
            Files.createDirectories(directory);
            sync.accept(parent);
        }
        else if (isEmpty(directory) && Files.isReadable(parent))
        {
            // Who has created it may have died before its name was durable.
            sync.accept(parent);
        }
    }

    private static boolean isEmpty(final Path directory)
    {
        final String[] names = directory.toFile().list();
        return null != names && 0 == names.length;
    }
}
