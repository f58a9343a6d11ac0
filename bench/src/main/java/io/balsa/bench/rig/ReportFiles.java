package io.balsa.bench.rig;

import io.balsa.bench.BenchException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that stay of a measurement: what it has shown, and every latency, for whoever wants to look otherwise.
 */
public final class ReportFiles
{
    private static final double NS_PER_S = 1e9;

    private final Path directory;

    /**
     * Create.
     *
     * @param directory for the files, made when it is not there.
     */
    public ReportFiles(final Path directory)
    {
        this.directory = directory;
        try
        {
            Files.createDirectories(directory);
        }
        catch (final IOException ex)
        {
            throw new BenchException("no directory " + directory + ": " + ex + "; choose another with --report", ex);
        }
    }

    /**
     * Write all.
     *
     * @param report to keep.
     */
    public void write(final RigReport report)
    {
        writeText("report.json", report.toJson(directory.toString()) + System.lineSeparator());
        final String plot = LatencyPlot.svg(
            report.shapeText(),
            report.plan().settings(),
            report.names(),
            report.rounds().stream().map(ReportFiles::together).toList());
        writeText("latency.svg", plot);
        writeText("report.html", ReportPage.html(report, plot));
        writeLatencies(report);
    }

    private static Histogram together(final List<RoundResult> rounds)
    {
        final Histogram together = rounds.get(0).load().latencyNs().copy();
        rounds.stream().skip(1).forEach(round -> together.add(round.load().latencyNs()));
        return together;
    }

    private void writeText(final String name, final String text)
    {
        final Path file = directory.resolve(name);
        try
        {
            Files.writeString(file, text);
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot write " + file + ": " + ex, ex);
        }
    }

    /** The log format of HdrHistogram: a line for each round, tagged with its contender, with all latencies in ns. */
    private void writeLatencies(final RigReport report)
    {
        final Path file = directory.resolve("latency-ns.hlog");
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.US_ASCII))
        {
            final HistogramLogWriter writer = new HistogramLogWriter(out);
            writer.outputLogFormatVersion();
            writer.outputComment("[latencies in ns; " + report.loadText() + "]");
            writer.outputLegend();
            for (int i = 0; i < report.names().size(); i++)
            {
                writeLatencies(writer, report.names().get(i), report.rounds().get(i));
            }
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot write " + file + ": " + ex, ex);
        }
    }

    private static void writeLatencies(
        final HistogramLogWriter writer, final String name, final List<RoundResult> rounds)
    {
        double start = 0;
        for (final RoundResult round : rounds)
        {
            final Histogram latencyNs = round.load().latencyNs();
            final double end = start + round.load().elapsedNs() / NS_PER_S;
            latencyNs.setTag(name.replace(' ', '-'));
            writer.outputIntervalHistogram(start, end, latencyNs);
            start = end;
        }
    }
}
