package io.balsa.bench.cluster;

import io.balsa.bench.Bench;
import io.balsa.node.JavaCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rig from its command line on: it runs and leaves nothing. How fast anything is, is not judged here. */
@Timeout(240)
class ClusterCommandTest
{
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path directory;

    private Process bench;

    @AfterEach
    void endBench() throws InterruptedException
    {
        if (bench != null)
        {
            bench.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldMeasureProcessesBesideTheBarePath() throws Exception
    {
        final String json = run(0, "--commands=200", "--warmup=100ms", "--rounds=1", "--json", "--report",
            directory.resolve("report").toString());
        assertTrue(json.startsWith("{\"ok\":true,"), json);
        assertTrue(json.contains("{\"name\":\"balsa\",\"settings\":\"3 processes, "), json);
        assertTrue(json.contains("\"stages\":[{\"stage\":\"ingress\",\"samples\":"), json);
        assertTrue(json.contains("\"stage\":\"follower ack\","), json);
        assertTrue(json.contains("{\"name\":\"bare path\",\"settings\":\"3 processes, "), json);
        assertEquals(3, json.split("\"commands\":200,", -1).length, json);
        assertEquals(json, Files.readString(directory.resolve("report/report.json")).strip());
        assertNothingIsLeft();
    }

    @Test
    void shouldMeasureFiveMembersOnOneThreadThroughSharedMemory() throws Exception
    {
        final String text = run(0, "cluster", "--members=5", "--one-thread", "--peers=ipc", "--ingress=ipc",
            "--sync-mode=async", "--window=16", "--commands=1000", "--warmup=0s", "--rounds=1");
        assertTrue(text.contains(
            "5 members on one thread of the client's process, peers ipc, ingress ipc, media driver external"), text);
        assertTrue(text.contains("  members and client"), text);
        assertFalse(text.contains("bare path"), text);
        assertNothingIsLeft();
    }

    @Test
    void shouldMeasureTheBarePathOfFiveMembersInProcessThroughSharedMemoryWithLongCommands() throws Exception
    {
        final String text = run(0, "--members=5", "--in-process", "--peers=ipc", "--ingress=ipc", "--payload=65536",
            "--sync-mode=async", "--window=4", "--commands=300", "--warmup=0s", "--rounds=1");
        assertTrue(text.contains("5 in the client's process, ipc, media driver external, not forced"), text);
        assertNothingIsLeft();
    }

    @Test
    void shouldMeasureTheBarePathOfProcessesWithASharedDriver() throws Exception
    {
        final String text = run(0, "--ingress=ipc", "--payload=3000", "--commands=100", "--warmup=0s", "--rounds=1");
        assertTrue(text.contains("3 processes, peers udp, ingress ipc, media driver external, forced"), text);
        assertNothingIsLeft();
    }

    @Test
    void shouldMeasureAClusterThatTakesSnapshotsBesideOneThatDoesNot() throws Exception
    {
        final String text = run(0, "--state-mib=1", "--snapshot-interval=100ms", "--sync-mode=async", "--no-bare",
            "--duration=3s", "--warmup=0s", "--rounds=1");
        assertTrue(text.contains("state 1 MiB, a snapshot every 100 ms"), text);
        assertTrue(text.contains("state 1 MiB, no snapshots"), text);
        assertTrue(text.contains("balsa, snapshots"), text);
        assertNothingIsLeft();
    }

    @Test
    void shouldFailWhenAMemberHasTakenNoSnapshot() throws Exception
    {
        final String text = run(1, "--state-mib=1", "--snapshot-interval=3600s", "--sync-mode=async", "--no-bare",
            "--commands=10", "--warmup=0s", "--rounds=1");
        assertTrue(text.contains("member 0 has taken no snapshot"), text);
        assertNothingIsLeft();
    }

    @Test
    void shouldFailAtARateThatIsNotReached() throws Exception
    {
        final String errors = run(1, "--in-process", "--rate=10000000", "--payload=2000", "--sync-mode=memory",
            "--duration=100us", "--warmup=0s", "--rounds=1", "--report", directory.resolve("report").toString());
        assertTrue(errors.endsWith("balsa: the rate was not reached in every round"), errors);
        final String page = Files.readString(directory.resolve("report/report.html"));
        assertTrue(page.contains("2000 bytes, 10000000 a second, latency from when each is due"), page);
        assertNothingIsLeft();
    }

    @Test
    void shouldLeaveNothingWhenItIsStopped() throws Exception
    {
        start("--duration=60s", "--rounds=1");
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (bench.children().count() < 3 && System.nanoTime() < deadlineNs)
        {
            bench.waitFor(20, TimeUnit.MILLISECONDS);
        }
        final List<ProcessHandle> members = bench.children().toList();
        bench.destroy();
        assertTrue(bench.waitFor(60, TimeUnit.SECONDS));
        assertEquals(3, members.size());
        assertTrue(members.stream().noneMatch(ProcessHandle::isAlive));
        assertNothingIsLeft();
    }

    @Test
    void shouldRefuseWhatCannotBe() throws Exception
    {
        assertEquals("balsa: --members=4: allowed are 3 and 5", refused("--members=4"));
        assertEquals("balsa: --payload=7: out of range; allowed: 8 to 1048576", refused("--payload=7"));
        assertEquals("balsa: --window=65536 with --payload=1024: more than 33554432 bytes in flight",
            refused("--window=65536", "--payload=1024"));
        assertEquals("balsa: --driver=embedded: shared memory needs one media driver for all, --driver=external",
            refused("--driver=embedded", "--ingress=ipc"));
        assertEquals("balsa: --state-mib=1025: allowed are 0 to 1024", refused("--state-mib=1025"));
        assertEquals("balsa: --state-mib: needs each member in a process of its own",
            refused("--state-mib=1", "--in-process"));
        assertEquals("balsa: --snapshot-interval=1s: needs a time above 0s, --state-mib, and a sync mode other than " +
            "memory", refused("--snapshot-interval=1s"));
        assertEquals("balsa: --warmup=5x: not a time such as 500ms or 2s", refused("--warmup=5x"));
    }

    private String refused(final String... args) throws Exception
    {
        return run(2, args).lines().findFirst().orElse("");
    }

    private String run(final int exitCode, final String... args) throws Exception
    {
        start(args);
        final StringBuilder output = new StringBuilder();
        try (BufferedReader reader = bench.inputReader(StandardCharsets.UTF_8))
        {
            reader.lines().forEach(line -> output.append(line).append('\n'));
        }
        assertEquals(exitCode, bench.waitFor(), () -> output + errors());
        return (exitCode == 0 ? output.toString() : errors()).strip();
    }

    private void start(final String... args) throws IOException
    {
        final List<String> command = JavaCommand.ofMain(Bench.class, args);
        command.add(1, "-Djava.io.tmpdir=" + directory);
        bench = new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile()).start();
    }

    private String errors()
    {
        try
        {
            return Files.readString(directory.resolve("errors"));
        }
        catch (final IOException ex)
        {
            return ex.toString();
        }
    }

    /** Directories of media drivers are named after the directories on disk, and those are in ours. */
    private void assertNothingIsLeft() throws IOException
    {
        final List<String> left = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory))
        {
            entries.map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith("balsa-bench-") && !name.equals("balsa-bench-reports"))
                .forEach(left::add);
        }
        assertEquals(List.of(), left);
        if (Files.isDirectory(SHARED_MEMORY))
        {
            try (Stream<Path> entries = Files.list(SHARED_MEMORY))
            {
                final String pids = "-" + bench.pid() + "-";
                assertTrue(entries.noneMatch(path -> path.toString().contains(pids)));
            }
        }
    }
}
