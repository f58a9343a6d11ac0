package io.balsa.bench.cluster;

import io.balsa.bench.load.LoadShape;
import io.balsa.bench.rig.RigPlan;
import io.balsa.node.IdleMode;
import io.balsa.node.command.CommandException;
import io.balsa.node.command.Durations;
import io.balsa.node.command.ExitCode;
import io.balsa.node.command.OptionRange;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** What load is put on, how, and for how long. */
public final class LoadOptions
{
    static final int PAYLOAD_BYTES_MAX = 1024 * 1024;
    static final int WINDOW_MAX = 65_536;
    static final int RATE_MAX = 10_000_000;
    static final int ROUNDS_MAX = 1_000;
    static final long COMMANDS_MAX = 1_000_000_000L;

    /** Half of what a leader appends ahead of the commit index before it refuses more. */
    static final long IN_FLIGHT_BYTES_MAX = 32L * 1024 * 1024;

    private static final int OPEN_WINDOW_DEFAULT = 1024;

    @Option(
        names = "--payload", paramLabel = "BYTES", defaultValue = "128",
        description = "Length of each command in bytes (default ${DEFAULT-VALUE}).")
    private int payload;

    @Option(
        names = "--window", paramLabel = "N",
        description = "Commands in flight at a time, at most (default 1, or 1024 with --rate).")
    private Integer window;

    @Option(
        names = "--rate", paramLabel = "N",
        description = "Commands a second that are due, answered or not; latency counts from then. Fails when the " +
            "rate is not reached. Without it the next one is sent as soon as the window has room.")
    private Integer rate;

    @Option(
        names = "--client-idle", paramLabel = "MODE",
        description = "What the client does without work: ${COMPLETION-CANDIDATES} (default as --idle).")
    private IdleMode clientIdle;

    @Option(
        names = "--warmup", paramLabel = "TIME", defaultValue = "5s",
        description = "Load before it counts, in each round, at first with many in flight (default ${DEFAULT-VALUE}).")
    private String warmup;

    @Option(
        names = "--duration", paramLabel = "TIME", defaultValue = "5s",
        description = "Load that counts, in each round (default ${DEFAULT-VALUE}).")
    private String duration;

    @Option(names = "--commands", paramLabel = "N", description = "Commands that count in each round, for --duration.")
    private Long commands;

    @Option(
        names = "--rounds", paramLabel = "N", defaultValue = "3",
        description = "Rounds, each with new processes and new logs (default ${DEFAULT-VALUE}).")
    private int rounds;

    /** Create. */
    public LoadOptions()
    {
    }

    /**
     * What load is put on.
     *
     * @return the load.
     * @throws CommandException when the options say something that cannot be.
     */
    public LoadShape shape()
    {
        OptionRange.check("--payload", payload, LoadShape.PAYLOAD_BYTES_MIN, PAYLOAD_BYTES_MAX);
        final boolean isOpen = rate != null;
        if (isOpen)
        {
            OptionRange.check("--rate", rate, 1, RATE_MAX);
        }
        final int inFlight = window != null ? window : isOpen ? openWindow() : 1;
        OptionRange.check("--window", inFlight, 1, WINDOW_MAX);
        if ((long)inFlight * payload > IN_FLIGHT_BYTES_MAX)
        {
            throw new CommandException(ExitCode.USAGE, "--window=" + inFlight + " with --payload=" + payload +
                ": more than " + IN_FLIGHT_BYTES_MAX + " bytes in flight");
        }
        return new LoadShape(payload, inFlight, isOpen ? rate : 0);
    }

    private int openWindow()
    {
        return (int)Math.min(OPEN_WINDOW_DEFAULT, IN_FLIGHT_BYTES_MAX / payload);
    }

    /**
     * What the measurement does.
     *
     * @param load      of {@link #shape()}.
     * @param idle      of members, and of the client where it was not told otherwise.
     * @param directory for the files of contenders.
     * @param settings  of them all, for the report.
     * @return the plan.
     * @throws CommandException when the options say something that cannot be.
     */
    public RigPlan plan(final LoadShape load, final IdleMode idle, final Path directory, final String settings)
    {
        return new RigPlan(
            load,
            clientIdle == null ? idle : clientIdle,
            Durations.parse("--warmup", warmup),
            durationNs(),
            commands(),
            rounds(),
            directory,
            settings);
    }

    private long durationNs()
    {
        final long durationNs = Durations.parse("--duration", duration);
        OptionRange.check("--duration", durationNs, 1, Long.MAX_VALUE);
        return durationNs;
    }

    /** How many count in each round, 0 for as many as there is time for. */
    private long commands()
    {
        if (commands == null)
        {
            return 0;
        }
        OptionRange.check("--commands", commands, 1, COMMANDS_MAX);
        return commands;
    }

    private int rounds()
    {
        OptionRange.check("--rounds", rounds, 1, ROUNDS_MAX);
        return rounds;
    }
}
