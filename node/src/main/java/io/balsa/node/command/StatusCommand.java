package io.balsa.node.command;

import io.balsa.client.ClientContext;
import io.balsa.client.MemberReport;
import io.balsa.client.StatusProbe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code balsa status}: ask every member of a cluster for its state.
 */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Ask every member of a cluster for its state.")
public final class StatusCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(
        names = "--cluster", paramLabel = "ID=HOST:INGRESS_PORT,...", required = true,
        description = "Where the members listen for clients.")
    private String members;

    @Option(
        names = "--cluster-id", paramLabel = "N", defaultValue = "1",
        description = "Which cluster it is (default ${DEFAULT-VALUE}).")
    private long clusterId;

    @Option(
        names = "--egress", paramLabel = "HOST:PORT", defaultValue = ClientContext.EGRESS_ENDPOINT_DEFAULT,
        description = "Where the members find this machine; port 0 for a free one (default ${DEFAULT-VALUE}).")
    private String egress;

    @Option(
        names = "--timeout", paramLabel = "TIME", defaultValue = "2s",
        description = "Longest wait for answers, such as 500ms (default ${DEFAULT-VALUE}).")
    private String timeout;

    @Option(names = "--json", description = "Print the answers as one line of JSON.")
    private boolean isJson;

    /**
     * Create.
     */
    public StatusCommand()
    {
    }

    @Override
    public Integer call()
    {
        JvmRequirement.check();
        final StatusTable table = new StatusTable(probe());
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            out.println(table.toJson());
        }
        else
        {
            table.print(out);
        }
        return table.isAnyReached() ? ExitCode.OK : ExitCode.UNREACHABLE;
    }

    private List<MemberReport> probe()
    {
        try
        {
            return StatusProbe.probe(new ClientContext()
                .clusterId(clusterId)
                .members(members)
                .egressEndpoint(egress)
                .connectTimeoutNs(Durations.parse("--timeout", timeout)));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CommandException(ExitCode.USAGE, ex.getMessage(), ex);
        }
    }
}
