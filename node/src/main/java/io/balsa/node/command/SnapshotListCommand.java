package io.balsa.node.command;

import io.balsa.archive.ListedSnapshot;
import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.File;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot list}: the snapshots in a directory.
 */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the snapshots of a member by their manifests. Their content is not looked at: see verify.")
public final class SnapshotListCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS =
        List.of("index", "term", "time", "records", "sessions", "files", "bytes", "status");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Directory of the member or of its snapshots.")
    private File file;

    @Option(names = "--json", description = "Print JSON, each object in one line.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotListCommand()
    {
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        try (SnapshotDirectory directory = SnapshotDirectory.open(file))
        {
            final List<ListedSnapshot> listed = directory.list();
            if (isJson)
            {
                out.println(new JsonObject()
                    .text("directory", directory.location())
                    .flag("live", directory.isLive())
                    .array("snapshots", listed.stream().map(SnapshotListCommand::json).toList()));
                return ExitCode.OK;
            }
            if (!listed.isEmpty())
            {
                print(listed, out);
                out.println();
            }
            out.println(directory.location() + (directory.isLive() ? " (in use)" : "") + ": " +
                count(directory.published().size()));
            return ExitCode.OK;
        }
    }

    private static String count(final int count)
    {
        return count == 0 ? "no snapshots" : count == 1 ? "1 snapshot" : count + " snapshots";
    }

    private static void print(final List<ListedSnapshot> listed, final PrintWriter out)
    {
        final TextTable table = new TextTable(COLUMNS);
        for (final ListedSnapshot snapshot : listed)
        {
            final SnapshotFacts facts = snapshot.facts();
            table.row(List.of(
                Long.toString(snapshot.id().index()),
                Long.toString(snapshot.id().term()),
                facts == null ? "-" : EpochText.of(facts.metadata().clusterTimeNs()),
                facts == null ? "-" : Long.toString(facts.recordCount()),
                facts == null ? "-" : Integer.toString(facts.sessionCount()),
                facts == null ? "-" : Integer.toString(facts.files().size()),
                Long.toString(snapshot.lengthBytes()),
                status(snapshot)));
        }
        table.print(out);
    }

    private static String status(final ListedSnapshot snapshot)
    {
        return snapshot.damage() == null ? name(snapshot) : "DAMAGED: " + snapshot.damage();
    }

    private static String name(final ListedSnapshot snapshot)
    {
        return snapshot.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static JsonObject json(final ListedSnapshot snapshot)
    {
        final SnapshotFacts facts = snapshot.facts();
        final JsonObject json = new JsonObject()
            .text("directory", snapshot.name())
            .number("index", snapshot.id().index())
            .number("term", snapshot.id().term())
            .text("status", name(snapshot))
            .number("bytes", snapshot.lengthBytes())
            .text("damage", snapshot.damage());
        return facts == null ? json : json
            .number("clusterId", facts.clusterId())
            .text("time", EpochText.of(facts.metadata().clusterTimeNs()))
            .number("clusterTimeNs", facts.metadata().clusterTimeNs())
            .number("records", facts.recordCount())
            .number("sessions", facts.sessionCount())
            .number("files", facts.files().size());
    }
}
