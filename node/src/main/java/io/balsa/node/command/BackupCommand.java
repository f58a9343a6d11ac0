package io.balsa.node.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code balsa backup}: a snapshot and the committed log behind it, kept elsewhere.
 */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    subcommands = {
        BackupTakeCommand.class,
        BackupListCommand.class,
        BackupVerifyCommand.class,
        BackupRestoreCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = {
        "Take a backup of a member and follow it, look into it, and make a new cluster of it at any index."})
public final class BackupCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    /**
     * Create.
     */
    public BackupCommand()
    {
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
