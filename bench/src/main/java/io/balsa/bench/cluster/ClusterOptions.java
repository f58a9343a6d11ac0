package io.balsa.bench.cluster;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.DriverMode;
import io.balsa.node.IdleMode;
import io.balsa.node.PeerMedia;
import io.balsa.node.command.CommandException;
import io.balsa.node.command.Durations;
import io.balsa.node.command.ExitCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** How the cluster is set up that is measured. */
final class ClusterOptions
{
    static final int STATE_MIB_MAX = 1024;

    private static final int SLOTS_PER_MIB = 1024 * 1024 / StoringEcho.SLOT_LENGTH;

    @Option(names = "--members", paramLabel = "N", defaultValue = "3", description = "Members: 3 or 5 (default 3).")
    private int members;

    @ArgGroup
    private final InProcess inProcess = new InProcess();

    @Option(
        names = "--peers", paramLabel = "MEDIA", defaultValue = "UDP",
        description = "How members reach each other: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private PeerMedia peers;

    @Option(
        names = "--ingress", paramLabel = "MEDIA", defaultValue = "UDP",
        description = "How the client reaches them: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private PeerMedia ingress;

    @Option(
        names = "--driver", paramLabel = "MODE",
        description = "Aeron media driver: EMBEDDED in each process and run by its duty cycle (the default), or " +
            "EXTERNAL, one in a process of its own (the default with IPC, which needs it).")
    private DriverMode driver;

    @Option(
        names = "--sync-mode", paramLabel = "MODE", defaultValue = "SYNC",
        description = "When entries are durable: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private SyncMode syncMode;

    @Option(
        names = "--idle", paramLabel = "MODE", defaultValue = "BACKOFF",
        description = "What threads of members do without work: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}).")
    private IdleMode idle;

    @Option(
        names = "--state-mib", paramLabel = "N", defaultValue = "0",
        description = "State of each member's service in MiB (default ${DEFAULT-VALUE}); commands overwrite it in " +
            "turn.")
    private int stateMib;

    @Option(
        names = "--snapshot-interval", paramLabel = "TIME",
        description = "Measure a cluster beside whose members take a snapshot of the state this often. Needs " +
            "--state-mib.")
    private String snapshotInterval;

    /** Where members run, unless in processes of their own. */
    static final class InProcess
    {
        @Option(names = "--in-process", description = "Run all members in the client's process, on their own threads.")
        private boolean isInProcess;

        @Option(names = "--one-thread", description = "Run all members in the client's process, on one thread.")
        private boolean isOneThread;
    }

    IdleMode idle()
    {
        return idle;
    }

    ClusterShape shape()
    {
        if (members != 3 && members != 5)
        {
            throw new CommandException(ExitCode.USAGE, "--members=" + members + ": allowed are 3 and 5");
        }
        final boolean isIpc = peers == PeerMedia.IPC || ingress == PeerMedia.IPC;
        if (isIpc && driver == DriverMode.EMBEDDED)
        {
            throw new CommandException(ExitCode.USAGE,
                "--driver=embedded: shared memory needs one media driver for all, --driver=external");
        }
        final DriverMode mode = driver == null ? isIpc ? DriverMode.EXTERNAL : DriverMode.EMBEDDED : driver;
        final Layout layout = inProcess.isOneThread ? Layout.ONE_THREAD :
            inProcess.isInProcess ? Layout.THREADS : Layout.PROCESSES;
        return new ClusterShape(members, layout, peers, ingress, mode, syncMode, idle, snapshots(layout));
    }

    private SnapshotLoad snapshots(final Layout layout)
    {
        if (stateMib < 0 || stateMib > STATE_MIB_MAX)
        {
            throw new CommandException(
                ExitCode.USAGE, "--state-mib=" + stateMib + ": allowed are 0 to " + STATE_MIB_MAX);
        }
        if (stateMib > 0 && layout != Layout.PROCESSES)
        {
            throw new CommandException(ExitCode.USAGE, "--state-mib: needs each member in a process of its own");
        }
        if (snapshotInterval == null)
        {
            return new SnapshotLoad(stateMib * SLOTS_PER_MIB, 0);
        }
        final long intervalNs = Durations.parse("--snapshot-interval", snapshotInterval);
        if (stateMib == 0 || intervalNs == 0 || syncMode == SyncMode.MEMORY)
        {
            throw new CommandException(ExitCode.USAGE,
                "--snapshot-interval=" + snapshotInterval + ": needs a time above 0s, --state-mib, and a sync mode " +
                "other than memory");
        }
        return new SnapshotLoad(stateMib * SLOTS_PER_MIB, intervalNs);
    }

    /** For reports. */
    static String text(final ClusterShape shape)
    {
        final String where = switch (shape.layout())
        {
            case PROCESSES -> "processes";
            case THREADS -> "members in the client's process";
            case ONE_THREAD -> "members on one thread of the client's process";
        };
        return (shape.members() + " " + where + ", peers " + shape.peerMedia() + ", ingress " + shape.ingressMedia() +
            ", media driver " + shape.driver() + ", sync mode " + shape.syncMode() + ", idle " + shape.idle())
            .toLowerCase(Locale.ROOT) + text(shape.snapshots());
    }

    private static String text(final SnapshotLoad snapshots)
    {
        if (snapshots.stateSlots() == 0)
        {
            return "";
        }
        return ", state " + snapshots.stateSlots() / SLOTS_PER_MIB + " MiB, " + (snapshots.hasSnapshots() ?
            "a snapshot every " + TimeUnit.NANOSECONDS.toMillis(snapshots.intervalNs()) + " ms" : "no snapshots");
    }
}
