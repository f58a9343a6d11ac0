package io.balsa.node.command;

import io.balsa.node.MemberCounter;
import io.balsa.node.NodeConfiguration;
import io.balsa.transport.media.TransportException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code balsa counters}: the counters of a member on this machine.
 */
@Command(
    name = "counters",
    mixinStandardHelpOptions = true,
    description = "Print the counters of a member that runs on this machine.")
public final class CountersCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS = List.of("type", "counter", "value");

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigurationOptions configuration = new ConfigurationOptions();

    @Option(names = "--json", description = "Print the counters as one line of JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public CountersCommand()
    {
    }

    @Override
    public Integer call()
    {
        final NodeConfiguration loaded = configuration.load(System.getProperties());
        final List<MemberCounter> counters = read(loaded);
        if (isJson)
        {
            final JsonObject json = new JsonObject();
            counters.forEach(counter -> json.number(counter.name(), counter.value()));
            spec.commandLine().getOut().println(json);
        }
        else
        {
            final TextTable table = new TextTable(COLUMNS);
            counters.forEach(counter -> table.row(
                List.of(Integer.toString(counter.typeId()), counter.name(), Long.toString(counter.value()))));
            table.print(spec.commandLine().getOut());
        }
        return ExitCode.OK;
    }

    private static List<MemberCounter> read(final NodeConfiguration loaded)
    {
        try
        {
            return MemberCounter.readAll(loaded);
        }
        catch (final TransportException ex)
        {
            throw new CommandException(ExitCode.UNREACHABLE,
                "member " + loaded.memberId() + " does not run on this machine: " + ex.getMessage(), ex);
        }
    }
}
