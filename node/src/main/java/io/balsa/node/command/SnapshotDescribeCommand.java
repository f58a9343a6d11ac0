package io.balsa.node.command;

import io.balsa.archive.RecordFileFacts;
import io.balsa.archive.SnapshotFacts;
import io.balsa.consensus.port.SnapshotMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * {@code balsa snapshot describe}: what the manifest of a snapshot says.
 */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    description = "Print what a snapshot says about itself. Its content is not looked at: see verify.")
public final class SnapshotDescribeCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS = List.of("file", "records", "bytes", "checksum");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = OpenedSnapshot.LABEL, description = OpenedSnapshot.DESCRIPTION)
    private String name;

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotDescribeCommand()
    {
    }

    @Override
    public Integer call()
    {
        final PrintWriter out = spec.commandLine().getOut();
        try (OpenedSnapshot opened = OpenedSnapshot.open(name))
        {
            final SnapshotFacts facts = opened.stream().facts();
            if (isJson)
            {
                out.println(json(opened, facts));
            }
            else
            {
                print(opened, facts, out);
            }
        }
        return ExitCode.OK;
    }

    private static void print(final OpenedSnapshot opened, final SnapshotFacts facts, final PrintWriter out)
    {
        final SnapshotMetadata metadata = facts.metadata();
        out.println("snapshot  " + opened.stream().location() + (opened.isLive() ? ", in use" : ""));
        out.println("cluster   " + facts.clusterId());
        out.println("entry     index " + metadata.id().index() + ", term " + metadata.id().term());
        out.println("time      " + EpochText.of(metadata.clusterTimeNs()));
        out.println("digest    " + digest(metadata));
        out.println("members   " + ids(metadata.memberIds()) + "; removed: " + ids(metadata.removedMemberIds()));
        out.println("sessions  " + facts.sessionCount() + " in " + facts.sessionsLength() + " bytes, timers in " +
            facts.timersLength() + " bytes");
        out.println("content   " + facts.recordCount() + " records, " + facts.lengthBytes() + " bytes");
        if (!facts.files().isEmpty())
        {
            out.println();
            final TextTable table = new TextTable(COLUMNS);
            facts.files().forEach((file) -> table.row(List.of(
                file.name(), Long.toString(file.recordCount()), Long.toString(file.lengthBytes()), checksum(file))));
            table.print(out);
        }
    }

    private static String digest(final SnapshotMetadata metadata)
    {
        return String.format(Locale.ROOT, "%016x", metadata.stateDigest());
    }

    private static String checksum(final RecordFileFacts file)
    {
        return String.format(Locale.ROOT, "%08x", file.checksum());
    }

    private static String ids(final int[] ids)
    {
        return ids.length == 0 ? "none" :
            Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    private static JsonObject json(final OpenedSnapshot opened, final SnapshotFacts facts)
    {
        final SnapshotMetadata metadata = facts.metadata();
        return new JsonObject()
            .text("snapshot", opened.stream().location())
            .flag("live", opened.isLive())
            .number("clusterId", facts.clusterId())
            .number("index", metadata.id().index())
            .number("term", metadata.id().term())
            .text("time", EpochText.of(metadata.clusterTimeNs()))
            .number("clusterTimeNs", metadata.clusterTimeNs())
            .text("digest", digest(metadata))
            .text("members", ids(metadata.memberIds()))
            .text("removedMembers", ids(metadata.removedMemberIds()))
            .number("sessions", facts.sessionCount())
            .number("sessionsBytes", facts.sessionsLength())
            .number("timersBytes", facts.timersLength())
            .number("records", facts.recordCount())
            .number("bytes", facts.lengthBytes())
            .array("files", facts.files().stream().map((file) -> new JsonObject()
                .text("file", file.name())
                .number("records", file.recordCount())
                .number("bytes", file.lengthBytes())
                .text("checksum", checksum(file))).toList());
    }
}
