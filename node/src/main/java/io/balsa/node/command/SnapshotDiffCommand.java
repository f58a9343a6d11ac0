package io.balsa.node.command;

import io.balsa.consensus.port.SnapshotReader;
import org.agrona.DirectBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot diff}: what is different in two snapshots.
 */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
        "Compare two snapshots record by record, of one member or of two; the exit code is 1 where they differ.",
        "Both are checked and copied for it."})
public final class SnapshotDiffCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = OpenedSnapshot.DESCRIPTION)
    private String firstName;

    @Parameters(index = "1", paramLabel = "B", description = "The other one, in the same way.")
    private String secondName;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100",
        description = "How many records to print; all are counted (default: ${DEFAULT-VALUE}).")
    private long limit;

    @Option(names = "--value-bytes", paramLabel = "N", defaultValue = "16",
        description = "How much of each value to print (default: ${DEFAULT-VALUE}).")
    private int valueLimit;

    @Option(names = "--json", description = "Print JSON, an object for each record and one at the end.")
    private boolean isJson;

    @Mixin
    private final CopyDirectory copies = new CopyDirectory();

    /**
     * Create.
     */
    public SnapshotDiffCommand()
    {
    }

    @Override
    public Integer call()
    {
        OptionRange.check("--limit", limit, 0, Long.MAX_VALUE);
        OptionRange.check("--value-bytes", valueLimit, 0, Integer.MAX_VALUE);
        try (SnapshotReader first = read(firstName); SnapshotReader second = read(secondName))
        {
            final RecordDifferences differences = new RecordDifferences(first, second, this::print);
            differences.run();
            spec.commandLine().getOut().println(
                isJson ? json(differences, first, second) : summary(differences, first, second));
            return differences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** What was read is not needed any more once its records are copied. */
    private SnapshotReader read(final String name)
    {
        try (OpenedSnapshot opened = OpenedSnapshot.open(name))
        {
            return copies.open(opened.stream(), new ProgressLines(spec.commandLine().getErr(), "copied"));
        }
    }

    private void print(
        final RecordDifferences.Kind kind, final DirectBuffer key, final DirectBuffer first, final DirectBuffer second)
    {
        if (limit > 0)
        {
            limit--;
            spec.commandLine().getOut().println(isJson ? json(kind, key, first, second) :
                kind.name().toLowerCase(Locale.ROOT) + "  " + BytesText.both(key, Integer.MAX_VALUE) +
                (first == null ? "" : "  A: " + value(first)) + (second == null ? "" : "  B: " + value(second)));
        }
    }

    private String value(final DirectBuffer value)
    {
        return value.capacity() + " bytes " + BytesText.both(value, valueLimit);
    }

    private JsonObject json(
        final RecordDifferences.Kind kind, final DirectBuffer key, final DirectBuffer first, final DirectBuffer second)
    {
        return new JsonObject()
            .text("change", kind.name().toLowerCase(Locale.ROOT))
            .text("key", BytesText.hex(key, 0, key.capacity()))
            .text("a", hex(first))
            .text("b", hex(second));
    }

    private String hex(final DirectBuffer value)
    {
        return value == null ? null : BytesText.hex(value, 0, Math.min(valueLimit, value.capacity()));
    }

    private static String summary(
        final RecordDifferences differences, final SnapshotReader first, final SnapshotReader second)
    {
        return "A index " + first.metadata().id().index() + ", B index " + second.metadata().id().index() + ": " +
            differences.addedCount() + " added, " +
            differences.removedCount() + " removed, " +
            differences.changedCount() + " changed, " + differences.equalCount() + " equal" +
            (differences.areSessionsEqual() ? "" : "; sessions differ") +
            (differences.areTimersEqual() ? "" : "; timers differ");
    }

    private static JsonObject json(
        final RecordDifferences differences, final SnapshotReader first, final SnapshotReader second)
    {
        return new JsonObject()
            .number("aIndex", first.metadata().id().index())
            .number("bIndex", second.metadata().id().index())
            .number("added", differences.addedCount())
            .number("removed", differences.removedCount())
            .number("changed", differences.changedCount())
            .number("equal", differences.equalCount())
            .flag("sessionsEqual", differences.areSessionsEqual())
            .flag("timersEqual", differences.areTimersEqual())
            .flag("ok", differences.isEmpty());
    }
}
