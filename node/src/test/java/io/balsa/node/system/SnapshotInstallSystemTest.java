package io.balsa.node.system;

import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.node.ClusterNode;
import io.balsa.statemachine.KeyValueStateMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A member that needs entries which no log holds any more comes back by itself, over real links and files. */
@Timeout(120)
class SnapshotInstallSystemTest
{
    private static final int AWAY = 2;

    @TempDir
    Path directory;

    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger installedCount = new AtomicInteger();

    @Test
    void shouldCatchUpWithEntriesThatAreInNoLogAnyMore()
    {
        try (InProcessCluster cluster = startAll())
        {
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                client.run(500);
                cluster.stop(AWAY);
                compactBehind(cluster, client, cluster.node(client.leaderId()).counters().lastIndex());
                start(cluster, AWAY);
                client.run(2_000);
                cluster.awaitCaughtUp(client);
                assertTrue(installedCount.get() >= 1);
                cluster.assertSameState();
                // It is a member like any other again: without it there would be no quorum.
                cluster.stop(0);
                client.run(2_000);
                start(cluster, 0);
                // And starts from what it has installed.
                cluster.stop(AWAY);
                start(cluster, AWAY);
                client.run(1_000);
                cluster.awaitCaughtUp(client);
                cluster.assertSameState();
            }
        }
        assertEquals(List.of(), errors);
    }

    /** Scenario D9. */
    @Test
    void shouldComeBackWithAnEmptyDiskWhileNothingHappens()
    {
        try (InProcessCluster cluster = startAll())
        {
            try (KeyValueLoad client = new KeyValueLoad(cluster.client()))
            {
                client.run(500);
                compactBehind(cluster, client, 500);
                cluster.awaitCaughtUp(client);
                cluster.stop(AWAY);
                deleteAll(directory.resolve("member-" + AWAY));
                start(cluster, AWAY);
                cluster.awaitCaughtUp(client);
            }
            assertTrue(installedCount.get() >= 1);
            cluster.assertSameState();
        }
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldComeBackThoughItIsStoppedAgainAndAgainDuringTheTransfer()
    {
        try (InProcessCluster cluster = cluster().set("balsa.snapshot.transfer.rate.max", "256k"))
        {
            for (int id = 0; id < cluster.size(); id++)
            {
                start(cluster, id);
            }
            // A snapshot of 1 MB and more, which takes seconds at this rate.
            try (KeyValueLoad client = new KeyValueLoad(cluster.client(), 4_000))
            {
                client.run(4_000);
                compactBehind(cluster, client, 500);
                cluster.awaitCaughtUp(client);
                cluster.stop(AWAY);
                deleteAll(directory.resolve("member-" + AWAY));
                long received = 0;
                boolean isBack = false;
                for (int i = 0; i < 5 && !isBack; i++)
                {
                    final long before = received;
                    start(cluster, AWAY);
                    // One that was stopped behind the publication starts from what it has published.
                    client.await(() ->
                        receivedLength() > before || cluster.node(AWAY).counters().appliedIndex() > 0);
                    isBack = cluster.node(AWAY).counters().appliedIndex() > 0;
                    cluster.stop(AWAY);
                    received = Math.max(before, receivedLength());
                }
                assertTrue(received > 0, "never in the middle of a transfer");
                start(cluster, AWAY);
                cluster.awaitCaughtUp(client);
                cluster.assertSameState();
            }
        }
        assertEquals(List.of(), errors);
    }

    private void compactBehind(final InProcessCluster cluster, final KeyValueLoad client, final long index)
    {
        for (int i = 0; i < 40 && !isCompactedBehind(cluster, index); i++)
        {
            client.run(1_000);
        }
        client.await(() -> isCompactedBehind(cluster, index));
    }

    /** On whoever may lead. */
    private boolean isCompactedBehind(final InProcessCluster cluster, final long index)
    {
        for (int id = 0; id < cluster.size(); id++)
        {
            if (cluster.node(id) != null && firstSegment(id) <= index)
            {
                return false;
            }
        }
        return true;
    }

    private long firstSegment(final int id)
    {
        try (Stream<Path> files = Files.list(directory.resolve("member-" + id)))
        {
            return files.map((file) -> file.getFileName().toString())
                .filter((name) -> name.startsWith("log-0"))
                .mapToLong((name) -> Long.parseLong(name.substring(4, 24))).min().orElse(0);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private long receivedLength()
    {
        final Path snapshots = directory.resolve("member-" + AWAY).resolve("snapshots");
        if (!Files.isDirectory(snapshots))
        {
            return 0;
        }
        try (Stream<Path> files = Files.walk(snapshots))
        {
            return files.filter((file) -> file.toString().contains("receiving-") && Files.isRegularFile(file))
                .mapToLong((file) -> file.toFile().length()).sum();
        }
        catch (final IOException | UncheckedIOException ex)
        {
            // What was received was published, and its name is gone.
            return 0;
        }
    }

    private InProcessCluster cluster()
    {
        return new InProcessCluster(directory, 3)
            .set("balsa.segment.length", "1m")
            .set("balsa.command.length.max", "64k")
            .set("balsa.uncommitted.bytes.max", "1m")
            .set("balsa.snapshot.entries", "2000")
            .set("balsa.log.trailing.entries", "0")
            .set("balsa.log.follower.lag.bytes.max", "0");
    }

    private InProcessCluster startAll()
    {
        final InProcessCluster cluster = cluster();
        for (int id = 0; id < cluster.size(); id++)
        {
            start(cluster, id);
        }
        return cluster;
    }

    private void start(final InProcessCluster cluster, final int id)
    {
        cluster.start(id, new ClusterNode.Context()
            .stateMachines(KeyValueStateMachine::new)
            .errorHandler((error) -> errors.add(id + ": " + error.getMessage()))
            .listener(new ConsensusListener()
            {
                @Override
                public void onSnapshotInstalled(final long index)
                {
                    installedCount.incrementAndGet();
                }
            }));
    }

    private static void deleteAll(final Path path)
    {
        try (Stream<Path> files = Files.walk(path))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
