package io.balsa.node.system;

import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.node.ClusterNode;
import io.balsa.node.ConfigurationException;
import io.balsa.node.StateMachines;
import io.balsa.statemachine.KeyValueStateMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real members of one cluster, some with one instance of their service and one with two. */
@Timeout(120)
class InlineSnapshotSystemTest
{
    private static final int SHADOW = 0;
    private static final int AWAY = 2;

    @TempDir
    Path directory;

    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger serviceCount = new AtomicInteger();
    private final AtomicLongArray firstIndexes = new AtomicLongArray(3);
    private final AtomicInteger installedCount = new AtomicInteger();

    @Test
    void shouldComeBackFromSnapshotsOfBothKindsWithTheSameState()
    {
        try (InProcessCluster cluster = cluster(3))
        {
            for (int id = 0; id < cluster.size(); id++)
            {
                start(cluster, id);
            }
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                client.run(8_000);
                for (int id = 0; id < cluster.size(); id++)
                {
                    final ClusterNode node = cluster.node(id);
                    client.await(() -> node.snapshotCounters().keptIndex() > 0);
                    assertEquals(0, node.snapshotCounters().failureCount());
                }
                // Two of the member that has a second instance, one of each other.
                assertEquals(4, serviceCount.get());
                for (int id = 0; id < cluster.size(); id++)
                {
                    cluster.stop(id);
                    final ClusterNode restarted = start(cluster, id);
                    assertTrue(restarted.snapshotCounters().newestIndex() > 0);
                    client.run(500);
                }
                cluster.awaitCaughtUp(client);
                cluster.assertSameState();
            }
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldGiveAndInstallSnapshots()
    {
        try (InProcessCluster cluster = cluster(3))
        {
            for (int id = 0; id < cluster.size(); id++)
            {
                start(cluster, id);
            }
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                client.run(500);
                cluster.stop(AWAY);
                final long behind = cluster.node(client.leaderId()).counters().lastIndex();
                for (int i = 0; i < 60 && !isShortened(cluster, behind); i++)
                {
                    client.run(1_000);
                }
                start(cluster, AWAY);
                client.run(1_000);
                cluster.awaitCaughtUp(client);
                assertTrue(installedCount.get() >= 1);
                final ClusterNode node = cluster.node(AWAY);
                final long taken = node.snapshotCounters().takenCount();
                client.run(3_000);
                client.await(() -> node.snapshotCounters().takenCount() > taken);
                cluster.awaitCaughtUp(client);
                cluster.assertSameState();
            }
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldRefuseAServiceThatCannotBeWrittenFromTheInstanceThatServes()
    {
        try (InProcessCluster cluster = cluster(1).set("balsa.snapshot.mode", "inline"))
        {
            final ConfigurationException refused = assertThrows(ConfigurationException.class,
                () -> cluster.start(0, new ClusterNode.Context().stateMachines(Counting::new)));
            assertTrue(refused.getMessage().startsWith("balsa.snapshot.mode=inline: " + Counting.class.getName() +
                " does not offer InlineSnapshots; set shadow or off; allowed: "), refused.getMessage());
            final ConfigurationException single = assertThrows(ConfigurationException.class,
                () -> cluster.start(0, new ClusterNode.Context().stateMachine(new KeyValueStateMachine())));
            assertTrue(single.getMessage().contains("give stateMachines instead of stateMachine"),
                single.getMessage());
        }
    }

    /** Can be written, and not while it serves. */
    private static final class Counting extends StateMachines.Own
    {
        @Override
        public boolean hasSnapshots()
        {
            return true;
        }
    }

    private boolean isShortened(final InProcessCluster cluster, final long index)
    {
        for (int id = 0; id < cluster.size(); id++)
        {
            if (cluster.node(id) != null && firstIndexes.get(id) <= index)
            {
                return false;
            }
        }
        return true;
    }

    private InProcessCluster cluster(final int size)
    {
        return new InProcessCluster(directory, size)
            .set("balsa.segment.length", "1m")
            .set("balsa.command.length.max", "64k")
            .set("balsa.uncommitted.bytes.max", "1m")
            .set("balsa.snapshot.entries", "2000")
            .set("balsa.log.trailing.entries", "0")
            .set("balsa.log.follower.lag.bytes.max", "0");
    }

    private ClusterNode start(final InProcessCluster cluster, final int id)
    {
        cluster.set("balsa.snapshot.mode", id == SHADOW ? "shadow" : "inline");
        return cluster.start(id, new ClusterNode.Context()
            .stateMachines(() ->
            {
                serviceCount.incrementAndGet();
                return new KeyValueStateMachine();
            })
            .errorHandler((error) -> errors.add(id + ": " + error.getMessage()))
            .listener(new ConsensusListener()
            {
                @Override
                public void onCompaction(final long firstIndex)
                {
                    firstIndexes.set(id, firstIndex);
                }

                @Override
                public void onSnapshotInstalled(final long index)
                {
                    installedCount.incrementAndGet();
                }
            }));
    }
}
