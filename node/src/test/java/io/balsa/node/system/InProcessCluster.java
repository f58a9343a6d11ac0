package io.balsa.node.system;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.client.ClientContext;
import io.balsa.client.MemberReport;
import io.balsa.client.StatusProbe;
import io.balsa.node.ClusterNode;
import io.balsa.node.NodeConfiguration;
import io.balsa.node.NodeOption;
import io.balsa.node.demo.FreePorts;
import org.agrona.CloseHelper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Members in this process, each with its own media driver, embedded or not, directory and threads, on ports of the
 * loopback that were free a moment ago.
 */
final class InProcessCluster implements AutoCloseable
{
    private final Path directory;
    private final String members;
    private final String ingress;
    private final Properties properties = new Properties();
    private final ClusterNode[] nodes;
    private final MediaDriver[] drivers;

    InProcessCluster(final Path directory, final int size)
    {
        this.directory = directory;
        final List<Integer> ports = FreePorts.find(2 * size);
        members = IntStream.range(0, size)
            .mapToObj((id) -> id + "=localhost:" + ports.get(2 * id) + ":" + ports.get(2 * id + 1))
            .collect(Collectors.joining(","));
        ingress = IntStream.range(0, size)
            .mapToObj((id) -> id + "=localhost:" + ports.get(2 * id + 1)).collect(Collectors.joining(","));
        nodes = new ClusterNode[size];
        drivers = new MediaDriver[size];
        properties.setProperty("balsa.members", members);
        properties.setProperty("balsa.segment.length", "4m");
        properties.setProperty("balsa.state.machine", "echo");
    }

    InProcessCluster startAll()
    {
        for (int id = 0; id < nodes.length; id++)
        {
            start(id);
        }
        return this;
    }

    ClusterNode start(final int id)
    {
        return start(id, new ClusterNode.Context());
    }

    ClusterNode start(final int id, final ClusterNode.Context context)
    {
        nodes[id] = ClusterNode.launch(context.configuration(configuration(id)));
        return nodes[id];
    }

    /** One of its own for a member that does not embed it. */
    void startDriver(final int id)
    {
        drivers[id] = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(aeronDirectory(id).toString())
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnShutdown(true));
    }

    void stopDriver(final int id)
    {
        drivers[id].close();
    }

    NodeConfiguration configuration(final int id)
    {
        final Properties own = new Properties();
        own.setProperty("balsa.aeron.dir", aeronDirectory(id).toString());
        own.putAll(properties);
        own.setProperty("balsa.member.id", Integer.toString(id));
        own.setProperty("balsa.dir", directory.resolve("member-" + id).toString());
        return NodeConfiguration.load(null, own);
    }

    /** The configuration of a member for a command line. */
    List<String> options(final int id)
    {
        final NodeConfiguration configuration = configuration(id);
        return Stream.of(NodeOption.values())
            .map((option) -> "-D" + option.key() + "=" + configuration.text(option)).toList();
    }

    void stop(final int id)
    {
        nodes[id].close();
        nodes[id] = null;
    }

    ClusterNode node(final int id)
    {
        return nodes[id];
    }

    int size()
    {
        return nodes.length;
    }

    String ingress()
    {
        return ingress;
    }

    ClientContext client()
    {
        return new ClientContext().clusterId(1).members(ingress);
    }

    InProcessCluster set(final String key, final String value)
    {
        properties.setProperty(key, value);
        return this;
    }

    /** Wait until every member runs and has applied what the leader has. */
    void awaitCaughtUp(final KeyValueLoad client)
    {
        client.await(() ->
        {
            final long applied = node(client.leaderId()).counters().appliedIndex();
            for (final ClusterNode node : nodes)
            {
                if (node == null || node.counters().appliedIndex() < applied)
                {
                    return false;
                }
            }
            return true;
        });
    }

    /** All members tell of the same state. */
    void assertSameState()
    {
        final List<MemberReport> reports = StatusProbe.probe(client());
        for (final MemberReport report : reports)
        {
            assertEquals(reports.get(0).appliedIndex(), report.appliedIndex());
            assertEquals(reports.get(0).stateDigest(), report.stateDigest());
            assertEquals(reports.get(0).sessionCount(), report.sessionCount());
        }
    }

    /** Stop all, and see that nothing of them is left in memory. */
    @Override
    public void close()
    {
        CloseHelper.closeAll(nodes);
        CloseHelper.closeAll(drivers);
        for (int id = 0; id < nodes.length; id++)
        {
            assertFalse(Files.exists(aeronDirectory(id)), "left behind: " + aeronDirectory(id));
        }
    }

    private Path aeronDirectory(final int id)
    {
        return directory.resolve("aeron-" + id);
    }
}
