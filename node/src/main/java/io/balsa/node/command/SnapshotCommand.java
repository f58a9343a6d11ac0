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
    subcommands = {SnapshotTakeCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = "Take snapshots of a member.")
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
