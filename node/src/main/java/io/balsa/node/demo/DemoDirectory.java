package io.balsa.node.demo;

import org.agrona.IoUtil;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a demonstration keeps what it makes: logs on disk, and the directories of media drivers in shared memory. What
 * it has made goes with it, except for logs that are to be kept.
 */
final class DemoDirectory implements AutoCloseable
{
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "balsa-demo-";

    private final Path root;
    private final Path drivers;
    private final boolean isKept;
    private final boolean isRootOurs;

    private DemoDirectory(final Path root, final Path drivers, final boolean isKept, final boolean isRootOurs)
    {
        this.root = root;
        this.drivers = drivers;
        this.isKept = isKept;
        this.isRootOurs = isRootOurs;
    }

    static DemoDirectory create(final Path wanted, final boolean isKept)
    {
        final boolean isRootOurs = wanted == null || !Files.isDirectory(wanted);
        Path root = wanted;
        try
        {
            root = wanted == null ?
                Files.createTempDirectory(PREFIX) : Files.createDirectories(wanted.toAbsolutePath().normalize());
            checkEmpty(root);
            final Path drivers = Files.createTempDirectory(
                Files.isDirectory(SHARED_MEMORY) ? SHARED_MEMORY : root, root.getFileName() + "-");
            return new DemoDirectory(root, drivers, isKept, isRootOurs);
        }
        catch (final IOException ex)
        {
            throw new DemoException("no directory for the demo" + (root == null ? "" : " in " + root) + ": " +
                ex + "; choose another with --dir", ex);
        }
    }

    private static void checkEmpty(final Path root) throws IOException
    {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root))
        {
            if (entries.iterator().hasNext())
            {
                throw new DemoException("directory " + root + " is not empty; choose an empty or a new one with --dir");
            }
        }
    }

    Path root()
    {
        return root;
    }

    /** Directory of a member's log. */
    Path member(final int memberId)
    {
        return root.resolve("member-" + memberId);
    }

    Path configuration(final int memberId)
    {
        return root.resolve("member-" + memberId + ".properties");
    }

    /** What a member's process prints. */
    Path output(final int memberId)
    {
        return root.resolve("member-" + memberId + ".out");
    }

    /** Directory of a media driver. */
    Path driver(final String name)
    {
        return drivers.resolve(name);
    }

    @Override
    public void close()
    {
        IoUtil.delete(drivers.toFile(), true);
        if (!isKept)
        {
            delete();
        }
    }

    private void delete()
    {
        if (isRootOurs)
        {
            IoUtil.delete(root.toFile(), true);
            return;
        }
        final File[] files = root.toFile().listFiles();
        if (files != null)
        {
            for (final File file : files)
            {
                IoUtil.delete(file, true);
            }
        }
    }
}
