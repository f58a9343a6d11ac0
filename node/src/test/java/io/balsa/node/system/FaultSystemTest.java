package io.balsa.node.system;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/**
 * Processes that are killed and stopped under load. A client that outlives them all gets one answer to each command.
 */
@Timeout(120)
class FaultSystemTest
{
    private static final int COMMANDS = 500;
    private static final int LENGTHS_OF_EACH = 70;

    @TempDir
    Path directory;

    @Test
    void shouldOutliveTheLeaderTenTimes() throws Exception
    {
        try (ProcessCluster cluster = new ProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            for (int i = 0; i < 10; i++)
            {
                final int leaderId = client.leaderId();
                cluster.kill(leaderId);
                client.run(COMMANDS, () -> {});
                cluster.start(leaderId);
                client.run(COMMANDS, () -> {});
            }
        }
    }

    @Test
    void shouldNotNoticeAFollowerThatStandsStill() throws Exception
    {
        try (ProcessCluster cluster = new ProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            final int leaderId = client.leaderId();
            final int followerId = (leaderId + 1) % cluster.size();
            cluster.signal(followerId, "STOP");
            client.run(20 * COMMANDS, () -> {});
            cluster.signal(followerId, "CONT");
            // The others stop in turn: without the follower, caught up, there would be no quorum.
            cluster.kill((leaderId + 2) % cluster.size());
            client.run(COMMANDS, () -> {});
        }
    }

    @Test
    void shouldReplaceALeaderThatStandsStill() throws Exception
    {
        try (ProcessCluster cluster = new ProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            final int leaderId = client.leaderId();
            cluster.signal(leaderId, "STOP");
            client.run(COMMANDS, () -> {});
            cluster.signal(leaderId, "CONT");
            client.run(COMMANDS, () -> {});
        }
    }

    @Test
    void shouldComeBackWhenAllWereKilled() throws Exception
    {
        try (ProcessCluster cluster = new ProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(cluster.client()))
        {
            client.run(COMMANDS, () -> {});
            final boolean[] isRestarted = {false};
            client.run(COMMANDS, () ->
            {
                if (!isRestarted[0] && client.okCount() > COMMANDS + COMMANDS / 2)
                {
                    isRestarted[0] = true;
                    restartAll(cluster);
                }
            });
            client.run(COMMANDS, () -> {});
        }
    }

    @Test
    void shouldCarryCommandsOfAnyLengthAcrossALeaderChange() throws Exception
    {
        try (ProcessCluster cluster = new ProcessCluster(directory, 3).startAll();
            CountingClient client = new CountingClient(
                cluster.client(), 0, 1, 8, 1375, 1376, 64 * 1024, 1024 * 1024))
        {
            client.run(LENGTHS_OF_EACH, () -> {});
            final int leaderId = client.leaderId();
            final boolean[] isKilled = {false};
            client.run(2 * LENGTHS_OF_EACH, () ->
            {
                if (!isKilled[0] && client.okCount() > LENGTHS_OF_EACH + LENGTHS_OF_EACH / 2)
                {
                    isKilled[0] = true;
                    kill(cluster, leaderId);
                }
            });
            cluster.start(leaderId);
            client.run(LENGTHS_OF_EACH, () -> {});
        }
    }

    private static void kill(final ProcessCluster cluster, final int id)
    {
        try
        {
            cluster.kill(id);
        }
        catch (final InterruptedException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static void restartAll(final ProcessCluster cluster)
    {
        for (int id = 0; id < cluster.size(); id++)
        {
            kill(cluster, id);
        }
        cluster.startAll();
    }
}
