package io.balsa.bench.limits;

import io.balsa.bench.UntilStopped;
import io.balsa.bench.rig.Limit;
import io.balsa.node.IdleMode;
import io.balsa.node.command.ExitCode;
import io.balsa.node.command.JsonObject;
import io.balsa.node.command.OptionRange;
import io.balsa.transport.media.JvmFlags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code bench limits}: what the machine can do at best of what a commit is made of.
 */
@Command(
    name = "limits",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Time of round trips over Aeron, of an fdatasync, and of a mapped append with its checksum.")
public final class LimitsCommand implements Callable<Integer>
{
    private static final int ROUNDS_MAX = 1_000;

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--idle", paramLabel = "MODE", defaultValue = "YIELDING",
        description = "What threads do while they wait: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private IdleMode idle;

    @Option(
        names = "--rounds", paramLabel = "N", defaultValue = "3",
        description = "Rounds of each, in turns (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
        names = "--dir", paramLabel = "DIR", defaultValue = "${sys:java.io.tmpdir}",
        description = "Directory to write in (default ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean isJson;

    /** Create. */
    public LimitsCommand()
    {
    }

    @Override
    public Integer call()
    {
        JvmFlags.check();
        OptionRange.check("--rounds", rounds, 1, ROUNDS_MAX);
        final List<Limit> limits =
            UntilStopped.call(stop -> new Limits(directory, rounds, idle, stop).run());
        if (isJson)
        {
            spec.commandLine().getOut().println(
                new JsonObject().array("limits", limits.stream().map(Limit::toJson).toList()));
        }
        else
        {
            Limit.print(limits, spec.commandLine().getOut());
        }
        return ExitCode.OK;
    }
}
