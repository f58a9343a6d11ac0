package io.balsa.node.demo;

import io.balsa.node.JavaCommand;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Each member a process of its own. They end when this process does, however it ends: it holds their standard input.
 */
final class ProcessMembers implements DemoMembers
{
    private static final long STOP_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(20);

    private final DemoCluster cluster;
    private final Process[] processes;
    private final boolean[] isKilled;

    ProcessMembers(final DemoCluster cluster)
    {
        this.cluster = cluster;
        processes = new Process[cluster.size()];
        isKilled = new boolean[cluster.size()];
    }

    @Override
    public synchronized void start(final int memberId)
    {
        final Path configuration = cluster.writeConfiguration(memberId);
        final List<String> command =
            JavaCommand.of("node", "--config", configuration.toString(), "--end-with-standard-input");
        try
        {
            processes[memberId] = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(cluster.directory().output(memberId).toFile()))
                .start();
        }
        catch (final IOException ex)
        {
            throw new DemoException("cannot start member " + memberId + ": " + ex.getMessage(), ex);
        }
        isKilled[memberId] = false;
    }

    @Override
    public synchronized void kill(final int memberId)
    {
        isKilled[memberId] = true;
        processes[memberId].destroyForcibly();
    }

    @Override
    public synchronized boolean isGone(final int memberId)
    {
        return !processes[memberId].isAlive();
    }

    @Override
    public synchronized void checkRunning()
    {
        for (int id = 0; id < processes.length; id++)
        {
            if (!isKilled[id] && !processes[id].isAlive())
            {
                throw new DemoException("member " + id + " has ended with exit code " + processes[id].exitValue() +
                    ": " + lastLine(cluster.directory().output(id)));
            }
        }
    }

    private static String lastLine(final Path output)
    {
        try
        {
            final List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        }
        catch (final IOException ex)
        {
            return output + " cannot be read: " + ex.getMessage();
        }
    }

    @Override
    public synchronized void stopAll()
    {
        checkRunning();
        for (final Process process : processes)
        {
            process.destroy();
        }
        for (int id = 0; id < processes.length; id++)
        {
            awaitEnd(id);
            final int exitCode = processes[id].exitValue();
            if (exitCode != 0)
            {
                throw new DemoException("member " + id + " was told to stop and ended with exit code " + exitCode +
                    ": " + lastLine(cluster.directory().output(id)));
            }
        }
    }

    private void awaitEnd(final int memberId)
    {
        try
        {
            if (!processes[memberId].waitFor(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS))
            {
                throw new DemoException(
                    "member " + memberId + " has not ended within " + STOP_TIMEOUT_MS + " ms of being told to");
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new DemoException("demo: interrupted", ex);
        }
    }

    @Override
    public synchronized void close()
    {
        for (final Process process : processes)
        {
            if (process != null)
            {
                process.destroyForcibly();
            }
        }
        for (int id = 0; id < processes.length; id++)
        {
            if (processes[id] != null)
            {
                awaitEnd(id);
            }
        }
    }
}
