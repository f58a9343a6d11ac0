package io.balsa.bench.cluster;

import io.balsa.bench.process.MediaBytes;
import io.balsa.bench.process.Parent;
import io.balsa.bench.process.ProcessFigures;
import io.balsa.node.ClusterNode;
import io.balsa.node.DriverMode;
import io.balsa.node.NodeConfiguration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/** The process of one member. */
final class BalsaMember
{
    private static final int HALTED = 1;

    private BalsaMember()
    {
    }

    /**
     * Run until the standard input ends, or the member halts.
     *
     * @param args name of the configuration file, and slots of the service's state: 0 for the service that is
     *             configured.
     */
    public static void main(final String[] args) throws IOException
    {
        final NodeConfiguration configuration = NodeConfiguration.load(Path.of(args[0]), new Properties());
        final ClusterNode.Context context = new ClusterNode.Context().configuration(configuration);
        final int stateSlots = Integer.parseInt(args[1]);
        if (stateSlots > 0)
        {
            context.stateMachines(() -> new StoringEcho(stateSlots));
        }
        try (ClusterNode node = ClusterNode.launch(context))
        {
            final Thread watch = new Thread(() -> endWith(node), "bench-member-watch");
            watch.setDaemon(true);
            watch.start();
            Parent.serve(() -> figures(node), () -> node.counters().appliedIndex());
        }
    }

    private static ProcessFigures figures(final ClusterNode node)
    {
        final NodeConfiguration configuration = node.configuration();
        return ProcessFigures.ofThisProcess(node.forceCount(), configuration.driver() == DriverMode.EMBEDDED ?
            MediaBytes.sent(Path.of(configuration.aeronDir())) : 0);
    }

    private static void endWith(final ClusterNode node)
    {
        try
        {
            final Throwable reason = node.awaitStop();
            if (reason != null)
            {
                System.err.println("member " + node.configuration().memberId() + " has halted: " + reason);
                Runtime.getRuntime().halt(HALTED);
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
