package io.balsa.node.torture;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.JavaCommand;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A {@link LogWriter} in a process of its own, and what it says. */
final class WriterProcess implements AutoCloseable
{
    /** Most lines that can be waited for. */
    static final int LINES_MAX = 200;

    private static final long TIMEOUT_S = 60;

    /** How the lines of a JVM begin that dies of a fatal error. They come behind all that the writer has said. */
    private static final String FATAL_ERROR = "#";

    private final Process process;
    private final Path errors;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();
    private final Semaphore lineCount = new Semaphore(0);
    private String readFailure;

    private WriterProcess(final Process process, final Path errors)
    {
        this.process = process;
        this.errors = errors;
        reader = new Thread(this::read, "balsa-log-writer-lines");
        reader.setDaemon(true);
    }

    /** The command line of a writer; the arguments are those of {@link LogWriter#run}. */
    static List<String> command(final Path directory, final SyncMode syncMode, final long seed, final long runSeed)
    {
        final List<String> command = JavaCommand.of(
            "torture", LogWriter.COMMAND, "--dir", directory.toString(), "--sync-mode", syncMode.name(),
            "--seed", Long.toString(seed), "--run-seed", Long.toString(runSeed));
        // It lives for less than a second: the sooner it is compiled, the more it writes.
        command.add(1, "-XX:TieredStopAtLevel=1");
        // A file system that is shut down under a mapping may end it by SIGBUS: nothing to leave a file about.
        command.add(1, "-XX:+ErrorFileToStderr");
        return command;
    }

    static WriterProcess start(final List<String> command)
    {
        try
        {
            final Path errors = Files.createTempFile("balsa-log-writer-", ".err");
            final WriterProcess writer =
                new WriterProcess(new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
            writer.reader.start();
            return writer;
        }
        catch (final IOException ex)
        {
            throw new TortureException("cannot start the writer: " + ex.getMessage(), ex);
        }
    }

    private void read()
    {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8))
        {
            boolean isDying = false;
            for (String line = in.readLine(); line != null; line = in.readLine())
            {
                isDying |= line.startsWith(FATAL_ERROR);
                // What it says then is read all the same: a pipe that nobody reads would end it by another signal.
                if (!isDying)
                {
                    lines.add(line);
                    lineCount.release();
                }
            }
        }
        catch (final IOException ex)
        {
            readFailure = ex.toString();
        }
        finally
        {
            lineCount.release(LINES_MAX);
        }
    }

    /** Wait until it has said so many more lines, or has ended. */
    void awaitLines(final int count) throws InterruptedException
    {
        if (!lineCount.tryAcquire(count, TIMEOUT_S, TimeUnit.SECONDS))
        {
            throw new TortureException("the writer has not said " + count + " lines within " + TIMEOUT_S + " s");
        }
    }

    /** It writes until it is told otherwise: fail when it has not. */
    void checkRunning()
    {
        if (!process.isAlive())
        {
            throw new TortureException(
                "the writer has ended by itself with exit code " + process.exitValue() + ": " + errors());
        }
    }

    /** What it has printed to its standard error. */
    String errors()
    {
        try
        {
            return Files.readString(errors, StandardCharsets.UTF_8).strip();
        }
        catch (final IOException ex)
        {
            return errors + " cannot be read: " + ex.getMessage();
        }
    }

    /** Wait until it has ended; returns its exit code. */
    int awaitEnd() throws InterruptedException
    {
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS))
        {
            throw new TortureException("the writer has not ended within " + TIMEOUT_S + " s");
        }
        reader.join(TimeUnit.SECONDS.toMillis(TIMEOUT_S));
        return process.exitValue();
    }

    /** What it has said before is read all the same: {@link Process#destroyForcibly()} would close the pipe. */
    void kill()
    {
        process.toHandle().destroyForcibly();
    }

    /** All lines that it has said, once it has ended. */
    List<String> lines()
    {
        if (reader.isAlive() || readFailure != null)
        {
            throw new TortureException("what the writer has said could not be read: " + readFailure);
        }
        return lines;
    }

    /** Also of a thread that was interrupted: the file system cannot be unmounted while the process is there. */
    @Override
    public void close()
    {
        process.destroyForcibly();
        process.onExit().completeOnTimeout(process, TIMEOUT_S, TimeUnit.SECONDS).join();
        try
        {
            Files.deleteIfExists(errors);
        }
        catch (final IOException ex)
        {
            throw new TortureException("cannot delete " + errors + ": " + ex.getMessage(), ex);
        }
    }
}
