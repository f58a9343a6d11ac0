package io.balsa.node.command;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.demo.DemoPlan;
import io.balsa.statemachine.KeyValueStateMachine;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/**
 * What a demonstration runs, with the limits of each number.
 */
final class DemoOptions
{
    static final int COMMANDS_MAX = 10_000_000;
    static final int WINDOW_MAX = 1024;
    static final int KILLS_MAX = 100;

    @Option(names = "--members", paramLabel = "N", defaultValue = "3", description = "Members: 3 or 5 (default 3).")
    private int members;

    @Option(
        names = "--commands", paramLabel = "N", defaultValue = "100000",
        description = "Commands to send (default ${DEFAULT-VALUE}).")
    private int commands;

    @Option(
        names = "--payload-bytes", paramLabel = "N", defaultValue = "128",
        description = "Length of each value in bytes (default ${DEFAULT-VALUE}).")
    private int payloadBytes;

    @Option(
        names = "--window", paramLabel = "N", defaultValue = "64",
        description = "Commands in flight at a time (default ${DEFAULT-VALUE}).")
    private int window;

    @Option(
        names = "--sync-mode", paramLabel = "MODE", defaultValue = "SYNC",
        description = "When entries are durable: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private SyncMode syncMode;

    @Option(names = "--in-process", description = "Run all members in this process.")
    private boolean isInProcess;

    @Option(
        names = "--kills", paramLabel = "N", defaultValue = "1",
        description = "Times that the leader is killed and started again (default ${DEFAULT-VALUE}).")
    private int kills;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where the members keep their logs.")
    private Path dir;

    @Option(names = "--keep", description = "Leave the members' directories in place.")
    private boolean isKept;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean isJson;

    /** Check every number against its range, and the numbers against each other. */
    DemoPlan plan()
    {
        if (members != 3 && members != 5)
        {
            throw new CommandException(ExitCode.USAGE, "--members=" + members + ": allowed are 3 and 5");
        }
        OptionRange.check("--commands", commands, 1, COMMANDS_MAX);
        OptionRange.check("--payload-bytes", payloadBytes, DemoPlan.PAYLOAD_BYTES_MIN,
            KeyValueStateMachine.VALUE_LENGTH_MAX);
        OptionRange.check("--window", window, 1, WINDOW_MAX);
        OptionRange.check("--kills", kills, 0, KILLS_MAX);
        if (kills >= commands)
        {
            throw new CommandException(ExitCode.USAGE,
                "--kills=" + kills + ": there are only --commands=" + commands + " to kill between");
        }
        return new DemoPlan(members, commands, payloadBytes, window, syncMode, isInProcess, kills, dir, isKept);
    }

    boolean isJson()
    {
        return isJson;
    }
}
