package io.balsa.bench;

import io.balsa.bench.cluster.ClusterCommand;
import io.balsa.bench.limits.LimitsCommand;
import io.balsa.bench.open.OpenCommand;
import io.balsa.bench.snapshot.SnapshotsCommand;
import io.balsa.bench.stall.StallCommand;
import io.balsa.bench.sync.SyncCommand;
import io.balsa.node.ConfigurationException;
import io.balsa.node.command.CommandException;
import io.balsa.node.command.ExitCode;
import io.balsa.node.demo.DemoException;
import io.balsa.transport.media.TransportException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;

/**
 * The {@code bench} command line: what a cluster does, and what it rests on. Without a command it runs {@code cluster}.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {ClusterCommand.class, LimitsCommand.class, SyncCommand.class, StallCommand.class, OpenCommand.class,
        SnapshotsCommand.class, JmhCommand.class},
    synopsisSubcommandLabel = "[COMMAND]",
    description = "Measure a cluster, its parts, its log and what they rest on, on this machine.",
    footer = {
        "",
        "Without a command it is 'cluster', with the options of that. 'bench compare' has a jar of its own: it runs " +
            "others beside."})
public final class Bench implements Runnable
{
    private static final String DEFAULT_COMMAND = "cluster";
    private static final List<String> OWN_OPTIONS = List.of("-h", "--help", "-V", "--version");

    @Spec
    private CommandSpec spec;

    @Option(
        names = {"-v", "--verbose"}, scope = ScopeType.INHERIT,
        description = "Print the stack trace of an error as well.")
    private boolean isVerbose;

    private Bench()
    {
    }

    /**
     * Run a command and end the process.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        final Charset charset = Charset.defaultCharset();
        System.exit(execute(
            args, new PrintWriter(System.out, true, charset), new PrintWriter(System.err, true, charset)));
    }

    /**
     * Run a command.
     *
     * @param args     of the command line.
     * @param out      for results.
     * @param err      for errors and progress.
     * @param commands that there are besides those of this module.
     * @return one of {@link ExitCode}.
     */
    public static int execute(
        final String[] args, final PrintWriter out, final PrintWriter err, final Object... commands)
    {
        final CommandLine commandLine = commandLine(out, err, commands);
        final int exitCode = isDefaultCommand(args) ?
            commandLine.execute(withDefaultCommand(args)) : commandLine.execute(args);
        out.flush();
        err.flush();
        return exitCode;
    }

    static CommandLine commandLine(final PrintWriter out, final PrintWriter err, final Object... commands)
    {
        final Bench bench = new Bench();
        final CommandLine commandLine = new CommandLine(bench);
        for (final Object command : commands)
        {
            commandLine.addSubcommand(command);
        }
        commandLine
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((ex, command, parsed) -> bench.onFailure(ex, err));
        commandLine.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
        return commandLine;
    }

    private static boolean isDefaultCommand(final String[] args)
    {
        return args.length == 0 || (args[0].startsWith("-") && !OWN_OPTIONS.contains(args[0]));
    }

    private static String[] withDefaultCommand(final String[] args)
    {
        final String[] all = new String[args.length + 1];
        all[0] = DEFAULT_COMMAND;
        System.arraycopy(args, 0, all, 1, args.length);
        return all;
    }

    private int onFailure(final Exception ex, final PrintWriter err)
    {
        if (isVerbose)
        {
            ex.printStackTrace(err);
        }
        if (ex instanceof CommandException failure)
        {
            err.println("balsa: " + failure.getMessage());
            return failure.exitCode();
        }
        final boolean isExplained = ex instanceof BenchException || ex instanceof DemoException ||
            ex instanceof TransportException || ex instanceof ConfigurationException;
        err.println("balsa: " + (isExplained ? ex.getMessage() : ex + (isVerbose ? "" : "; --verbose shows where")));
        return ExitCode.FAILED;
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
