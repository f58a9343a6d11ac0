package io.balsa.node.command;

import io.balsa.archive.ListedSnapshot;
import io.balsa.archive.SnapshotPruning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.File;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot prune}: make room in the directory of a stopped member.
 */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = "Remove old snapshots of a stopped member, those that were set aside, and what a crash has left. " +
        "Those that stay are checked before. A member that runs does so by itself.")
public final class SnapshotPruneCommand implements Callable<Integer>
{
    private static final int KEPT_MAX = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Directory of the member or of its snapshots.")
    private File directory;

    @Option(names = "--keep", paramLabel = "N", defaultValue = "2",
        description = "How many whole snapshots stay (default: ${DEFAULT-VALUE}).")
    private int keptCount;

    @Option(names = "--dry-run", description = "Only tell what would be removed.")
    private boolean isDryRun;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotPruneCommand()
    {
    }

    @Override
    public Integer call()
    {
        OptionRange.check("--keep", keptCount, 1, KEPT_MAX);
        final PrintWriter err = spec.commandLine().getErr();
        try (SnapshotPruning pruning =
            SnapshotPruning.open(directory, keptCount, new ProgressLines(err, "checked")))
        {
            for (final ListedSnapshot damaged : pruning.damaged())
            {
                err.println("balsa: " + pruning.location() + "/" + damaged.name() +
                    " is damaged and stays: the member sets it aside when it is started");
            }
            if (!isDryRun)
            {
                pruning.run();
            }
            print(pruning);
        }
        return ExitCode.OK;
    }

    private void print(final SnapshotPruning pruning)
    {
        final PrintWriter out = spec.commandLine().getOut();
        final List<ListedSnapshot> removals = pruning.removals();
        final long bytes = removals.stream().mapToLong(ListedSnapshot::lengthBytes).sum();
        if (isJson)
        {
            out.println(new JsonObject()
                .text("directory", pruning.location())
                .flag("dryRun", isDryRun)
                .number("bytes", bytes)
                .array("removed", removals.stream().map((snapshot) -> new JsonObject()
                    .text("directory", snapshot.name())
                    .number("index", snapshot.id().index())
                    .number("bytes", snapshot.lengthBytes())).toList()));
            return;
        }
        if (!removals.isEmpty())
        {
            final TextTable table = new TextTable(List.of("snapshot", "bytes"));
            removals.forEach(
                (snapshot) -> table.row(List.of(snapshot.name(), Long.toString(snapshot.lengthBytes()))));
            table.print(out);
            out.println();
        }
        out.println(pruning.location() + ": " + (isDryRun ? "would remove " : "removed ") + removals.size() + ", " +
            bytes + " bytes");
    }
}
