package io.balsa.bench;

import io.balsa.bench.open.OpenCommand;
import io.balsa.bench.stall.StallCommand;
import io.balsa.bench.sync.SyncCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code bench} command line: what devices and page caches do, which no JMH benchmark can tell.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {SyncCommand.class, StallCommand.class, OpenCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    description = "Measure the log and what it rests on, on this machine. Benchmarks of its methods run with JMH.")
public final class Bench implements Runnable
{
    @Spec
    private CommandSpec spec;

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
        System.exit(new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
