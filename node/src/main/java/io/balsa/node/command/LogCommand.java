package io.balsa.node.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code balsa log}: look into the directory of a member.
 */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    subcommands = {
        LogDescribeCommand.class,
        LogDumpCommand.class,
        LogFindIndexCommand.class,
        LogVerifyCommand.class,
        LogRepairCommand.class,
        LogTruncateCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = {
        "Look into the directory of a member, and repair its log.",
        "Where the member runs, what is committed is shown."})
public final class LogCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    /**
     * Create.
     */
    public LogCommand()
    {
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
