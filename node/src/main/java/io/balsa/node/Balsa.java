package io.balsa.node;

import io.balsa.log.mmap.StorageException;
import io.balsa.node.command.CommandException;
import io.balsa.node.command.BackupCommand;
import io.balsa.node.command.ConfigCommand;
import io.balsa.node.command.CountersCommand;
import io.balsa.node.command.DemoCommand;
import io.balsa.node.command.ExitCode;
import io.balsa.node.command.LatencyCommand;
import io.balsa.node.command.LogCommand;
import io.balsa.node.command.NodeCommand;
import io.balsa.node.command.SnapshotCommand;
import io.balsa.node.command.StatusCommand;
import io.balsa.node.command.TortureCommand;
import io.balsa.node.demo.DemoException;
import io.balsa.node.torture.TortureException;
import io.balsa.transport.media.TransportException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * The {@code balsa} command line. Results go to standard output, errors to standard error as one line each; the exit
 * code is one of {@link ExitCode}.
 */
@Command(
    name = "balsa",
    mixinStandardHelpOptions = true,
    versionProvider = Balsa.Version.class,
    subcommands = {NodeCommand.class, StatusCommand.class, CountersCommand.class, LatencyCommand.class,
        LogCommand.class, SnapshotCommand.class, BackupCommand.class, DemoCommand.class, ConfigCommand.class,
        TortureCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = "Balsa, a low-latency Raft for the JVM.",
    footer = {
        "",
        "In a checkout there is also:",
        "  simulate  Run whole clusters under every fault, from a seed.",
        "  bench     Measure a cluster, its log and what they rest on, on this machine.",
        "",
        "Exit codes: 0 done or yes, 1 failed or no, 2 wrong usage or configuration,",
        "3 nobody reached, 4 cannot be done on this machine."
    })
public final class Balsa implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Option(
        names = {"-v", "--verbose"}, scope = ScopeType.INHERIT,
        description = "Print the stack trace of an error as well.")
    private boolean isVerbose;

    private Balsa()
    {
    }

    /**
     * Run a command and end the process with its exit code.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        final Charset charset = Charset.defaultCharset();
        final PrintWriter out = new PrintWriter(System.out, true, charset);
        final PrintWriter err = new PrintWriter(System.err, true, charset);
        System.exit(execute(args, out, err));
    }

    /**
     * Run a command.
     *
     * @param args of the command line.
     * @param out  for results; flushed, not closed.
     * @param err  for errors; flushed, not closed.
     * @return one of {@link ExitCode}.
     */
    static int execute(final String[] args, final PrintWriter out, final PrintWriter err)
    {
        final Balsa balsa = new Balsa();
        final int exitCode = new CommandLine(balsa)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Balsa::onWrongUsage)
            .setExecutionExceptionHandler((ex, commandLine, parseResult) -> balsa.onFailure(ex, err))
            .execute(args);
        out.flush();
        err.flush();
        return exitCode;
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static int onWrongUsage(final ParameterException ex, final String[] args)
    {
        final CommandLine commandLine = ex.getCommandLine();
        commandLine.getErr().println("balsa: " + oneLine(ex.getMessage()) + "; see '" +
            commandLine.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    private int onFailure(final Exception ex, final PrintWriter err)
    {
        if (isVerbose)
        {
            ex.printStackTrace(err);
        }
        if (ex instanceof CommandException failure)
        {
            err.println("balsa: " + oneLine(failure.getMessage()));
            return failure.exitCode();
        }
        if (ex instanceof ConfigurationException)
        {
            err.println("balsa: " + oneLine(ex.getMessage()));
            return ExitCode.USAGE;
        }
        if (ex instanceof StorageException || ex instanceof TransportException || ex instanceof DemoException ||
            ex instanceof TortureException)
        {
            err.println("balsa: " + oneLine(ex.getMessage()));
            return ExitCode.FAILED;
        }
        err.println("balsa: " + oneLine(ex.toString()) + (isVerbose ? "" : "; --verbose shows where"));
        return ExitCode.FAILED;
    }

    private static String oneLine(final String message)
    {
        return message.lines().map(String::strip).reduce((first, next) -> first + " " + next).orElse("");
    }

    /** Reads the version from the manifest of the jar. */
    static final class Version implements IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            final String version = Balsa.class.getPackage().getImplementationVersion();
            return new String[]{
                "balsa " + (version == null ? "(not run from its jar)" : version),
                "Java " + Runtime.version()};
        }
    }
}
