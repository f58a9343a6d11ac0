package io.balsa.node.command;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.torture.LogWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code balsa torture log-writer}: writes a log until it is ended, and says what it was promised. The other commands
 * start it.
 */
@Command(name = LogWriter.COMMAND, hidden = true, description = "Write a log and say what is durable.")
public final class LogWriterCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", required = true)
    private Path dir;

    @Option(names = "--sync-mode", required = true)
    private SyncMode syncMode;

    @Option(names = "--seed", required = true)
    private long seed;

    @Option(names = "--run-seed", required = true)
    private long runSeed;

    /**
     * Create.
     */
    public LogWriterCommand()
    {
    }

    @Override
    public Integer call()
    {
        JvmRequirement.check();
        EndOfStandardInput.watch();
        // A line is one write, so that it is in the pipe as a whole or not at all.
        LogWriter.run(dir, syncMode, seed, runSeed, spec.commandLine().getOut()::println);
        return ExitCode.FAILED;
    }
}
