package io.balsa.node.command;

import io.balsa.log.mmap.LogInspection;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.File;

/**
 * What all commands for a log are given: the directory of the member, and how to print.
 */
final class LogDirectory
{
    @Parameters(index = "0", paramLabel = "DIR", description = "Directory of the member, its 'balsa.dir'.")
    private File directory;

    @Option(names = "--json", description = "Print JSON, each object in one line.")
    private boolean isJson;

    File directory()
    {
        return directory;
    }

    boolean isJson()
    {
        return isJson;
    }

    LogInspection open()
    {
        return LogInspection.open(directory);
    }

    /** Refuse a directory in which something runs. */
    static void checkStopped(final LogInspection inspection)
    {
        if (inspection.isLive())
        {
            throw new CommandException(ExitCode.FAILED,
                "directory " + inspection.location() + " is in use by a running member or tool; stop it first");
        }
    }
}
