package io.balsa.node.torture;

import org.agrona.IoUtil;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A file system in a file, mounted in a directory of its own, whose power can be cut: it is shut down without its
 * journal being written, so that what was not made durable is gone, except for pages that were let through before.
 */
final class LoopFileSystem implements AutoCloseable
{
    private static final SystemTool MOUNT = new SystemTool("mount", "mount");
    private static final SystemTool UNMOUNT = new SystemTool("umount", "mount");
    private static final SystemTool XFS_IO = new SystemTool("xfs_io", "xfsprogs");
    private static final long IMAGE_LENGTH = 400L * 1024 * 1024;
    private static final int PAGE_LENGTH = 4096;
    private static final int RUN_PAGES_MAX = 8;
    private static final int NEWEST_FILES = 2;

    private final Path root;
    private final Path image;
    private final Path mountPoint;
    private boolean isMounted;

    private LoopFileSystem(final Path root)
    {
        this.root = root;
        image = root.resolve("image");
        mountPoint = root.resolve("mnt");
    }

    /** Fail with one line when such a file system cannot be made here. */
    static void require(final FileSystemKind kind)
    {
        if (!isRoot())
        {
            throw new CannotRunException("only root can mount a file system; run it as root");
        }
        if (!Files.exists(Path.of("/dev/loop-control")))
        {
            throw new CannotRunException("there are no loop devices, /dev/loop-control is missing");
        }
        kind.makeTool().require();
        MOUNT.require();
        UNMOUNT.require();
        XFS_IO.require();
    }

    private static boolean isRoot()
    {
        try
        {
            return ((Number)Files.getAttribute(Path.of("/proc/self"), "unix:uid")).intValue() == 0;
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return false;
        }
    }

    /** Make and mount one. */
    static LoopFileSystem create(final FileSystemKind kind)
    {
        final LoopFileSystem fileSystem;
        try
        {
            fileSystem = new LoopFileSystem(Files.createTempDirectory("balsa-power-cut-"));
        }
        catch (final IOException ex)
        {
            throw new TortureException("no directory for a file system: " + ex, ex);
        }
        try
        {
            Files.createDirectory(fileSystem.mountPoint);
            try (RandomAccessFile file = new RandomAccessFile(fileSystem.image.toFile(), "rw"))
            {
                file.setLength(IMAGE_LENGTH);
            }
            kind.makeTool().run("-q", fileSystem.image.toString());
            final String refusal = MOUNT.tryRun(
                "-o", "loop", fileSystem.image.toString(), fileSystem.mountPoint.toString());
            if (refusal != null)
            {
                throw new CannotRunException(refusal);
            }
            fileSystem.isMounted = true;
            return fileSystem;
        }
        catch (final IOException ex)
        {
            fileSystem.close();
            throw new TortureException("cannot prepare " + fileSystem.image + ": " + ex, ex);
        }
        catch (final RuntimeException ex)
        {
            fileSystem.close();
            throw ex;
        }
    }

    Path mountPoint()
    {
        return mountPoint;
    }

    /**
     * Let some pages of one of the newest files of a directory through to the device, in no order, and cut the power
     * the moment after.
     */
    void cutPower(final Path directory, final SplittableRandom random)
    {
        final List<Path> files = newestFiles(directory);
        if (!files.isEmpty())
        {
            final Path file = files.get(random.nextInt(files.size()));
            final List<String> args = new ArrayList<>(List.of("-x"));
            addSurvivingRuns(args, file, random);
            args.add("-c");
            args.add("shutdown");
            args.add(file.toString());
            XFS_IO.tryRun(args.toArray(new String[0]));
        }
        // The file may have been deleted meanwhile. To cut what is cut does no harm.
        XFS_IO.tryRun("-x", "-c", "shutdown", mountPoint.toString());
        checkCut();
    }

    private void checkCut()
    {
        final Path probe = mountPoint.resolve("probe");
        try
        {
            Files.createFile(probe);
        }
        catch (final IOException dead)
        {
            return;
        }
        throw new TortureException("the power of " + mountPoint + " is not cut: " + probe + " could be made");
    }

    private static void addSurvivingRuns(final List<String> args, final Path file, final SplittableRandom random)
    {
        final long length = file.toFile().length();
        long offset = (long)random.nextInt(RUN_PAGES_MAX) * PAGE_LENGTH;
        while (offset < length)
        {
            final long runLength = (1L + random.nextInt(RUN_PAGES_MAX)) * PAGE_LENGTH;
            args.add("-c");
            args.add("sync_range -w " + offset + " " + runLength);
            offset += runLength + (1L + random.nextInt(RUN_PAGES_MAX)) * PAGE_LENGTH;
        }
    }

    /** A file that is written to meanwhile, at one time for all comparisons. */
    private record DatedFile(Path path, long modifiedMs)
    {
    }

    private static List<Path> newestFiles(final Path directory)
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files
                .map((file) -> new DatedFile(file, file.toFile().lastModified()))
                .sorted(Comparator.comparingLong(DatedFile::modifiedMs).reversed())
                .limit(NEWEST_FILES)
                .map(DatedFile::path)
                .toList();
        }
        catch (final IOException ex)
        {
            // Not made yet.
            return List.of();
        }
    }

    /** Unmount and mount again: what is read from then on is what the device has. */
    void restart()
    {
        UNMOUNT.run(mountPoint.toString());
        isMounted = false;
        MOUNT.run("-o", "loop", image.toString(), mountPoint.toString());
        isMounted = true;
    }

    @Override
    public void close()
    {
        if (isMounted)
        {
            final String refusal = UNMOUNT.tryRun(mountPoint.toString());
            if (refusal != null)
            {
                UNMOUNT.run("-l", mountPoint.toString());
            }
            isMounted = false;
        }
        IoUtil.delete(root.toFile(), true);
    }
}
