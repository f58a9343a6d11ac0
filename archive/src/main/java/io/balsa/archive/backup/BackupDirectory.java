package io.balsa.archive.backup;

import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotFinding;
import io.balsa.archive.SnapshotProgress;
import io.balsa.archive.SnapshotStream;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.LogFinding;
import io.balsa.log.mmap.LogInspection;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Looks into the directory of a backup and changes nothing, also while the backup goes on. In it is a directory
 * {@code from-INDEX} for each span: the files of a log as a member has them, but of a member that cannot be, and
 * {@code snapshots}. A span is begun where there is none and where the member had removed entries that the backup did
 * not have yet.
 */
public final class BackupDirectory
{
    /** Whose log it is, so that no member can be started on it. */
    public static final int MEMBER_ID = Integer.MAX_VALUE;

    private static final String PREFIX = "from-";
    private static final Pattern SPAN = Pattern.compile(PREFIX + "\\d{20}");

    private BackupDirectory()
    {
    }

    /** The directory of a span. */
    static File directory(final File backup, final long baseIndex)
    {
        return new File(backup, String.format(Locale.ROOT, "%s%020d", PREFIX, baseIndex));
    }

    /**
     * The spans of a backup; one that was only begun is none.
     *
     * @param backup directory of it.
     * @return a new list, in the order of their indexes.
     * @throws StorageException when it is no backup or cannot be read.
     */
    public static List<BackupSpan> spans(final File backup)
    {
        final List<BackupSpan> spans = new ArrayList<>();
        for (final String name : names(backup))
        {
            final File directory = new File(backup, name);
            final long baseIndex = baseIndex(name);
            if (isWhole(directory, baseIndex))
            {
                try (LogInspection log = LogInspection.open(directory))
                {
                    spans.add(new BackupSpan(
                        directory, log.identity().clusterId(), baseIndex, Math.max(baseIndex, log.lastIndex())));
                }
            }
        }
        if (spans.stream().mapToLong(BackupSpan::clusterId).distinct().count() > 1)
        {
            throw new ForeignDirectoryException(backup + " holds backups of more than one cluster; keep them apart");
        }
        return spans;
    }

    /** Names of all spans, those that were only begun among them, in their order. */
    static List<String> names(final File backup)
    {
        final String[] found = backup.list();
        if (null == found)
        {
            throw new StorageException(backup + " is not a directory that can be read; check the path");
        }
        Arrays.sort(found);
        for (final String name : found)
        {
            if (!SPAN.matcher(name).matches())
            {
                throw new ForeignDirectoryException(
                    backup + " is not the directory of a backup: it holds " + name + "; check the path");
            }
        }
        return List.of(found);
    }

    static long baseIndex(final String name)
    {
        return Long.parseLong(name.substring(PREFIX.length()));
    }

    /** The snapshot is put there last. */
    static boolean isWhole(final File directory, final long baseIndex)
    {
        return 0 == baseIndex ? new File(directory, "identity").exists() : null != snapshot(directory, baseIndex);
    }

    /** The snapshot that a span begins with, null when it is not there. */
    static SnapshotId snapshot(final File directory, final long baseIndex)
    {
        if (!new File(directory, MemberStorage.SNAPSHOT_DIRECTORY).isDirectory())
        {
            return null;
        }
        try (SnapshotDirectory snapshots = SnapshotDirectory.open(directory))
        {
            return snapshots.published().stream().filter((id) -> id.index() == baseIndex).findFirst().orElse(null);
        }
    }

    /**
     * Check every byte.
     *
     * @param backup   directory of it.
     * @param progress told of each step in a file.
     * @return what is damaged, one line each; empty when all is well.
     */
    public static List<String> verify(final File backup, final SnapshotProgress progress)
    {
        final List<String> damages = new ArrayList<>();
        for (final BackupSpan span : spans(backup))
        {
            try (LogInspection log = LogInspection.open(span.directory()))
            {
                log.verify(progress::onProgress).stream().filter(LogFinding::isDamage).forEach(
                    (finding) -> damages.add(log.location() + "/" + finding.fileName() + ": " + finding.text()));
            }
            if (span.baseIndex() > 0)
            {
                verifySnapshot(span, damages, progress);
            }
        }
        return damages;
    }

    private static void verifySnapshot(
        final BackupSpan span, final List<String> damages, final SnapshotProgress progress)
    {
        try (SnapshotDirectory snapshots = SnapshotDirectory.open(span.directory());
            SnapshotStream stream = snapshots.stream(snapshot(span.directory(), span.baseIndex())))
        {
            for (final SnapshotFinding finding : stream.verify(progress))
            {
                damages.add(stream.location() + "/" + finding.fileName() + ": " + finding.text());
            }
        }
        catch (final CorruptStorageException e)
        {
            damages.add(e.getMessage());
        }
    }

    /** With all in it, if it is there. */
    static void delete(final File file)
    {
        final File[] inner = file.listFiles();
        if (null != inner)
        {
            for (final File each : inner)
            {
                delete(each);
            }
        }
        if (file.exists() && !file.delete())
        {
            throw new StorageException("cannot delete " + file + "; delete it by hand");
        }
    }
}
