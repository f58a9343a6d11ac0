package io.balsa.node;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.consensus.core.DigestRules;
import io.balsa.consensus.port.InlineSnapshots;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.snapshot.InlineSnapshotAgent;
import io.balsa.consensus.snapshot.SnapshotAgent;
import io.balsa.consensus.snapshot.SnapshotCapture;
import io.balsa.consensus.snapshot.SnapshotContext;
import io.balsa.consensus.snapshot.SnapshotCounters;
import io.balsa.consensus.snapshot.SnapshotInstall;
import io.balsa.consensus.snapshot.SnapshotRestore;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.CheckpointDigests;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.consensus.transfer.SnapshotTransferAgent;
import io.balsa.consensus.transfer.TransferContext;
import io.balsa.consensus.transfer.TransferCounters;
import io.balsa.consensus.transfer.TransferLink;
import io.balsa.consensus.transfer.TransferListener;
import io.balsa.log.mmap.MemberStorage;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.CompositeAgent;

import java.util.function.Supplier;

/**
 * The snapshots of one member: their store, what the member is restored from at its start, and the thread that takes
 * new ones, gives them to other members and fetches theirs.
 */
final class NodeSnapshots implements AutoCloseable
{
    private static final long IDLE_PARK_MIN_NS = 100_000L;
    private static final long IDLE_PARK_MAX_NS = 10_000_000L;

    private final NodeConfiguration configuration;
    private final SnapshotCounters counters;
    private final TransferCounters transferCounters;
    private final ErrorHandler errorHandler;
    private final Supplier<StateMachine> services;
    private final ChronicleSnapshotStore store;
    private final TransferLink link = new TransferLink(TransferLink.QUEUE_LENGTH_DEFAULT);
    private final CheckpointDigests checkpoints = new CheckpointDigests(DigestRules.INTERVAL_DEFAULT);
    private final SnapshotInstall install;
    private final SnapshotCapture capture;
    private SnapshotReader restored;
    private SnapshotAgent shadow;
    private AgentRunner runner;

