package io.balsa.node.command;

import io.balsa.log.mmap.LogEntryCursor;
import io.balsa.log.mmap.LogInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code balsa log dump}: the entries of a log.
 */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    description = "Print entries. Those that are damaged are shown as such, with their place.")
public final class LogDumpCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private final LogDirectory log = new LogDirectory();

    @Option(names = "--from", paramLabel = "INDEX", defaultValue = "1",
        description = "First entry to print (default: the first one).")
    private long fromIndex;

    @Option(names = "--to", paramLabel = "INDEX", defaultValue = "9223372036854775807",
        description = "Last entry to print (default: the last one).")
    private long toIndex;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "9223372036854775807",
        description = "How many entries to print at most (default: all).")
    private long limit;

    @Option(names = "--payload-bytes", paramLabel = "N", defaultValue = "16",
        description = "How much of each payload to print (default ${DEFAULT-VALUE}).")
    private int payloadLimit;

    /**
     * Create.
     */
    public LogDumpCommand()
    {
    }

    @Override
    public Integer call()
    {
        if (fromIndex < 1 || toIndex < fromIndex || limit < 0 || payloadLimit < 0)
        {
            throw new CommandException(ExitCode.USAGE,
                "--from=" + fromIndex + " --to=" + toIndex + " --limit=" + limit +
                " --payload-bytes=" + payloadLimit + ": indexes are 1 or more and in order, the others 0 or more");
        }
        final PrintWriter out = spec.commandLine().getOut();
        try (LogInspection inspection = log.open())
        {
            if (!log.isJson())
            {
                out.println(row("index", "term", "type", "time", "session", "sequence", "bytes", "checksum",
                    "payload"));
            }
            final LogEntryCursor entry = inspection.entries(fromIndex);
            for (long n = 0; n < limit && entry.next() && entry.index() <= toIndex && !out.checkError(); n++)
            {
                out.println(log.isJson() ? json(entry) : row(entry));
            }
        }
        return ExitCode.OK;
    }

    private static String row(final Object... cells)
    {
        return String.format(
            Locale.ROOT, "%-10s  %-6s  %-13s  %-30s  %-20s  %-10s  %-8s  %-8s  %s", cells).stripTrailing();
    }

    private String row(final LogEntryCursor entry)
    {
        if (!entry.isGood())
        {
            return row(entry.index(), "-", "-", "-", "-", "-", entry.length(), "BAD",
                entry.fileName() + " at offset " + entry.offset());
        }
        return row(
            entry.index(),
            entry.header().term(),
            entry.header().entryType(),
            time(entry),
            entry.header().sessionId(),
            entry.header().sequence(),
            entry.payloadLength(),
            "good",
            (hex(entry) + "  " + ascii(entry)).strip());
    }

    private JsonObject json(final LogEntryCursor entry)
    {
        final JsonObject json = new JsonObject()
            .number("index", entry.index())
            .flag("good", entry.isGood())
            .text("file", entry.fileName())
            .number("offset", entry.offset())
            .number("length", entry.length());
        return !entry.isGood() ? json : json
            .number("term", entry.header().term())
            .text("type", entry.header().entryType().name())
            .text("time", time(entry))
            .number("timestampNs", entry.header().timestampNs())
            .number("sessionId", entry.header().sessionId())
            .number("sequence", entry.header().sequence())
            .number("ackedSequence", entry.header().ackedSequence())
            .number("payloadLength", entry.payloadLength())
            .text("payload", hex(entry));
    }

    private static String time(final LogEntryCursor entry)
    {
        return EpochText.of(entry.header().timestampNs());
    }

    private int shownLength(final LogEntryCursor entry)
    {
        return Math.min(payloadLimit, entry.payloadLength());
    }

    private String hex(final LogEntryCursor entry)
    {
        return BytesText.hex(entry.buffer(), entry.payloadOffset(), shownLength(entry));
    }

    private String ascii(final LogEntryCursor entry)
    {
        return BytesText.ascii(entry.buffer(), entry.payloadOffset(), shownLength(entry));
    }
}
