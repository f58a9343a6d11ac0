package io.balsa.bench.compare;

import io.balsa.bench.BenchException;
import io.balsa.bench.UntilStopped;
import io.balsa.bench.load.LoadShape;
import io.balsa.bench.process.Child;
import io.balsa.bench.process.Parent;
import io.balsa.bench.rig.RigDirectory;
import io.balsa.bench.rig.RoundResult;
import io.balsa.node.JavaCommand;
import io.balsa.node.command.ExitCode;
import io.balsa.node.demo.StopRequest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * One round in a process of its own, which is the client of it: neither what the compiler made of another contender's
 * client nor threads that it left behind are in its way.
 */
final class RoundProcess
{
    private final Path parent;
    private final LoadShape load;
    private final List<String> args;

    /**
     * Create.
     *
     * @param parent of directories for rounds.
     * @param load   that is put on.
     * @param args   of the command line, which the process gets too.
     */
    RoundProcess(final Path parent, final LoadShape load, final List<String> args)
    {
        this.parent = parent;
        this.load = load;
        this.args = args;
    }

    /** Measure. Nothing is left afterwards, whatever happens. */
    RoundResult run(final String name, final int position, final StopRequest stop)
    {
        stop.check();
        try (RigDirectory directory = RigDirectory.create(parent))
        {
            final Child process = Child.start(
                "the round of " + name, command(position, directory), directory.file("round.err"), stop);
            try
            {
                return RoundResult.parse(load, process.awaitTold());
            }
            finally
            {
                process.end();
                process.close();
            }
        }
    }

    private List<String> command(final int position, final RigDirectory directory)
    {
        final Path temporary = directory.file("tmp");
        try
        {
            Files.createDirectory(temporary);
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot make " + temporary + ": " + ex.getMessage(), ex);
        }
        final List<String> all = new ArrayList<>(args);
        all.add(CompareCommand.ROUND_OPTION);
        all.add(Integer.toString(position));
        all.addAll(directory.names());
        final List<String> command = JavaCommand.ofMain(BenchPeers.class, all.toArray(String[]::new));
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        return command;
    }

    /**
     * What the process does: measure, and tell the result. It stops and cleans up when it is told to end, or nobody is
     * left to be told.
     */
    static int serve(final Function<StopRequest, RoundResult> round)
    {
        final AtomicBoolean isTold = new AtomicBoolean();
        final Thread watch = new Thread(() -> endWithInput(isTold), "bench-round-watch");
        watch.setDaemon(true);
        watch.start();
        Parent.tell(UntilStopped.call(round).toLine());
        isTold.set(true);
        try
        {
            watch.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    /** It does not end by itself: whoever reads what it told must find it alive. */
    private static void endWithInput(final AtomicBoolean isTold)
    {
        try
        {
            while (System.in.read() >= 0)
            {
                // Nothing is said to it but that it is to end.
            }
        }
        catch (final IOException ignored)
        {
            // Nobody is left.
        }
        System.exit(isTold.get() ? ExitCode.OK : ExitCode.FAILED);
    }
}
