package io.balsa.bench.compare;

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
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A comparison from its command line on: it runs and leaves nothing. How fast anything is, is not judged here. */
@Timeout(240)
class CompareCommandTest
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
    void shouldMeasureAllPeersWithCommandsInOrder() throws Exception
    {
        final String json = run(0, "--peers=aeron-cluster:idle=backoff,sofa-jraft,ratis", "--window=16",
            "--commands=200", "--warmup=100ms", "--rounds=1", "--no-bare", "--json", "--report",
            directory.resolve("report").toString());
        assertTrue(json.startsWith("{\"ok\":true,"), json);
        assertTrue(json.contains("{\"name\":\"balsa\","), json);
        assertTrue(json.contains("{\"name\":\"aeron-cluster:idle=backoff\",\"settings\":\"Aeron Cluster "), json);
        assertTrue(json.contains("file sync level 1, driver=shared, archive=shared, idle=backoff, "), json);
        assertTrue(json.contains("\"settings\":\"SOFAJRaft, 3 processes, Bolt over TCP, sync=true, "), json);
        assertTrue(json.contains("\"settings\":\"Ratis "), json);
        assertEquals(4, json.split("\"commands\":200,", -1).length - 1, json);
        assertEquals(json, Files.readString(directory.resolve("report/report.json")).strip());
        assertNothingIsLeft();
    }

    @Test
    void shouldLeaveNothingWhenItIsStopped() throws Exception
    {
        start("--peers=aeron-cluster:idle=backoff", "--duration=60s", "--rounds=1");
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (bench.descendants().count() < 4 && System.nanoTime() < deadlineNs)
        {
            bench.waitFor(20, TimeUnit.MILLISECONDS);
        }
        final List<ProcessHandle> processes = bench.descendants().toList();
        bench.destroy();
        assertTrue(bench.waitFor(60, TimeUnit.SECONDS));
        assertEquals(4, processes.size());
        assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive));
        assertNothingIsLeft();
    }

    @Test
    void shouldRefuseWhatCannotBe() throws Exception
    {
        assertEquals("balsa: --peers: 'etcd' is nobody to compare with; there are " + Peers.names(),
            refused("--peers=etcd"));
        assertEquals("balsa: --peers: 'idle=never': allowed are idle=yielding|backoff|spinning",
            refused("--peers=aeron-cluster:idle=never"));
        assertEquals("balsa: --ingress=ipc: ratis is reached over TCP alone; leave it out of --peers",
            refused("--peers=aeron-cluster,ratis", "--ingress=ipc"));
        assertEquals("balsa: --payload=7: out of range; allowed: 8 to 1048576",
            refused("--peers=aeron-cluster", "--payload=7"));
        assertEquals("Missing required option: '--peers=PEER[:KEY=VALUE]...'", refused());
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
        final List<String> all = new ArrayList<>(List.of("compare"));
        all.addAll(List.of(args));
        final List<String> command = JavaCommand.ofMain(BenchPeers.class, all.toArray(String[]::new));
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
        try (Stream<Path> entries = Files.list(directory))
        {
            assertEquals(List.of(), entries.map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith("balsa-bench-") && !name.equals("balsa-bench-reports")).toList());
        }
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
