package io.balsa.node.command;

import io.balsa.archive.SnapshotProgress;
import io.balsa.archive.SnapshotStream;
import io.balsa.consensus.port.SnapshotReader;
import org.agrona.IoUtil;
import picocli.CommandLine.Option;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where commands copy a snapshot whose records they look at. Nothing of it is left.
 */
final class CopyDirectory
{
    @Option(names = "--temp", paramLabel = "DIR",
        description = "Where the snapshot is copied to while its records are read (default: the temporary directory).")
    private Path parent;

    /** Have the records of a snapshot in a copy that has no name any more. */
    SnapshotReader open(final SnapshotStream stream, final SnapshotProgress progress)
    {
        final File directory = create();
        final OrderlyEnd end = new OrderlyEnd(() -> IoUtil.delete(directory, true));
        try
        {
            return stream.openRecords(directory, progress);
        }
        finally
        {
            end.callOff();
            IoUtil.delete(directory, true);
        }
    }

    private File create()
    {
        final String prefix = "balsa-snapshot-";
        try
        {
            return (parent == null ?
                Files.createTempDirectory(prefix) : Files.createTempDirectory(parent, prefix)).toFile();
        }
        catch (final IOException ex)
        {
            throw new CommandException(
                ExitCode.FAILED, "no directory for a copy of the snapshot: " + ex + "; choose another with --temp", ex);
        }
    }
}
