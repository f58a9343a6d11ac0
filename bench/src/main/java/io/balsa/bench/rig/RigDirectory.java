package io.balsa.bench.rig;

import io.balsa.bench.BenchException;
import org.agrona.IoUtil;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a round keeps what it makes: files on disk, and the directories of media drivers in shared memory, both named
 * after this process. All of it goes with it.
 */
public final class RigDirectory implements AutoCloseable
{
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String PREFIX = "balsa-bench-" + ProcessHandle.current().pid() + "-";

    private final Path root;
    private final Path drivers;

    private RigDirectory(final Path root, final Path drivers)
    {
        this.root = root;
        this.drivers = drivers;
    }

    /**
     * Create a directory.
     *
     * @param parent that it is to be in, which is there.
     * @return the directory.
     */
    public static RigDirectory create(final Path parent)
    {
        try
        {
            final Path root = Files.createTempDirectory(parent.toAbsolutePath().normalize(), PREFIX);
            return new RigDirectory(root, Files.createTempDirectory(
                Files.isDirectory(SHARED_MEMORY) ? SHARED_MEMORY : root, root.getFileName() + "-"));
        }
        catch (final IOException ex)
        {
            throw new BenchException("no directory in " + parent + ": " + ex + "; choose another with --dir", ex);
        }
    }

    /**
     * Take part in a directory of another process, which deletes it.
     *
     * @param names as that process has them from {@link #names()}.
     * @return the directory; not to be closed.
     */
    public static RigDirectory of(final List<String> names)
    {
        return new RigDirectory(Path.of(names.get(0)), Path.of(names.get(1)));
    }

    /**
     * For another process.
     *
     * @return what {@link #of(List)} takes.
     */
    public List<String> names()
    {
        return List.of(root.toString(), drivers.toString());
    }

    /**
     * A file or directory on disk.
     *
     * @param name of it.
     * @return its path.
     */
    public Path file(final String name)
    {
        return root.resolve(name);
    }

    /**
     * Directory of a media driver.
     *
     * @param name of it.
     * @return its path.
     */
    public Path driver(final String name)
    {
        return drivers.resolve(name);
    }

    @Override
    public void close()
    {
        IoUtil.delete(drivers.toFile(), true);
        IoUtil.delete(root.toFile(), true);
    }
}
