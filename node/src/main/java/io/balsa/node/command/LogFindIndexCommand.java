package io.balsa.node.command;

import io.balsa.log.mmap.LogEntryCursor;
import io.balsa.log.mmap.LogInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code balsa log find-index}: where an entry is.
 */
@Command(
    name = "find-index",
    mixinStandardHelpOptions = true,
    description = "Print in which file and where an entry is, with the one before it and the one behind it.")
public final class LogFindIndexCommand implements Callable<Integer>
{
    private static final List<String> COLUMNS =
        List.of("index", "term", "type", "file", "offset", "length", "checksum");

    @Spec
    private CommandSpec spec;

    @Mixin
    private final LogDirectory log = new LogDirectory();

    @Parameters(index = "1", paramLabel = "INDEX", description = "Log index of the entry.")
    private long index;

    /**
     * Create.
     */
    public LogFindIndexCommand()
    {
    }

    /** An entry, or a place of entries that do not hold. */
    private record Found(
        long index, long nextIndex, long term, String type, String file, int offset, int length, boolean isGood)
    {
        static Found of(final LogEntryCursor entry)
        {
            return new Found(
                entry.index(), entry.nextIndex(), entry.isGood() ? entry.header().term() : 0,
                entry.isGood() ? entry.header().entryType().name() : null, entry.fileName(), entry.offset(),
                entry.length(), entry.isGood());
        }

        List<String> row()
        {
            return List.of(Long.toString(index), isGood ? Long.toString(term) : "-", isGood ? type : "-", file,
                Integer.toString(offset), Integer.toString(length), isGood ? "good" : "BAD");
        }

        JsonObject json()
        {
            return new JsonObject().number("index", index).number("term", term).text("type", type).text("file", file)
                .number("offset", offset).number("length", length).flag("good", isGood);
        }
    }

    @Override
    public Integer call()
    {
        if (index < 1)
        {
            throw new CommandException(ExitCode.USAGE, "INDEX=" + index + ": must be 1 or more");
        }
        try (LogInspection inspection = log.open())
        {
            print(find(inspection));
        }
        return ExitCode.OK;
    }

    private List<Found> find(final LogInspection inspection)
    {
        final List<Found> found = new ArrayList<>();
        boolean isThere = false;
        final LogEntryCursor entry = inspection.entries(Math.max(1, index - 1));
        long lastIndex = 0;
        while (lastIndex <= index && entry.next())
        {
            found.add(Found.of(entry));
            isThere |= entry.index() <= index && index < entry.nextIndex();
            lastIndex = entry.index();
        }
        if (!isThere)
        {
            throw new CommandException(ExitCode.FAILED, "index " + index + " is not in the log of " +
                inspection.location() + ", which holds " + inspection.firstIndex() + " to " + inspection.lastIndex() +
                (inspection.isLive() ? " (committed)" : ""));
        }
        return found;
    }

    private void print(final List<Found> found)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (!log.isJson())
        {
            final TextTable table = new TextTable(COLUMNS);
            found.forEach(each -> table.row(each.row()));
            table.print(out);
            return;
        }
        JsonObject before = null;
        JsonObject at = null;
        JsonObject after = null;
        for (final Found each : found)
        {
            if (each.nextIndex() <= index)
            {
                before = each.json();
            }
            else if (each.index() <= index)
            {
                at = each.json();
            }
            else
            {
                after = each.json();
            }
        }
        out.println(new JsonObject().object("before", before).object("entry", at).object("after", after));
    }
}
