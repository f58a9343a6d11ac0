package io.balsa.node.command;

import io.balsa.consensus.latency.StageSnapshot;
import io.balsa.node.MemberLatency;
import io.balsa.node.NodeConfiguration;
import io.balsa.transport.media.TransportException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code balsa latency}: where the time of commits goes on a member of this machine.
 */
@Command(
    name = "latency",
    mixinStandardHelpOptions = true,
    description = "Print where the time of commits goes on a member that runs on this machine.")
public final class LatencyCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(
        names = "--interval", paramLabel = "TIME",
        description = "Look twice, that long apart such as 10s, and print what came between (default: all since the " +
            "member's start).")
    private String interval;

    @Option(names = "--json", description = "Print the stages as one line of JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public LatencyCommand()
    {
    }

    @Override
    public Integer call() throws InterruptedException
    {
        final NodeConfiguration loaded = configuration.load(System.getProperties());
        final LatencyTable table = new LatencyTable(interval == null ?
            read(loaded) : readTwice(loaded, Durations.parse("--interval", interval)));
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            out.println(table.toJson());
        }
        else
        {
            table.print(out);
        }
        return ExitCode.OK;
    }

    private static StageSnapshot readTwice(final NodeConfiguration loaded, final long intervalNs)
        throws InterruptedException
    {
        if (intervalNs <= 0)
        {
            throw new CommandException(ExitCode.USAGE, "--interval must be more than 0");
        }
        final StageSnapshot before = read(loaded);
        TimeUnit.NANOSECONDS.sleep(intervalNs);
        return read(loaded).since(before);
    }

    private static StageSnapshot read(final NodeConfiguration loaded)
    {
        try
        {
            return MemberLatency.read(loaded);
        }
        catch (final TransportException ex)
        {
            throw new CommandException(ExitCode.UNREACHABLE,
                "no latencies of member " + loaded.memberId() + " on this machine: " + ex.getMessage(), ex);
        }
    }
}
