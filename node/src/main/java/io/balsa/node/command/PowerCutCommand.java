package io.balsa.node.command;

import io.balsa.node.torture.CannotRunException;
import io.balsa.node.torture.FileSystemKind;
import io.balsa.node.torture.PowerCutReport;
import io.balsa.node.torture.PowerCuts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * {@code balsa torture power-cut}: cuts the power of a file system under a log, and checks what survives.
 */
@Command(
    name = "power-cut",
    mixinStandardHelpOptions = true,
    description = {
        "Write a log on a file system of its own, shut that down without its journal being written, and check that " +
            "everything that was acknowledged is there and nothing else; again and again in the same directory.",
        "Needs root, loop devices, xfs_io and mkfs of the file systems; where they are missing it exits with " +
            ExitCode.SKIPPED + "."})
public final class PowerCutCommand implements Callable<Integer>
{
    static final int CYCLES_MAX = 100_000;

    private static final int PROGRESS_INTERVAL = 10;
    private static final long CLEAN_UP_TIMEOUT_S = 60;

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--cycles", paramLabel = "N", defaultValue = "20",
        description = "Power cuts on each file system (default ${DEFAULT-VALUE}).")
    private int cycles;

    @Option(
        names = "--file-system", paramLabel = "KIND", split = ",", defaultValue = "ext4,xfs",
        description = "Any of ext4 and xfs, several by commas (default ${DEFAULT-VALUE}).")
    private List<FileSystemKind> fileSystems;

    @Option(
        names = "--seed", paramLabel = "N", defaultValue = "1",
        description = "Of what is written and when it is cut off (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print the report as JSON, a line for each file system.")
    private boolean isJson;

    /**
     * Create.
     */
    public PowerCutCommand()
    {
    }

    @Override
    public Integer call() throws InterruptedException
    {
        JvmRequirement.check();
        OptionRange.check("--cycles", cycles, 1, CYCLES_MAX);
        final CountDownLatch done = new CountDownLatch(1);
        final Thread thread = Thread.currentThread();
        final OrderlyEnd end = new OrderlyEnd(() -> interrupt(thread, done));
        try
        {
            fileSystems.forEach(PowerCuts::require);
            print(run());
        }
        catch (final CannotRunException ex)
        {
            throw new CommandException(ExitCode.SKIPPED, "skipped: " + ex.getMessage(), ex);
        }
        finally
        {
            done.countDown();
            end.callOff();
        }
        return ExitCode.OK;
    }

    private List<PowerCutReport> run() throws InterruptedException
    {
        final PrintWriter err = spec.commandLine().getErr();
        final List<PowerCutReport> reports = new ArrayList<>();
        for (final FileSystemKind fileSystem : fileSystems)
        {
            reports.add(PowerCuts.run(fileSystem, cycles, seed, cuts ->
            {
                if (cuts % PROGRESS_INTERVAL == 0)
                {
                    err.println(fileSystem + ": " + cuts + " of " + cycles + " power cuts survived");
                }
            }));
        }
        return reports;
    }

    private void print(final List<PowerCutReport> reports)
    {
        spec.commandLine().getOut().println(reports.stream()
            .map(report -> isJson ? report.toJson() : report.toString())
            .collect(Collectors.joining(System.lineSeparator())));
    }

    /** The process must not end before its file system is unmounted. */
    private static void interrupt(final Thread thread, final CountDownLatch done)
    {
        thread.interrupt();
        try
        {
            if (!done.await(CLEAN_UP_TIMEOUT_S, TimeUnit.SECONDS))
            {
                System.err.println("balsa: power-cut has not cleaned up within " + CLEAN_UP_TIMEOUT_S + " s");
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
