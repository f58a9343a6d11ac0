package io.balsa.bench.cluster;

import io.balsa.log.mmap.SyncMode;
import io.balsa.node.DriverMode;
import io.balsa.node.IdleMode;
import io.balsa.node.PeerMedia;
import io.balsa.node.command.CommandException;
import io.balsa.node.command.ExitCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

import java.util.Locale;

/** How the cluster is set up that is measured. */
final class ClusterOptions
{
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
        return new ClusterShape(members, layout, peers, ingress, mode, syncMode, idle);
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
            .toLowerCase(Locale.ROOT);
    }
}
