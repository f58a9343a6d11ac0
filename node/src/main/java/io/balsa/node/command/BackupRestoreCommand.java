package io.balsa.node.command;

import io.balsa.archive.backup.BackupRestore;
import io.balsa.archive.backup.BackupSpan;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.node.NodeConfiguration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.File;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * {@code balsa backup restore}: a new cluster from a backup, at any index that is in it.
 */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
        "Make the directories of the members of a new cluster from a backup, with the state as it was when the entry " +
        "of an index was applied. The new cluster has an id of its own: members and clients of the old one are " +
        "refused by it.",
        "The sessions of the old clients count up to the index, and are not taken over."})
public final class BackupRestoreCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "Directory of the backup.")
    private File backup;

    @Option(names = "--at", paramLabel = "INDEX", defaultValue = "0",
        description = "Last entry that counts (default: the newest one).")
    private long index;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Mixin
    private final RestoreTarget target = new RestoreTarget();

    @Option(names = "--json", description = "Print JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public BackupRestoreCommand()
    {
    }

    @Override
    public Integer call()
    {
        JvmRequirement.check();
        OptionRange.check("--at", index, 0, Long.MAX_VALUE);
        final NodeConfiguration member = configuration.load(System.getProperties());
        final int[] memberIds = target.memberIds();
        final BackupSpan span = BackupRestore.find(backup, index);
        if (span.clusterId() != member.clusterId())
        {
            throw new CommandException(ExitCode.USAGE, backup + " is of cluster " + span.clusterId() +
                ", the configuration of cluster " + member.clusterId() + "; give that of an old member");
        }
        final long clusterId = target.clusterId(span.clusterId());
        final ReplicatedState state = new ReplicatedState(
            member.newStateMachine(),
            new SessionTable(member.sessionMax(), member.sessionWindow()),
            member.commandLengthMax(),
            ApplyListener.NONE);
        try
        {
            BackupRestore.run(
                span,
                index == 0 ? span.lastIndex() : index,
                state,
                target.directory().toFile(),
                clusterId,
                memberIds,
                (memberId) -> target.settings(clusterId, memberId),
                new ProgressLines(spec.commandLine().getErr(), "restored"));
            print(span, state, clusterId);
        }
        finally
        {
            state.close();
        }
        return ExitCode.OK;
    }

    private void print(final BackupSpan span, final ReplicatedState state, final long clusterId)
    {
        final PrintWriter out = spec.commandLine().getOut();
        final String digest = Long.toHexString(state.stateMachine().digest());
        if (isJson)
        {
            out.println(new JsonObject()
                .text("directory", target.directory().toString())
                .number("clusterId", clusterId)
                .number("oldClusterId", span.clusterId())
                .number("index", state.index())
                .number("snapshotIndex", span.baseIndex())
                .text("digest", digest)
                .number("droppedSessions", state.sessions().size())
                .array("members", target.membersJson()));
            return;
        }
        out.println("restored index=" + state.index() + " of cluster " + span.clusterId() + ", " +
            (state.index() - span.baseIndex()) + " entries behind the snapshot of index=" + span.baseIndex() +
            ", digest " + digest + ", as cluster " + clusterId + "; " + state.sessions().size() +
            " sessions are dropped");
        target.printMembers(out);
    }
}
