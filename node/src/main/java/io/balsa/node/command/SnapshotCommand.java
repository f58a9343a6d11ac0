package io.balsa.node.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code balsa snapshot}: what a member keeps besides its log.
 */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    subcommands = {
        SnapshotTakeCommand.class,
        SnapshotListCommand.class,
        SnapshotDescribeCommand.class,
        SnapshotVerifyCommand.class,
        SnapshotGetCommand.class,
        SnapshotDiffCommand.class,
        SnapshotExportCommand.class,
        SnapshotImportCommand.class,
        SnapshotRestoreCommand.class,
        SnapshotPruneCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = {
        "Take snapshots of a member, look into them, carry them elsewhere, and make a new cluster of one.",
        "Those that only look work where the member runs too."})
public final class SnapshotCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    /**
     * Create.
     */
    public SnapshotCommand()
    {
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
