package io.balsa.node.system;

import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.snapshot.SnapshotState;
import io.balsa.node.ClusterNode;
import io.balsa.node.StateMachines;
import io.balsa.node.demo.BalsaProcess;
import io.balsa.statemachine.EchoStateMachine;
import io.balsa.statemachine.KeyValueStateMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Real members that take snapshots, start from them, and shorten their logs behind them.
 */
@Timeout(90)
class SnapshotSystemTest
{
    private static final long ENTRIES = 20_000;

    @TempDir
    Path directory;

    private final List<KeyValueStateMachine> services = Collections.synchronizedList(new ArrayList<>());
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong firstIndex = new AtomicLong(1);

    @Test
    void shouldStartFromASnapshotAndGoOnWithTheSessionsOfItsClients()
    {
        try (InProcessCluster cluster = cluster(1))
        {
            start(cluster, 0);
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                shorten(cluster, client);
                final long digest = services.get(0).digest();
                cluster.stop(0);
                services.clear();

                final ClusterNode restarted = start(cluster, 0);
                final long newestIndex = restarted.snapshotCounters().newestIndex();
                assertTrue(newestIndex >= firstIndex.get() - 1, newestIndex + " " + firstIndex);
                client.await(() -> restarted.counters().appliedIndex() > ENTRIES);
                assertEquals(digest, services.get(0).digest());
                client.run(2_000);
            }
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldFallBackToTheOlderSnapshotAndNameTheDamagedOne() throws IOException
    {
        try (InProcessCluster cluster = cluster(1))
        {
            start(cluster, 0);
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                shorten(cluster, client);
                cluster.stop(0);
                final List<Path> snapshots = snapshots();
                damage(snapshots.get(1).resolve("manifest"));

                final ClusterNode restarted = start(cluster, 0);
                client.run(1_000);
                assertEquals(1, errors.size(), errors.toString());
                assertTrue(errors.get(0).contains("was set aside, an older one is used: " +
                    snapshots.get(1).resolve("manifest") + " is damaged"), errors.toString());
                restarted.requestSnapshot();
                client.await(() -> restarted.snapshotCounters().takenCount() > 0);
            }
        }
    }

