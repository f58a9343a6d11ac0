package io.balsa.archive;

import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;

import java.io.File;

/**
 * A snapshot in one file: compressed part by part, each part with a checksum of its own, so that any byte that is not
 * as it was written is found where it is. Neither side holds more than a part in memory.
 */
public final class SnapshotArchive
{
    private static final String UNFINISHED = ".tmp";

    private SnapshotArchive()
    {
    }

    /**
     * Write an archive. Each byte of the snapshot is checked on the way. The archive has its name when it is whole and
     * durable, and is under another one before; nothing is left of it when that fails.
     *
     * @param stream   of the snapshot.
     * @param file     to be created; its directory is created when missing.
     * @param progress told of each step.
     * @return length of the archive in bytes.
     * @throws CorruptStorageException when the snapshot is damaged.
     * @throws StorageException        when the file is there already or cannot be written.
     */
    public static long write(final SnapshotStream stream, final File file, final SnapshotProgress progress)
    {
        final File target = file.getAbsoluteFile();
        final String name = target.getName();
        if (target.exists())
        {
            throw new StorageException("file " + target + " is there already; choose another name");
        }
        try (SnapshotFiles files = DirectoryFiles.open(target.getParentFile()))
        {
            final String unfinished = name + UNFINISHED;
            if (files.file(unfinished).exists())
            {
                files.delete(unfinished);
            }
            try
            {
                write(stream, files, unfinished, progress);
                files.force(unfinished);
                files.rename(unfinished, name);
                files.syncDirectory(SnapshotFiles.ROOT);
                return files.length(name);
            }
            finally
            {
                if (files.file(unfinished).exists())
                {
                    files.delete(unfinished);
                }
            }
        }
    }

    private static void write(
        final SnapshotStream stream, final SnapshotFiles files, final String name, final SnapshotProgress progress)
    {
        final ContentCheck check = new ContentCheck(stream.content(), stream.manifest());
        try (ArchiveWriter writer = new ArchiveWriter(files, name, stream))
        {
            stream.forEachPart(
                (buffer, offset, length) ->
                {
                    check.onPart(buffer, offset, length);
                    writer.onPart(buffer, offset, length);
                },
                progress);
            check.throwIfDamaged(stream.location());
            writer.finish();
        }
    }

    /**
     * Open an archive.
     *
     * @param file that was written by {@link #write}.
     * @return the snapshot in it.
     * @throws CorruptStorageException   when its beginning, up to the manifest of the snapshot, is damaged.
     * @throws ForeignDirectoryException when it is no archive, or of a newer version.
     * @throws StorageException          when it cannot be read.
     */
    public static SnapshotStream open(final File file)
    {
        final File source = file.getAbsoluteFile();
        try (SnapshotFiles files = DirectoryFiles.openReadOnly(source.getParentFile()))
        {
            return ArchiveSource.open(source.toString(), files.open(source.getName()));
        }
    }
}
