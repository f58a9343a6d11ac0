package io.balsa.samples;

import io.balsa.node.ClusterNode;
import io.balsa.node.NodeConfiguration;
import org.agrona.concurrent.ShutdownSignalBarrier;

import java.nio.file.Path;

/**
 * A member with a thread of its own. The argument is a properties file, see {@code docs/configuration.md}.
 */
// tag::thread
public final class MemberOnThread
{
    private MemberOnThread()
    {
    }

    /**
     * Run until the process is told to end.
     *
     * @param args name of the configuration file.
     */
    public static void main(final String[] args)
    {
        final NodeConfiguration configuration = NodeConfiguration.load(Path.of(args[0]), System.getProperties());
        try (ShutdownSignalBarrier barrier = new ShutdownSignalBarrier();
            ClusterNode node = ClusterNode.launch(new ClusterNode.Context()
                .configuration(configuration)
                .stateMachine(new CounterService())))
        {
            System.out.println("member " + node.configuration().memberId() + " runs");
            barrier.await();
        }
    }
}
// end::thread
