package io.balsa.node.command;

import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotFinding;
import io.balsa.archive.SnapshotStream;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.File;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot verify}: check every byte of snapshots.
 */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Check every byte of the snapshots in a directory, of one of them, or of a file that was exported, " +
        "and print all that is damaged; the exit code is 1 then.")
public final class SnapshotVerifyCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS = List.of("snapshot", "file", "what");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = OpenedSnapshot.LABEL,
        description = "Directory of a member or of its snapshots for all of them, DIR@INDEX for the one of that " +
            "index, or a file that was exported.")
    private String name;

    @Option(names = "--deep", description = "Open a copy as well, and go through all records.")
    private boolean isDeep;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    @Mixin
    private final CopyDirectory copies = new CopyDirectory();

    private final List<Damage> damages = new ArrayList<>();
    private int snapshotCount;

    /**
     * Create.
     */
    public SnapshotVerifyCommand()
    {
    }

    @Override
    public Integer call()
    {
        if (new File(name).isDirectory())
        {
            verifyAll();
        }
        else
        {
            verifyOne();
        }
        if (snapshotCount == 0)
        {
            throw new CommandException(ExitCode.FAILED, name + " has no snapshot");
        }
        print(spec.commandLine().getOut());
        return damages.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void verifyAll()
    {
        try (SnapshotDirectory directory = SnapshotDirectory.open(new File(name)))
        {
            for (final SnapshotId id : directory.published())
            {
                verify(directory, id);
            }
        }
    }

    private void verify(final SnapshotDirectory directory, final SnapshotId id)
    {
        try (SnapshotStream stream = directory.stream(id))
        {
            verify(stream);
        }
        catch (final CorruptStorageException ex)
        {
            damaged(directory.location() + "@" + id.index(), ex);
        }
        catch (final StorageException ex)
        {
            // A running member may have retired it since the directory was listed.
            if (directory.published().contains(id))
            {
                throw ex;
            }
        }
    }

    private void verifyOne()
    {
        try (OpenedSnapshot opened = OpenedSnapshot.open(name))
        {
            verify(opened.stream());
        }
        catch (final CorruptStorageException ex)
        {
            damaged(name, ex);
        }
    }

    /** Its manifest is, or a file is not there as it should be, or its records are not. */
    private void damaged(final String location, final CorruptStorageException reason)
    {
        snapshotCount++;
        damages.add(new Damage(location, new SnapshotFinding("-", reason.getMessage())));
    }

    private void verify(final SnapshotStream stream)
    {
        final PrintWriter err = spec.commandLine().getErr();
        final List<SnapshotFinding> findings = stream.verify(new ProgressLines(err, "checked"));
        if (isDeep && findings.isEmpty())
        {
            readRecords(stream);
        }
        snapshotCount++;
        findings.forEach((finding) -> damages.add(new Damage(stream.location(), finding)));
    }

    private void readRecords(final SnapshotStream stream)
    {
        try (SnapshotReader reader = copies.open(stream, new ProgressLines(spec.commandLine().getErr(), "copied")))
        {
            final long[] count = new long[1];
            reader.forEach((key, value) -> count[0]++);
            if (count[0] != reader.recordCount())
            {
                throw new CorruptStorageException(stream.location() + " shows " + count[0] + " records instead of " +
                    reader.recordCount() + "; use another snapshot");
            }
        }
    }

    private void print(final PrintWriter out)
    {
        if (isJson)
        {
            out.println(new JsonObject()
                .text("snapshot", name)
                .number("snapshots", snapshotCount)
                .flag("ok", damages.isEmpty())
                .array("findings", damages.stream().map((damage) -> new JsonObject()
                    .text("snapshot", damage.location())
                    .text("file", damage.finding().fileName())
                    .text("what", damage.finding().text())).toList()));
            return;
        }
        if (!damages.isEmpty())
        {
            final TextTable table = new TextTable(COLUMNS);
            damages.forEach((damage) -> table.row(
                List.of(damage.location(), damage.finding().fileName(), damage.finding().text())));
            table.print(out);
            out.println();
        }
        out.println(name + ": " + (snapshotCount == 1 ? "1 snapshot" : snapshotCount + " snapshots") + ", " +
            (damages.isEmpty() ? "no damage" : damages.size() == 1 ? "1 damage" : damages.size() + " damages"));
    }

    /** Where it was found, and what. */
    private record Damage(String location, SnapshotFinding finding)
    {
    }
}
