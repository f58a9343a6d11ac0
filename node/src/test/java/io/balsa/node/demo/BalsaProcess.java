package io.balsa.node.demo;

import io.balsa.node.JavaCommand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * The {@code balsa} command line as a process of its own, from its start to its end.
 */
public final class BalsaProcess implements AutoCloseable
{
    private static final long END_TIMEOUT_S = 60;
    private static final long SIGINT_BIT = 1L << 1;
    private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Process process;
    private final Path out;
    private final Path err;

    private BalsaProcess(final List<String> command, final Path dir) throws IOException
    {
        out = Files.createTempFile(dir, "out", ".txt");
        err = Files.createTempFile(dir, "err", ".txt");
        process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    /** Start it with its output in files of a directory. */
    public static BalsaProcess start(final Path dir, final String... args) throws IOException
    {
        return new BalsaProcess(JavaCommand.of(args), dir);
    }

    /** With temporary directories elsewhere. */
    static BalsaProcess startWithTemporary(final Path dir, final Path temporary, final String... args)
        throws IOException
    {
        final List<String> command = JavaCommand.of(args);
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        return new BalsaProcess(command, dir);
    }

    /** Without any flag of the JVM. */
    static BalsaProcess startWithoutFlags(final Path dir, final String... args) throws IOException
    {
        final List<String> command = new ArrayList<>(JavaCommand.of(args));
        final int classPath = command.indexOf("-cp");
        command.subList(1, classPath).clear();
        return new BalsaProcess(command, dir);
    }

    /** Wait until it has printed something, on either stream. */
    public void awaitText(final String text) throws IOException
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_TIMEOUT_S);
        while (!out().contains(text) && !err().contains(text))
        {
            assertTrue(process.isAlive() && System.nanoTime() - deadlineNs < 0, () -> "ended? " + this);
            LockSupport.parkNanos(POLL_INTERVAL_NS);
        }
    }

    /** A test is left out where the interrupt is ignored, as shells have it for what runs in the background. */
    public void signal(final String name) throws IOException, InterruptedException
    {
        assumeFalse("INT".equals(name) && isInterruptIgnored(), "the interrupt is ignored by all that runs here");
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }

    private boolean isInterruptIgnored() throws IOException
    {
        final String ignored = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter((line) -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & SIGINT_BIT) != 0;
    }

    void endStandardInput() throws IOException
    {
        process.getOutputStream().close();
    }

    public int awaitEnd() throws InterruptedException
    {
        assertTrue(process.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS), () -> "still runs: " + this);
        return process.exitValue();
    }

    boolean isAlive()
    {
        return process.isAlive();
    }

    /** Processes that it has started and that still run. */
    List<ProcessHandle> children()
    {
        try (Stream<ProcessHandle> children = process.descendants())
        {
            return children.toList();
        }
    }

    public String out() throws IOException
    {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    public String err() throws IOException
    {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    @Override
    public void close()
    {
        children().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString()
    {
        try
        {
            return "exit " + (process.isAlive() ? "none" : process.exitValue()) + ", out: " + out() + ", err: " + err();
        }
        catch (final IOException ex)
        {
            return ex.toString();
        }
    }
}
