package io.balsa.node.command;

import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/**
 * {@code balsa snapshot get}: one record of a snapshot.
 */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
        "Print the record of a key, as the state machine has written it; the exit code is 1 where there is none.",
        "The whole snapshot is checked and copied for it."})
public final class SnapshotGetCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = OpenedSnapshot.LABEL, description = OpenedSnapshot.DESCRIPTION)
    private String name;

    @Parameters(index = "1", paramLabel = "KEY", description = "Key as text in UTF-8, or in hex with --hex.")
    private String key;

    @Option(names = "--hex", description = "The key is given in hex.")
    private boolean isHex;

    @Option(names = "--value-bytes", paramLabel = "N", defaultValue = "2147483647",
        description = "How much of the value to print (default: all).")
    private int valueLimit;

    @Option(names = "--json", description = "Print JSON, key and value in hex.")
    private boolean isJson;

    @Mixin
    private final CopyDirectory copies = new CopyDirectory();

    /**
     * Create.
     */
    public SnapshotGetCommand()
    {
    }

    @Override
    public Integer call()
    {
        OptionRange.check("--value-bytes", valueLimit, 0, Integer.MAX_VALUE);
        final DirectBuffer wanted = new UnsafeBuffer(keyBytes());
        final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        try (OpenedSnapshot opened = OpenedSnapshot.open(name);
            SnapshotReader reader =
                copies.open(opened.stream(), new ProgressLines(spec.commandLine().getErr(), "copied")))
        {
            final boolean isThere = reader.get(wanted, 0, wanted.capacity(), value);
            if (isJson)
            {
                spec.commandLine().getOut().println(json(reader, wanted, isThere ? value : null));
            }
            else if (isThere)
            {
                spec.commandLine().getOut().println(BytesText.both(value, valueLimit));
            }
            else
            {
                throw new CommandException(ExitCode.FAILED, opened.stream().location() + " has no record of that key");
            }
            return isThere ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private JsonObject json(final SnapshotReader reader, final DirectBuffer wanted, final DirectBuffer value)
    {
        return new JsonObject()
            .number("index", reader.metadata().id().index())
            .text("key", BytesText.hex(wanted, 0, wanted.capacity()))
            .flag("found", value != null)
            .number("valueLength", value == null ? 0 : value.capacity())
            .text("value",
                value == null ? null : BytesText.hex(value, 0, Math.min(valueLimit, value.capacity())));
    }

    private byte[] keyBytes()
    {
        final byte[] bytes;
        try
        {
            bytes = isHex ? HexFormat.of().parseHex(key) : key.getBytes(StandardCharsets.UTF_8);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new CommandException(ExitCode.USAGE, "key " + key + ": not in hex, two digits for each byte", ex);
        }
        OptionRange.check("length of the key", bytes.length, 1, SnapshotWriter.KEY_LENGTH_MAX);
        return bytes;
    }
}
