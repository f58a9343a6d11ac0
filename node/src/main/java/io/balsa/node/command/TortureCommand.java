package io.balsa.node.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code balsa torture}: what a machine can do to the log of a member.
 */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    subcommands = {PowerCutCommand.class, LogWriterCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = "Do to the log of a member what machines do, and check what is left of it.")
public final class TortureCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    /**
     * Create.
     */
    public TortureCommand()
    {
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
