package io.balsa.node.command;

import io.balsa.archive.ClusterRestore;
import io.balsa.archive.SnapshotFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot restore}: a new cluster from a snapshot.
 */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
        "Make the directories of the members of a new cluster from a snapshot. The new cluster has an id of its own: " +
        "members and clients of the old one are refused by it.",
        "The sessions of the old clients are not taken over."})
public final class SnapshotRestoreCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = OpenedSnapshot.LABEL, description = OpenedSnapshot.DESCRIPTION)
    private String name;

    @Mixin
    private final RestoreTarget target = new RestoreTarget();

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public SnapshotRestoreCommand()
    {
    }

    @Override
    public Integer call()
    {
        final int[] memberIds = target.memberIds();
        try (OpenedSnapshot opened = OpenedSnapshot.open(name))
        {
            final SnapshotFacts facts = opened.stream().facts();
            final long clusterId = target.clusterId(facts.clusterId());
            ClusterRestore.run(
                opened.stream(),
                target.directory().toFile(),
                clusterId,
                memberIds,
                (memberId) -> target.settings(clusterId, memberId),
                new ProgressLines(spec.commandLine().getErr(), "restored"));
            print(facts, clusterId);
        }
        return ExitCode.OK;
    }

    private void print(final SnapshotFacts facts, final long clusterId)
    {
        final PrintWriter out = spec.commandLine().getOut();
        final long index = facts.metadata().id().index();
        if (isJson)
        {
            out.println(new JsonObject()
                .text("directory", target.directory().toString())
                .number("clusterId", clusterId)
                .number("oldClusterId", facts.clusterId())
                .number("index", index)
                .number("term", facts.metadata().id().term())
                .number("records", facts.recordCount())
                .number("droppedSessions", facts.sessionCount())
                .array("members", target.membersJson()));
            return;
        }
        out.println("restored index=" + index + " of cluster " + facts.clusterId() + ", " + facts.recordCount() +
            " records, as cluster " + clusterId + "; " + facts.sessionCount() + " sessions are dropped");
        target.printMembers(out);
    }
}
