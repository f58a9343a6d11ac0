package io.balsa.node.system;

import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.node.demo.BalsaProcess;
import io.balsa.node.demo.FreePorts;
import io.balsa.transport.media.TransportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A cluster of processes, a snapshot of it as a file, and a new cluster made of that in the places of the old one, of
 * which a member still runs.
 */
@Timeout(240)
class ClusterRestoreSystemTest
{
    private static final int SIZE = 3;
    private static final int KEYS = 500;
    private static final long IN_SNAPSHOT = 2 * KEYS;
    private static final long NEW_CLUSTER_ID = 4711;

    @TempDir
    private Path directory;

    private final List<Integer> ports = FreePorts.find(2 * SIZE);
    private final String members = list((id) -> id + "=localhost:" + ports.get(2 * id) + ":" + ports.get(2 * id + 1));
    private final String ingress = list((id) -> id + "=localhost:" + ports.get(2 * id + 1));

    private static String list(final IntFunction<String> entry)
    {
        return IntStream.range(0, SIZE).mapToObj(entry).collect(Collectors.joining(","));
    }

    private String[] member(final int id)
    {
        return new String[]{
            "-Dbalsa.member.id=" + id, "-Dbalsa.members=" + members, "-Dbalsa.dir=" + directory.resolve("old-" + id),
            "-Dbalsa.aeron.dir=" + directory.resolve("aeron-old-" + id), "-Dbalsa.segment.length=4m"};
    }

    private String[] restored(final int id)
    {
        return new String[]{
            "--config", directory.resolve("new/member-" + id + ".properties").toString(),
            "-Dbalsa.aeron.dir=" + directory.resolve("aeron-new-" + id), "-Dbalsa.segment.length=4m"};
    }

    private BalsaProcess start(final String command, final String... options) throws Exception
    {
        return BalsaProcess.start(directory, Stream.concat(Stream.of(command.split(" ", -1)), Stream.of(options))
            .toArray(String[]::new));
    }

    private BalsaProcess node(final String... options) throws Exception
    {
        final BalsaProcess process = start("node", options);
        process.awaitText(" runs: ");
        return process;
    }

    private String run(final String command, final String... options) throws Exception
    {
        try (BalsaProcess process = start(command, options))
        {
            assertEquals(0, process.awaitEnd(), process::toString);
            return process.out();
        }
    }

    private ClientContext client(final long clusterId, final String ofMembers)
    {
        return new ClientContext().clusterId(clusterId).members(ofMembers)
            .connectTimeoutNs(20_000_000_000L)
            .commandTimeoutNs(30_000_000_000L);
    }

    @Test
    void shouldGoOnFromTheSnapshotAndRefuseWhoIsOfTheOldCluster() throws Exception
    {
        final List<BalsaProcess> processes = new ArrayList<>();
        try
        {
            for (int id = 0; id < SIZE; id++)
            {
                processes.add(node(member(id)));
            }
            try (KeyValueLoad load = new KeyValueLoad(client(1, ingress), KEYS))
            {
                load.run(IN_SNAPSHOT);
                run("snapshot take", member(0));
                run("snapshot export " + directory.resolve("old-0") + " " + directory.resolve("one.balsa"));
                load.run(KEYS);
            }
            stop(processes.remove(0));
            stop(processes.remove(0));
            run("snapshot restore " + directory.resolve("one.balsa") + " --into " + directory.resolve("new") +
                " --members " + members + " --cluster-id " + NEW_CLUSTER_ID);
            for (int id = 0; id < SIZE - 1; id++)
            {
                processes.add(node(restored(id)));
            }
            useBesideTheOldMember();
            stop(processes.remove(0));
            processes.add(node(restored(SIZE - 1)));
            assertAllEqual();
        }
        finally
        {
            processes.forEach(BalsaProcess::close);
        }
    }

    private static void stop(final BalsaProcess process) throws Exception
    {
        process.signal("TERM");
        assertEquals(0, process.awaitEnd(), process::toString);
    }

    private void useBesideTheOldMember() throws Exception
    {
        final String ofNew = ingress.substring(0, ingress.lastIndexOf(','));
        try (KeyValueLoad load =
            new KeyValueLoad(client(NEW_CLUSTER_ID, ofNew), KEYS).continueAfter(IN_SNAPSHOT))
        {
            load.run(KEYS);
            load.await(() -> Stream.of(0, 1).anyMatch(this::hasDroppedMessages));
        }
        final String status = run("status --json --cluster " + ingress.substring(ingress.lastIndexOf(',') + 1));
        assertTrue(!status.contains("LEADER"), status);
        final TransportException refused = assertThrows(
            TransportException.class, () -> BalsaClient.connect(client(1, ofNew).listener((a, b, c, d, e, f) -> {})));
        assertTrue(refused.getMessage().contains("it does not belong to clusterId=1"), refused.getMessage());
    }

    private boolean hasDroppedMessages(final int id)
    {
        try
        {
            return !run("counters --json", restored(id)).contains("\"dropped-wrong-cluster\":0,");
        }
        catch (final Exception ex)
        {
            throw new AssertionError(ex);
        }
    }

    /** The member that starts last catches up with what the others have done without it. */
    private void assertAllEqual() throws Exception
    {
        try (KeyValueLoad load =
            new KeyValueLoad(client(NEW_CLUSTER_ID, ingress), KEYS).continueAfter(IN_SNAPSHOT + KEYS))
        {
            load.run(KEYS);
            load.await(this::areDigestsEqual);
        }
    }

    private boolean areDigestsEqual()
    {
        try
        {
            final String status =
                run("status --json --cluster-id " + NEW_CLUSTER_ID + " --cluster " + ingress);
            final List<String> digests = Stream.of(status.split("\"digest\":", -1)).skip(1)
                .map((rest) -> rest.substring(0, rest.indexOf(','))).toList();
            return digests.size() == SIZE && digests.stream().distinct().count() == 1;
        }
        catch (final Exception ex)
        {
            throw new AssertionError(ex);
        }
    }
}
