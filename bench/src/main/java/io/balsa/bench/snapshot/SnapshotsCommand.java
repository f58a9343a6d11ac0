package io.balsa.bench.snapshot;

import io.balsa.node.command.ExitCode;
import io.balsa.node.command.JsonObject;
import io.balsa.node.command.OptionRange;
import io.balsa.node.command.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** {@code bench snapshots}: how long each step takes from a state to the same state in a new cluster. */
@Command(
    name = "snapshots",
    mixinStandardHelpOptions = true,
    description = "Take a snapshot of a key-value state, verify, export, restore and read it back.")
public final class SnapshotsCommand implements Callable<Integer>
{
    private static final int KEYS_MAX = 1 << 29;
    private static final int VALUE_BYTES_MAX = 64 * 1024;
    private static final double NS_PER_S = 1e9;
    private static final double BYTES_PER_MIB = 1024 * 1024;

    @Spec
    private CommandSpec spec;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "1000000",
        description = "Keys of the state, 16 bytes each (default ${DEFAULT-VALUE}); some 250 bytes of heap for each.")
    private int keys;

    @Option(names = "--value-bytes", paramLabel = "N", defaultValue = "100",
        description = "Length of each value (default ${DEFAULT-VALUE}).")
    private int valueBytes;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = ".",
        description = "Directory to write in (default the current one); it needs room for six snapshots.")
    private Path directory;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean isJson;

    /** Create. */
    public SnapshotsCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        OptionRange.check("--keys", keys, 1, KEYS_MAX);
        OptionRange.check("--value-bytes", valueBytes, Long.BYTES, VALUE_BYTES_MAX);
        final PrintWriter err = spec.commandLine().getErr();
        final Consumer<JourneyStep> progress = (step) -> err.println(step.name() + ": " + seconds(step) + " s");
        try (SnapshotJourney journey =
            new SnapshotJourney(directory.toAbsolutePath(), keys, valueBytes, progress))
        {
            print(journey.run());
        }
        return ExitCode.OK;
    }

    private void print(final List<JourneyStep> steps)
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            out.println(new JsonObject()
                .number("keys", keys)
                .number("valueBytes", valueBytes)
                .array("steps", steps.stream().map((step) -> new JsonObject()
                    .text("step", step.name())
                    .decimal("seconds", step.timeNs() / NS_PER_S, 3)
                    .number("bytes", step.bytes())
                    .number("heapBytes", step.heapBytes())).toList()));
            return;
        }
        final TextTable table = new TextTable(List.of("step", "s", "MiB", "heap MiB"));
        steps.forEach((step) -> table.row(
            List.of(step.name(), seconds(step), mebibytes(step.bytes()), mebibytes(step.heapBytes()))));
        table.print(out);
    }

    private static String seconds(final JourneyStep step)
    {
        return String.format(Locale.ROOT, "%.1f", step.timeNs() / NS_PER_S);
    }

    private static String mebibytes(final long bytes)
    {
        return String.format(Locale.ROOT, "%.1f", bytes / BYTES_PER_MIB);
    }
}
