package io.balsa.bench.cluster;

import io.balsa.bench.rig.ReportFiles;
import io.balsa.bench.rig.RigReport;
import io.balsa.node.command.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Where contenders keep their files, and who is told of the measurement in which form. */
public final class ReportOptions
{
    private static final DateTimeFormatter REPORT_NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--dir", paramLabel = "DIR", defaultValue = "${sys:java.io.tmpdir}",
        description = "Where members keep their logs while they run (default ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
        names = "--report", paramLabel = "DIR",
        description = "Where to leave the report (default balsa-bench-reports/ and the time, in the directory for " +
            "temporary files).")
    private Path report;

    @Option(names = "--json", description = "Print the report as one line of JSON.")
    private boolean isJson;

    /** Create. */
    public ReportOptions()
    {
    }

    /**
     * For the files of contenders.
     *
     * @return directory.
     */
    public Path directory()
    {
        return directory;
    }

    /**
     * Print a report, and leave its files.
     *
     * @param measured to be told.
     * @return one of {@link ExitCode}: failed when a rate was asked for and not reached.
     */
    public int tell(final RigReport measured)
    {
        final Path reportDirectory = (report != null ? report : Path.of(System.getProperty("java.io.tmpdir"),
            "balsa-bench-reports", LocalDateTime.now(ZoneId.systemDefault()).format(REPORT_NAME))).toAbsolutePath();
        new ReportFiles(reportDirectory).write(measured);
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            out.println(measured.toJson(reportDirectory.toString()));
        }
        else
        {
            measured.printText(out);
            out.println();
            out.println("report    " + reportDirectory);
        }
        if (!measured.isRateReached())
        {
            spec.commandLine().getErr().println("balsa: the rate was not reached in every round");
            return ExitCode.FAILED;
        }
        return ExitCode.OK;
    }
}
