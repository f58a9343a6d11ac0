package io.balsa.node.command;

import io.balsa.archive.backup.BackupDirectory;
import io.balsa.archive.backup.BackupSpan;
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
 * {@code balsa backup list}: at which indexes a cluster can be restored.
 */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Show at which indexes a cluster can be restored from a backup, also while it goes on.")
public final class BackupListCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS = List.of("first", "last", "snapshot", "entries", "directory");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Directory of the backup.")
    private File directory;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public BackupListCommand()
    {
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        final List<BackupSpan> spans = BackupDirectory.spans(directory);
        if (isJson)
        {
            out.println(new JsonObject()
                .text("backup", directory.toString())
                .array("spans", spans.stream().map(BackupListCommand::json).toList()));
            return ExitCode.OK;
        }
        final TextTable table = new TextTable(COLUMNS);
        for (final BackupSpan span : spans)
        {
            table.row(List.of(
                Long.toString(span.firstIndex()),
                Long.toString(span.lastIndex()),
                span.baseIndex() == 0 ? "-" : Long.toString(span.baseIndex()),
                Long.toString(span.lastIndex() - span.baseIndex()),
                span.directory().getName()));
        }
        table.print(out);
        return ExitCode.OK;
    }

    private static JsonObject json(final BackupSpan span)
    {
        return new JsonObject()
            .text("directory", span.directory().getName())
            .number("clusterId", span.clusterId())
            .number("firstIndex", span.firstIndex())
            .number("lastIndex", span.lastIndex())
            .number("snapshotIndex", span.baseIndex());
    }
}