    /** Opens the store and finds what to start from. Waits for the device. */
    NodeSnapshots(
        final NodeConfiguration configuration,
        final SnapshotCounters counters,
        final TransferCounters transferCounters,
        final RaftLog log,
        final Supplier<StateMachine> services,
        final ErrorHandler errorHandler)
    {
        this.configuration = configuration;
        this.counters = counters;
        this.transferCounters = transferCounters;
        this.services = services;
        this.errorHandler = errorHandler;
        store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(configuration.snapshotDir().toFile())
            .clusterId(configuration.clusterId())
            .retainedCount(configuration.snapshotRetained())
            .damageListener((id, reason) -> errorHandler.onError(new IllegalStateException(
                "the snapshot of index=" + id.index() + " was set aside, an older one is used: " + reason))));
        install = new SnapshotInstall(store, this::newState);
        capture = configuration.snapshotMode() == SnapshotMode.INLINE ?
            new SnapshotCapture(memberIds(), new int[0]) : null;
        try
        {
            store.warmUp();
            restored = SnapshotRestore.open(store, log, this::onUnread);
        }
        catch (final RuntimeException ex)
        {
            store.close();
            throw ex;
        }
    }

    /** Whether a member with such a service takes snapshots; refuses a log that cannot be started from without one. */
    static boolean areTaken(
        final NodeConfiguration configuration,
        final StateMachine service,
        final boolean isRepeatable,
        final RaftLog log)
    {
        if (configuration.snapshotMode() == SnapshotMode.INLINE)
        {
            checkInline(service, isRepeatable);
        }
        final boolean areTaken =
            configuration.snapshotMode() != SnapshotMode.OFF && service.hasSnapshots() && isRepeatable;
        if (!areTaken && log.firstIndex() > 1)
        {
            throw new IllegalStateException("the log begins at index=" + log.firstIndex() +
                ", what was before is in snapshots, and this member would not read them (" +
                NodeOption.SNAPSHOT_MODE.key() + "=" + configuration.text(NodeOption.SNAPSHOT_MODE) +
                ", service with snapshots: " + service.hasSnapshots() + ", made by a supplier: " + isRepeatable +
                "): start it as it was set up before");
        }
        return areTaken;
    }

    private static void checkInline(final StateMachine service, final boolean isRepeatable)
    {
        if (!(service instanceof InlineSnapshots) || !service.hasSnapshots())
        {
            throw NodeOption.SNAPSHOT_MODE.wrong("inline", service.getClass().getName() + " does not offer " +
                InlineSnapshots.class.getSimpleName() + "; set shadow or off");
        }
        if (!isRepeatable)
        {
            throw NodeOption.SNAPSHOT_MODE.wrong("inline", "a snapshot of another member is read into a new instance" +
                " of the service; give stateMachines instead of stateMachine");
        }
    }

    private void onUnread(final RuntimeException reason)
    {
        errorHandler.onError(new IllegalStateException(
            "no snapshot can be read, the whole log is applied instead: " + reason.getMessage(), reason));
    }

    /** What to start from, to be read before {@link #start}; null for nothing. */
    SnapshotReader restored()
    {
        return restored;
    }

    /** To and from the agent that gives and fetches snapshots. */
    TransferLink link()
    {
        return link;
    }

    /** Hands over what was fetched. */
    SnapshotInstall install()
    {
        return install;
    }

    /** Where the instance that answers clients writes down what the second one is held against. */
    CheckpointDigests checkpoints()
    {
        return checkpoints;
    }

    private ReplicatedState newState()
    {
        return new ReplicatedState(
            services.get(),
            new SessionTable(configuration.sessionMax(), configuration.sessionWindow()),
            configuration.commandLengthMax(),
            ApplyListener.NONE);
    }

    /** Takes the state from the instance that serves; null where a second one is written from. */
    SnapshotCapture capture()
    {
        return capture;
    }

    /** Begin to take snapshots, to give them away and to fetch them. */
    void start(final MemberStorage storage, final int chunkLengthMax)
    {
        final SnapshotTransferAgent transfer = newTransfer(chunkLengthMax);
        final SnapshotContext context = new SnapshotContext()
            .memberId(configuration.memberId())
            .store(store)
            .restored(restored)
            .checkpoints(checkpoints)
            .counters(counters)
            .triggers(configuration.snapshotTriggers())
            .memberIds(memberIds())
            .betweenSlices(transfer::doWorkWhileWriting)
            .onFailure(errorHandler::onError);
        restored = null;
        runner = new AgentRunner(
            new BackoffIdleStrategy(0, 0, IDLE_PARK_MIN_NS, IDLE_PARK_MAX_NS),
            errorHandler,
            null,
            capture == null ? new CompositeAgent(newShadow(context, storage), transfer) :
                new InlineSnapshotThread(new InlineSnapshotAgent(context.capture(capture)), transfer));
        AgentRunner.startOnThread(runner);
    }

    private SnapshotAgent newShadow(final SnapshotContext context, final MemberStorage storage)
    {
        shadow = new SnapshotAgent(context
            .log(storage.newCommittedLog())
            .stateMachines(services)
            .limits(configuration.sessionMax(), configuration.sessionWindow(), configuration.commandLengthMax())
            .replayRateMax(configuration.snapshotReplayRateMax()));
        return shadow;
    }

    private int[] memberIds()
    {
        return configuration.members().stream().mapToInt(MemberEndpoint::id).toArray();
    }

    private SnapshotTransferAgent newTransfer(final int chunkLengthMax)
    {
        return new SnapshotTransferAgent(new TransferContext()
            .exchange(store.exchange())
            .installer(install)
            .link(link)
            .counters(transferCounters)
            .peerIds(configuration.members().stream()
                .mapToInt(MemberEndpoint::id).filter((id) -> id != configuration.memberId()).toArray())
            .chunkLengthMax(chunkLengthMax)
            .rateBytesMax(configuration.snapshotTransferRateMax())
            .lengthMax(configuration.snapshotTransferLengthMax())
            .listener(new TransferListener()
            {
                @Override
                public void onFailed(final String reason)
                {
                    errorHandler.onError(new IllegalStateException(reason));
                }
            }));
    }

    /** Waits for a last snapshot where one is wanted; a thread that writes files is never interrupted. */
    @Override
    public void close()
    {
        try
        {
            if (runner != null)
            {
                if (shadow != null)
                {
                    shadow.closing();
                }
                runner.close(0, null);
            }
        }
        finally
        {
            CloseHelper.closeAll(restored, install, store);
        }
    }
}
