package io.balsa.node.command;

import io.balsa.archive.SnapshotArchive;
import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotStream;
import io.balsa.consensus.port.SnapshotId;
import org.agrona.CloseHelper;

import java.io.File;
import java.util.List;

/**
 * The snapshot that a command was given, however it is named: the newest one of a directory, {@code DIR@INDEX}, or an
 * archive.
 */
final class OpenedSnapshot implements AutoCloseable
{
    static final String LABEL = "SNAPSHOT";
    static final String DESCRIPTION =
        "Directory of a member or of its snapshots for the newest one, DIR@INDEX for the one of that index, or a " +
        "file that was exported.";

    private final SnapshotDirectory directory;
    private final SnapshotStream stream;

    private OpenedSnapshot(final SnapshotDirectory directory, final SnapshotStream stream)
    {
        this.directory = directory;
        this.stream = stream;
    }

    static OpenedSnapshot open(final String text)
    {
        final File file = new File(text);
        final int at = text.lastIndexOf('@');
        if (file.exists() || at < 1)
        {
            return file.isFile() ? new OpenedSnapshot(null, SnapshotArchive.open(file)) : open(file, 0);
        }
        return open(new File(text.substring(0, at)), index(text, at));
    }

    private static long index(final String text, final int at)
    {
        try
        {
            final long index = Long.parseLong(text.substring(at + 1));
            if (index > 0)
            {
                return index;
            }
        }
        catch (final NumberFormatException ignored)
        {
            // Told below.
        }
        throw new CommandException(ExitCode.USAGE, text + ": no such directory or file, and '" +
            text.substring(at + 1) + "' is not the index of a snapshot");
    }

    private static OpenedSnapshot open(final File file, final long index)
    {
        final SnapshotDirectory directory = SnapshotDirectory.open(file);
        try
        {
            return new OpenedSnapshot(directory, directory.stream(find(directory, index)));
        }
        catch (final RuntimeException ex)
        {
            directory.close();
            throw ex;
        }
    }

    private static SnapshotId find(final SnapshotDirectory directory, final long index)
    {
        final List<SnapshotId> published = directory.published();
        for (int i = published.size() - 1; i >= 0; i--)
        {
            if (index == 0 || published.get(i).index() == index)
            {
                return published.get(i);
            }
        }
        throw new CommandException(ExitCode.FAILED, directory.location() + " has no snapshot" +
            (index == 0 ? "" : " of index=" + index + "; 'balsa snapshot list' shows those that there are"));
    }

    SnapshotStream stream()
    {
        return stream;
    }

    boolean isLive()
    {
        return directory != null && directory.isLive();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(stream, directory);
    }
}