    @Test
    void shouldNeverServeAnEmptyStateWhenNoSnapshotIsWhole() throws IOException
    {
        try (InProcessCluster cluster = cluster(1))
        {
            start(cluster, 0);
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                shorten(cluster, client);
            }
            cluster.stop(0);
            for (final Path snapshot : snapshots())
            {
                damage(snapshot.resolve("records-00000.map"));
            }

            final RuntimeException damaged = assertThrows(RuntimeException.class, () -> start(cluster, 0));
            assertTrue(damaged.getMessage().startsWith("the log begins at index=" + firstIndex +
                " and no snapshot of what was before can be read: no snapshot in "), damaged.getMessage());

            for (final Path snapshot : snapshots())
            {
                deleteAll(snapshot);
            }
            final RuntimeException missing = assertThrows(RuntimeException.class, () -> start(cluster, 0));
            assertEquals("the log begins at index=" + firstIndex + " and there is no snapshot of what was before: " +
                "restore the directory of the snapshots, or replace the member", missing.getMessage());

            cluster.set("balsa.snapshot.mode", "off");
            final RuntimeException off = assertThrows(RuntimeException.class, () -> start(cluster, 0));
            assertTrue(off.getMessage().contains("balsa.snapshot.mode=off"), off.getMessage());
        }
    }

    @Test
    void shouldTakeASnapshotAtTheCloseAndApplyNothingAgain()
    {
        try (InProcessCluster cluster = cluster(1)
            .set("balsa.snapshot.entries", "0").set("balsa.snapshot.at.close", "on"))
        {
            final ClusterNode node = start(cluster, 0);
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                client.run(1_000);
                client.await(() -> node.snapshotCounters().shadowIndex() == node.counters().lastIndex());
                final long lastIndex = node.counters().lastIndex();
                cluster.stop(0);
                final ClusterNode restarted = start(cluster, 0);
                assertEquals(lastIndex, restarted.snapshotCounters().newestIndex());
                client.run(1_000);
            }
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldTakeASnapshotByCommandAndTellOfWhat() throws Exception
    {
        try (InProcessCluster cluster = cluster(1).set("balsa.snapshot.entries", "0"))
        {
            final ClusterNode node = start(cluster, 0);
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                client.run(500);
                client.await(() -> node.snapshotCounters().shadowIndex() == node.counters().lastIndex());
                final long lastIndex = node.counters().lastIndex();
                assertCommand(cluster, 0, "member 0 has taken a snapshot of index=" + lastIndex + " in ");
                assertEquals(lastIndex, node.snapshotCounters().newestIndex());
                assertCommand(cluster, 0,
                    "member 0 has a snapshot of index=" + lastIndex + ", and nothing was committed since");
            }
            cluster.stop(0);
            cluster.set("balsa.snapshot.mode", "off");
            start(cluster, 0);
            assertCommand(cluster, 1,
                "balsa: member 0 takes no snapshots: they are off, or its service has none");
        }
        assertEquals(List.of(), errors);
    }

    private void assertCommand(final InProcessCluster cluster, final int exitCode, final String beginning)
        throws Exception
    {
        final List<String> args = new ArrayList<>(List.of("snapshot", "take"));
        args.addAll(cluster.options(0));
        try (BalsaProcess command = BalsaProcess.start(directory, args.toArray(String[]::new)))
        {
            assertEquals(exitCode, command.awaitEnd(), command::toString);
            assertTrue((exitCode == 0 ? command.out() : command.err()).startsWith(beginning), command::toString);
        }
    }

    @Test
    void shouldTakeSnapshotsOnAllMembersWhileLeadersGoAndComeBack()
    {
        try (InProcessCluster cluster = cluster(3).set("balsa.log.follower.lag.bytes.max", "2m"))
        {
            for (int id = 0; id < 3; id++)
            {
                start(cluster, id);
            }
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                for (int round = 0; round < 3; round++)
                {
                    client.run(6_000);
                    final int leaderId = client.leaderId();
                    cluster.stop(leaderId);
                    client.run(1_000);
                    start(cluster, leaderId);
                }
                client.run(7_000);
                for (int id = 0; id < 3; id++)
                {
                    final ClusterNode node = cluster.node(id);
                    client.await(() -> node.snapshotCounters().keptIndex() > 0);
                }
            }
        }
        assertNotEquals(1, firstIndex.get());
        assertEquals(List.of(), errors);
    }

    /** Clients see nothing of it, and nothing is kept that may be wrong. */
    @Test
    void shouldTakeNoSnapshotOfASecondInstanceThatDiffers() throws IOException
    {
        final AtomicInteger madeCount = new AtomicInteger();
        try (InProcessCluster cluster = cluster(1))
        {
            final ClusterNode node = cluster.start(0, new ClusterNode.Context()
                .stateMachines(() -> madeCount.getAndIncrement() == 0 ? new EchoStateMachine() : new Mute())
                .errorHandler((error) -> errors.add(String.valueOf(error.getMessage()))));
            try (CountingClient client = new CountingClient(cluster.client()))
            {
                client.run(8_000, () -> {});
                client.await(() -> node.snapshotCounters().state() == SnapshotState.STOPPED);
                client.run(1_000, () -> {});
            }
        }
        assertEquals(List.of(), snapshots());
        assertEquals(1, errors.size(), errors.toString());
        assertTrue(errors.get(0).startsWith("the two instances of the state machine that this member runs have made " +
            "different states of the same log: they agreed up to index=0 and differ at index="), errors.toString());
    }

    /** Answers every command with nothing. */
    private static final class Mute extends StateMachines.Own
    {
        @Override
        public boolean hasSnapshots()
        {
            return true;
        }

        @Override
        public void takeSnapshot(final SnapshotWriter writer)
        {
        }
    }

    private void shorten(final InProcessCluster cluster, final KeyValueLoad client)
    {
        client.run(ENTRIES);
        client.await(() -> firstIndex.get() > 1 && cluster.node(0).snapshotCounters().keptIndex() > 0);
        client.await(() -> cluster.node(0).counters().appliedIndex() > ENTRIES);
    }

    private InProcessCluster cluster(final int size)
    {
        return new InProcessCluster(directory, size)
            .set("balsa.segment.length", "1m")
            .set("balsa.command.length.max", "64k")
            .set("balsa.uncommitted.bytes.max", "1m")
            .set("balsa.snapshot.entries", "3000")
            .set("balsa.log.trailing.entries", "0")
            .set("balsa.log.follower.lag.bytes.max", "0");
    }

    private ClusterNode start(final InProcessCluster cluster, final int id)
    {
        return cluster.start(id, new ClusterNode.Context()
            .stateMachines(() ->
            {
                final KeyValueStateMachine service = new KeyValueStateMachine();
                services.add(service);
                return service;
            })
            .errorHandler((error) -> errors.add(String.valueOf(error.getMessage())))
            .listener(new ConsensusListener()
            {
                @Override
                public void onCompaction(final long index)
                {
                    firstIndex.set(index);
                }
            }));
    }

    private List<Path> snapshots() throws IOException
    {
        try (Stream<Path> files = Files.list(directory.resolve("member-0/snapshots")))
        {
            return files.filter((file) -> file.getFileName().toString().startsWith("snapshot-")).sorted().toList();
        }
    }

    private static void damage(final Path path) throws IOException
    {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw"))
        {
            file.seek(file.length() / 2);
            final int value = file.read();
            file.seek(file.length() / 2);
            file.write(value ^ 1);
        }
    }

    private static void deleteAll(final Path snapshot) throws IOException
    {
        try (Stream<Path> files = Files.list(snapshot))
        {
            for (final Path file : files.toList())
            {
                Files.delete(file);
            }
        }
        Files.delete(snapshot);
    }
}
