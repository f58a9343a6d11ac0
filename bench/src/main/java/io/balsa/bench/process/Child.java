package io.balsa.bench.process;

import io.balsa.bench.BenchException;
import io.balsa.node.demo.StopRequest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs {@link Parent#serve}. It ends when this process does, however it ends: this one holds its
 * standard input.
 */
public final class Child implements AutoCloseable
{
    private static final long ANSWER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long END_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(20);
    private static final long CLEAN_UP_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(40);
    private static final long LOOK_INTERVAL_NS = TimeUnit.MICROSECONDS.toNanos(200);

    private final String name;
    private final Path errors;
    private final StopRequest stop;
    private final Process process;
    private final BufferedReader answers;

    private Child(final String name, final Path errors, final StopRequest stop, final Process process)
    {
        this.name = name;
        this.errors = errors;
        this.stop = stop;
        this.process = process;
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /**
     * Start a process.
     *
     * @param name    of the process, for messages.
     * @param command line of the process.
     * @param errors  file for what it says on its standard error stream.
     * @param stop    ends the waiting for it.
     * @return the process, which need not be ready.
     */
    public static Child start(
        final String name, final List<String> command, final Path errors, final StopRequest stop)
    {
        try
        {
            return new Child(
                name, errors, stop, new ProcessBuilder(command).redirectError(errors.toFile()).start());
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot start " + name + ": " + ex.getMessage(), ex);
        }
    }

    /** Wait until the process is ready. */
    public void awaitReady()
    {
        answer();
    }

    /**
     * Ask for figures.
     *
     * @return of the process since its start.
     */
    public ProcessFigures figures()
    {
        return ProcessFigures.parse(ask(Parent.FIGURES));
    }

    /**
     * Ask how far the process is.
     *
     * @return what it counts.
     */
    public long position()
    {
        return Long.parseLong(ask(Parent.POSITION));
    }

    /**
     * Ask for the digest of what the process has done.
     *
     * @return the digest.
     */
    public long digest()
    {
        return Long.parseLong(ask(Parent.DIGEST));
    }

    /**
     * Wait for what a process tells of itself, however long that takes.
     *
     * @return what it told {@link Parent#tell}.
     */
    public String awaitTold()
    {
        return answer(Long.MAX_VALUE);
    }

    private String ask(final String question)
    {
        try
        {
            final OutputStream questions = process.getOutputStream();
            questions.write((question + '\n').getBytes(StandardCharsets.US_ASCII));
            questions.flush();
        }
        catch (final IOException ex)
        {
            throw new BenchException(hasEnded(), ex);
        }
        return answer();
    }

    private String answer()
    {
        return answer(ANSWER_TIMEOUT_NS);
    }

    private String answer(final long timeoutNs)
    {
        final long startNs = System.nanoTime();
        try
        {
            String line = "";
            while (!line.startsWith(Parent.ANSWER))
            {
                awaitLine(startNs, timeoutNs);
                line = answers.readLine();
            }
            return line.substring(Parent.ANSWER.length());
        }
        catch (final IOException ex)
        {
            throw new BenchException(hasEnded(), ex);
        }
    }

    private void awaitLine(final long startNs, final long timeoutNs) throws IOException
    {
        while (!answers.ready())
        {
            checkRunning();
            if (System.nanoTime() - startNs >= timeoutNs)
            {
                throw new BenchException(name + " has said nothing for " +
                    TimeUnit.NANOSECONDS.toSeconds(timeoutNs) + " s: " + lastError());
            }
            stop.pause(LOOK_INTERVAL_NS);
        }
    }

    /** Complain if the process has ended. */
    public void checkRunning()
    {
        if (!process.isAlive())
        {
            throw new BenchException(hasEnded());
        }
    }

    private String hasEnded()
    {
        return name + " has ended" +
            (process.isAlive() ? "" : " with exit code " + process.exitValue()) + ": " + lastError();
    }

    /** The last line that is not one of a stack trace. */
    private String lastError()
    {
        try
        {
            final List<String> lines = Files.readAllLines(errors).stream()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0))).toList();
            return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        }
        catch (final IOException ex)
        {
            return errors + " cannot be read: " + ex.getMessage();
        }
    }

    /** Have the process end in good order. */
    public void stop()
    {
        try
        {
            process.getOutputStream().close();
        }
        catch (final IOException ex)
        {
            throw new BenchException(hasEnded(), ex);
        }
        awaitEnd();
        if (process.exitValue() != 0)
        {
            throw new BenchException(hasEnded());
        }
    }

    /** Tell the process to end, and give it the time to clean up behind itself; {@link #close} follows. */
    public void end()
    {
        try
        {
            process.getOutputStream().close();
            process.waitFor(CLEAN_UP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
        catch (final IOException ignored)
        {
            // It is about to end by itself.
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd()
    {
        try
        {
            if (!process.waitFor(END_TIMEOUT_MS, TimeUnit.MILLISECONDS))
            {
                throw new BenchException(name + ", process " + process.pid() + ", has not ended within " +
                    END_TIMEOUT_MS + " ms of being told to");
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", ex);
        }
    }

    /** Leave no process behind. */
    @Override
    public void close()
    {
        process.destroyForcibly();
        awaitEnd();
    }
}
