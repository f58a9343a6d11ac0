package io.balsa.node.system;

import io.balsa.client.ClientContext;
import io.balsa.node.Balsa;
import io.balsa.node.demo.FreePorts;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Members as processes of their own, which can be killed and stopped. Their output is kept beside their directories and
 * their media drivers live below the same directory, so that nothing is left behind.
 */
final class ProcessCluster implements AutoCloseable
{
    private static final long END_SECONDS_MAX = 10;

    private final Path directory;
    private final String members;
    private final String ingress;
    private final Process[] processes;

    ProcessCluster(final Path directory, final int size)
    {
        this.directory = directory;
        final List<Integer> ports = FreePorts.find(2 * size);
        members = IntStream.range(0, size)
            .mapToObj((id) -> id + "=localhost:" + ports.get(2 * id) + ":" + ports.get(2 * id + 1))
            .collect(Collectors.joining(","));
        ingress = IntStream.range(0, size)
            .mapToObj((id) -> id + "=localhost:" + ports.get(2 * id + 1)).collect(Collectors.joining(","));
        processes = new Process[size];
    }

    ProcessCluster startAll()
    {
        for (int id = 0; id < processes.length; id++)
        {
            start(id);
        }
        return this;
    }

    void start(final int id)
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter((argument) -> argument.startsWith("--add-")).forEach(command::add);
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
            Balsa.class.getName(), "node", "-Dbalsa.members=" + members, "-Dbalsa.member.id=" + id,
            "-Dbalsa.dir=" + directory.resolve("member-" + id), "-Dbalsa.segment.length=4m",
            "-Dbalsa.state.machine=echo", "-Dbalsa.aeron.dir=" + aeronDirectory(id)));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile(id)));
        try
        {
            processes[id] = builder.start();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    void kill(final int id) throws InterruptedException
    {
        processes[id].destroyForcibly();
        assertTrue(processes[id].waitFor(END_SECONDS_MAX, TimeUnit.SECONDS));
    }

    /** Stop the process as a debugger would, or let it go on. */
    void signal(final int id, final String name) throws IOException, InterruptedException
    {
        final Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(processes[id].pid())).start();
        assertTrue(kill.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS) && kill.exitValue() == 0);
    }

    int size()
    {
        return processes.length;
    }

    boolean isAlive(final int id)
    {
        return processes[id].isAlive();
    }

    /** One that waits for members to start, which takes long where a machine has more to do than this. */
    ClientContext client()
    {
        return new ClientContext().clusterId(1).members(ingress)
            .connectTimeoutNs(20_000_000_000L)
            .commandTimeoutNs(30_000_000_000L);
    }

    /** What the members have printed, for a failed test. */
    String output()
    {
        return IntStream.range(0, processes.length).mapToObj((id) ->
        {
            try
            {
                return "member " + id + ": " + Files.readString(outputFile(id).toPath());
            }
            catch (final IOException ex)
            {
                return "member " + id + ": " + ex;
            }
        }).collect(Collectors.joining("\n"));
    }

    @Override
    public void close()
    {
        Stream.of(processes).filter((process) -> process != null).forEach(Process::destroyForcibly);
        for (final Process process : processes)
        {
            if (process != null)
            {
                process.onExit().join();
            }
        }
    }

    private String aeronDirectory(final int id)
    {
        return directory.resolve("aeron-" + id).toString();
    }

    private File outputFile(final int id)
    {
        return directory.resolve("member-" + id + ".log").toFile();
    }
}
