package io.balsa.node.system;

import io.balsa.archive.backup.BackupDirectory;
import io.balsa.archive.backup.BackupSpan;
import io.balsa.client.ClientContext;
import io.balsa.client.MemberReport;
import io.balsa.client.StatusProbe;
import io.balsa.node.demo.BalsaProcess;
import io.balsa.node.demo.FreePorts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A cluster of processes and a backup that follows it; both are killed, and a new cluster is made of the backup. */
@Timeout(240)
class BackupSystemTest
{
    private static final int SIZE = 3;
    private static final int KEYS = 500;
    private static final long BEFORE = 7 * KEYS;
    private static final long NEW_CLUSTER_ID = 4711;
    private static final long POLL_INTERVAL_NS = 50_000_000L;

    @TempDir
    private Path directory;

    private final List<Integer> ports = FreePorts.find(2 * SIZE);
    private final String members = list((id) -> id + "=localhost:" + ports.get(2 * id) + ":" + ports.get(2 * id + 1));
    private final String ingress = list((id) -> id + "=localhost:" + ports.get(2 * id + 1));
    private final List<BalsaProcess> processes = new ArrayList<>();

    private static String list(final IntFunction<String> entry)
    {
        return IntStream.range(0, SIZE).mapToObj(entry).collect(Collectors.joining(","));
    }

    private String[] member(final int id)
    {
        return new String[]{
            "-Dbalsa.member.id=" + id, "-Dbalsa.members=" + members, "-Dbalsa.dir=" + directory.resolve("old-" + id),
            "-Dbalsa.aeron.dir=" + directory.resolve("aeron-old-" + id), "-Dbalsa.segment.length=4m",
            "-Dbalsa.snapshot.entries=2000"};
    }

    private BalsaProcess start(final String command, final String... options) throws Exception
    {
        final BalsaProcess process = BalsaProcess.start(directory,
            Stream.concat(Stream.of(command.split(" ", -1)), Stream.of(options)).toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private void startNode(final String... options) throws Exception
    {
        start("node", options).awaitText(" runs: ");
    }

    private BalsaProcess follow() throws Exception
    {
        return start("backup take --follow --to " + backup(), member(0));
    }

    private Path backup()
    {
        return directory.resolve("backup");
    }

    private String run(final String command, final String... options) throws Exception
    {
        try (BalsaProcess process = start(command, options))
        {
            assertEquals(0, process.awaitEnd(), process::toString);
            return process.out();
        }
    }

    private ClientContext client(final long clusterId)
    {
        return new ClientContext().clusterId(clusterId).members(ingress)
            .connectTimeoutNs(20_000_000_000L)
            .commandTimeoutNs(30_000_000_000L);
    }

    @Test
    void shouldRestoreAClusterAtAnyIndexOfABackupThatFollowedIt() throws Exception
    {
        try
        {
            for (int id = 0; id < SIZE; id++)
            {
                startNode(member(id));
            }
            final MemberReport wanted = loadWhileFollowed();
            final String restored = run("backup restore " + backup() + " --at " + wanted.appliedIndex() +
                " --into " + directory.resolve("new") + " --members " + members + " --cluster-id " + NEW_CLUSTER_ID,
                member(1));
            assertTrue(restored.startsWith("restored index=" + wanted.appliedIndex() + " of cluster 1, "), restored);
            assertTrue(restored.contains(", digest " + Long.toHexString(wanted.stateDigest()) + ", "), restored);
            for (int id = 0; id < SIZE - 1; id++)
            {
                startNode("--config", directory.resolve("new/member-" + id + ".properties").toString(),
                    "-Dbalsa.aeron.dir=" + directory.resolve("aeron-new-" + id), "-Dbalsa.segment.length=4m");
            }
            // Each write is answered with how often its key was written before.
            try (KeyValueLoad load = new KeyValueLoad(client(NEW_CLUSTER_ID), KEYS).continueAfter(BEFORE))
            {
                load.run(KEYS);
            }
            assertRefusals(wanted.appliedIndex());
        }
        finally
        {
            processes.forEach(BalsaProcess::close);
        }
    }

    /** The backup is killed and begun again on the way; at the end the cluster is killed. */
    private MemberReport loadWhileFollowed() throws Exception
    {
        final BalsaProcess first = follow();
        first.awaitText("begins with ");
        final MemberReport wanted;
        try (KeyValueLoad load = new KeyValueLoad(client(1), KEYS))
        {
            load.run(BEFORE - KEYS);
            first.signal("KILL");
            load.run(KEYS);
            load.await(() -> reports().stream().map(MemberReport::appliedIndex).distinct().count() == 1);
            wanted = reports().get(0);
            load.run(2 * KEYS);
        }
        first.awaitEnd();
        final BalsaProcess second = follow();
        second.awaitText("goes on behind index=");
        final long lastIndex = reports().get(0).appliedIndex();
        while (lastIndex() < lastIndex)
        {
            LockSupport.parkNanos(POLL_INTERVAL_NS);
        }
        for (final BalsaProcess node : processes.subList(0, SIZE))
        {
            node.signal("KILL");
        }
        second.signal("TERM");
        assertEquals(0, second.awaitEnd(), second::toString);
        assertTrue(second.out().startsWith("the backup in " + backup() + " goes up to index="), second::toString);
        assertTrue(run("backup verify " + backup()).endsWith(" all is well\n"));
        return wanted;
    }

    private List<MemberReport> reports()
    {
        return StatusProbe.probe(client(1));
    }

    private long lastIndex()
    {
        final List<BackupSpan> spans = BackupDirectory.spans(backup().toFile());
        return spans.isEmpty() ? 0 : spans.get(spans.size() - 1).lastIndex();
    }

    private void assertRefusals(final long index) throws Exception
    {
        final String options =
            " --into " + directory.resolve("none") + " --members " + members + " --cluster-id " + NEW_CLUSTER_ID;
        assertRefused(1, "balsa: index=" + index + "000000 is not in the backup " + backup() + ", which has ",
            "backup restore " + backup() + " --at " + index + "000000" + options, member(1));
        assertRefused(2, "balsa: " + backup() + " is of cluster 1, the configuration of cluster 2; give that of an",
            "backup restore " + backup() + options + " -Dbalsa.cluster.id=2", member(1));
        assertRefused(1, "balsa: " + directory.resolve("old-1") + " is not the directory of a backup: it holds ",
            "backup list " + directory.resolve("old-1"));
        assertRefused(2, "balsa: --rate=fast: not a size such as ", "backup take --rate fast --to x", member(1));
        assertTrue(run("backup list --json " + backup()).startsWith("{\"backup\":"));
        assertTrue(run("backup list " + backup()).startsWith("first"));
    }

    private void assertRefused(
        final int exitCode, final String beginning, final String command, final String... options) throws Exception
    {
        try (BalsaProcess process = start(command, options))
        {
            assertEquals(exitCode, process.awaitEnd(), process::toString);
            assertTrue(process.err().startsWith(beginning), process::toString);
        }
    }
}
