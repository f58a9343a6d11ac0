package io.balsa.bench.open;

import io.balsa.bench.Spread;
import io.balsa.log.mmap.MemberStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code bench open}: how long a member takes to open its log. The log grows from one row to the next. */
@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    description = "Time to open a log of entries of 128 bytes, each time in a new process.")
public final class OpenCommand implements Callable<Integer>
{
    private static final double NS_PER_MS = 1e6;
    private static final long BYTES_PER_MIB = 1024 * 1024;

    @Spec
    private CommandSpec spec;

    @Option(names = {"--directory", "--dir"}, paramLabel = "DIR", defaultValue = ".",
        description = "Directory to write in (default the current one); 200 bytes are needed for an entry.")
    private Path directory;

    @Option(names = "--entries", paramLabel = "N", split = ",", defaultValue = "10000000",
        description = "Entries of the log; several by commas (default ${DEFAULT-VALUE}).")
    private List<Long> entries;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5",
        description = "How often each log is opened (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--segment-length", paramLabel = "BYTES",
        defaultValue = "" + MemberStorage.Context.SEGMENT_LENGTH_DEFAULT, description = "Default ${DEFAULT-VALUE}.")
    private int segmentLength;

    @Option(names = "--verify-all", description = "Trust no segment: read and check the whole log.")
    private boolean isVerifyAll;

    @Option(names = "--cold",
        description = "Have the segments dropped from the page cache before each time, by the dd of GNU coreutils.")
    private boolean isCold;

    /** Create. */
    public OpenCommand()
    {
    }

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        if (rounds < 1 || Collections.min(entries) < 1)
        {
            throw new ParameterException(spec.commandLine(), "--rounds and --entries: 1 or more");
        }
        final PrintWriter out = spec.commandLine().getOut();
        Collections.sort(entries);
        try (LogDirectory log = new LogDirectory(directory.toAbsolutePath(), segmentLength))
        {
            out.println("| entries | MiB | segments | trusted | scanned | open ms |");
            out.println("| --- | --- | --- | --- | --- | --- |");
            for (final long count : entries)
            {
                log.fill(count);
                out.println(row(log, count));
                out.flush();
            }
        }
        return 0;
    }

    private String row(final LogDirectory log, final long count) throws IOException, InterruptedException
    {
        final File[] segments = log.segments();
        final Spread openMs = new Spread();
        long trusted = 0;
        for (int round = 0; round < rounds; round++)
        {
            if (isCold)
            {
                for (final File segment : segments)
                {
                    run(List.of("dd", "if=" + segment, "iflag=nocache", "count=0", "status=none"));
                }
            }
            final String[] fields = run(probe(log.directory())).split(" ", 3);
            if (count != Long.parseLong(fields[1]))
            {
                throw new IOException("the log has " + fields[1] + " entries and not " + count);
            }
            openMs.add(Long.parseLong(fields[0]) / NS_PER_MS);
            trusted = Long.parseLong(fields[2]);
        }
        return "| " + count + " | " + (long)segments.length * segmentLength / BYTES_PER_MIB + " | " + segments.length +
            " | " + trusted + " | " + (segments.length - trusted) + " | " + openMs.text("%.0f") + " |";
    }

    /** The command line of a process like this one that opens the log. */
    private List<String> probe(final File logDirectory)
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
            "-cp", System.getProperty("java.class.path"), OpenProbe.class.getName(),
            logDirectory.getPath(), Integer.toString(segmentLength), Boolean.toString(isVerifyAll)));
        return command;
    }

    private static String run(final List<String> command) throws IOException, InterruptedException
    {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String output =
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0)
        {
            throw new IOException(command.get(0) + " failed: " + output);
        }
        return output;
    }
}
