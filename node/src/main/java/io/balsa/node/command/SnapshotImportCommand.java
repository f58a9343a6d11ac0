package io.balsa.node.command;

import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotFacts;
import io.balsa.archive.SnapshotImport;
import io.balsa.archive.SnapshotStream;
import io.balsa.log.mmap.LogInspection;
import io.balsa.log.mmap.MemberStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.File;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot import}: give a stopped member a snapshot.
 */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Put a snapshot among those of a stopped member of the same cluster, which starts from it then.")
public final class SnapshotImportCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = OpenedSnapshot.LABEL, description = OpenedSnapshot.DESCRIPTION)
    private String name;

    @Parameters(index = "1", paramLabel = "DIR",
        description = "Directory of the member, or of its snapshots together with --cluster-id.")
    private File directory;

    @Option(names = "--cluster-id", paramLabel = "N",
        description = "Cluster of the member, where DIR is the directory of its snapshots.")
    private Long clusterId;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotImportCommand()
    {
    }

    @Override
    public Integer call()
    {
        try (OpenedSnapshot opened = OpenedSnapshot.open(name))
        {
            final SnapshotStream stream = opened.stream();
            if (clusterId == null)
            {
                importIntoMember(stream);
            }
            else
            {
                importInto(stream, SnapshotDirectory.of(directory), clusterId);
            }
            print(stream.facts());
        }
        return ExitCode.OK;
    }

    /** The member's log must go on behind the snapshot, or hold its last entry. */
    private void importIntoMember(final SnapshotStream stream)
    {
        final long ownerId;
        try (LogInspection inspection = LogInspection.open(directory))
        {
            LogDirectory.checkStopped(inspection);
            final long index = stream.facts().metadata().id().index();
            if (index < inspection.firstIndex() - 1)
            {
                throw new CommandException(ExitCode.FAILED, "the log in " + inspection.location() +
                    " begins at index=" + inspection.firstIndex() + ": entries are missing behind the snapshot of " +
                    "index=" + index + "; use a newer one");
            }
            ownerId = inspection.identity().clusterId();
        }
        importInto(stream, new File(directory, MemberStorage.SNAPSHOT_DIRECTORY), ownerId);
    }

    private void importInto(final SnapshotStream stream, final File snapshots, final long ownerId)
    {
        SnapshotImport.run(
            stream,
            snapshots,
            ownerId,
            (id, reason) -> spec.commandLine().getErr().println(
                "balsa: the snapshot of index=" + id.index() + " was set aside: " + reason),
            new ProgressLines(spec.commandLine().getErr(), "imported"));
    }

    private void print(final SnapshotFacts facts)
    {
        final long index = facts.metadata().id().index();
        spec.commandLine().getOut().println(isJson ?
            new JsonObject()
                .text("directory", directory.toString())
                .number("clusterId", facts.clusterId())
                .number("index", index)
                .number("term", facts.metadata().id().term())
                .number("records", facts.recordCount())
                .number("bytes", facts.lengthBytes()).toString() :
            "imported the snapshot of index=" + index + ", " + facts.recordCount() + " records, " +
            facts.lengthBytes() + " bytes, into " + directory);
    }
}
