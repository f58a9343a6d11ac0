package io.balsa.node.system;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.node.ClusterNode;
import io.balsa.transport.media.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Real members with real media drivers and files, in one process.
 */
@Timeout(60)
class ClusterSystemTest
{
    private static final long SECONDS_NS = 1_000_000_000L;

    @TempDir
    Path directory;

    @Test
    void shouldElectALeaderAndAnswerCommands() throws Exception
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            assertTrue(cluster.node(0).awaitLeader(10 * SECONDS_NS));
            client.run(2_000, () -> {});
        }
    }

    /** Also those that go to the others in pieces, and whose frames end with padding. */
    @Test
    void shouldReplicateCommandsOfEveryLength()
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(
                cluster.client(), 0, 1, 1_239, 1_240, 1_241, 5_001, 5_002, 5_003, 5_004, 5_005, 5_006, 5_007, 100_001))
        {
            client.run(100, () -> {});
        }
    }

    @Test
    void shouldCarryOnWhenTheLeaderGoesAndComesBack()
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(1_000, () -> {});
            final int leaderId = client.leaderId();
            final boolean[] isStopped = {false};
            client.run(2_000, () ->
            {
                if (!isStopped[0] && client.okCount() > 1_500)
                {
                    isStopped[0] = true;
                    cluster.stop(leaderId);
                }
            });
            final ClusterNode restarted = cluster.start(leaderId);
            client.run(1_000, () -> {});
            client.await(() -> restarted.counters().appliedIndex() > 4_000);
        }
    }

    @Test
    void shouldShareOneMediaDriverAndItsMemory()
    {
        final String aeronDirectory = directory.resolve("aeron").toString();
        try (MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(aeronDirectory)
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true));
            InProcessCluster cluster = new InProcessCluster(directory, 3)
                .set("balsa.driver", "external")
                .set("balsa.peer.media", "ipc")
                .set("balsa.aeron.dir", driver.aeronDirectoryName())
                .startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(2_000, () -> {});
            cluster.stop(client.leaderId());
            client.run(1_000, () -> {});
        }
    }

    /** The member that used it stops with the reason, the others go on, and with a driver it comes back. */
    @Test
    void shouldCarryOnWhenTheMediaDriverOfTheLeaderEnds() throws Exception
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 3).set("balsa.driver", "external"))
        {
            for (int id = 0; id < cluster.size(); id++)
            {
                cluster.startDriver(id);
            }
            cluster.startAll();
            try (CountingClient client = new CountingClient(cluster.client()))
            {
                client.run(1_000, () -> {});
                final int leaderId = client.leaderId();
                cluster.stopDriver(leaderId);
                client.run(1_000, () -> {});
                final Throwable reason = cluster.node(leaderId).awaitStop();
                assertInstanceOf(TransportException.class, reason);
                assertTrue(reason.getMessage().endsWith(
                    "has been shutdown; start the media driver, then this process"), reason.getMessage());
                cluster.stop(leaderId);

                cluster.startDriver(leaderId);
                final ClusterNode restarted = cluster.start(leaderId);
                client.run(1_000, () -> {});
                client.await(() -> restarted.counters().appliedIndex() > 3_000);
            }
        }
    }

    @Test
    void shouldServeFromASingleMember()
    {
        try (InProcessCluster cluster = new InProcessCluster(directory, 1).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(500, () -> {});
        }
    }
}
