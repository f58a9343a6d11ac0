package io.balsa.node;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.snapshot.SnapshotAgent;
import io.balsa.consensus.snapshot.SnapshotCounters;
import io.balsa.consensus.snapshot.SnapshotRestore;
import io.balsa.log.mmap.MemberStorage;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

import java.util.function.Supplier;

/**
 * The snapshots of one member: their store, what the member is restored from at its start, and the thread that takes
 * new ones.
 */
final class NodeSnapshots implements AutoCloseable
{
    private static final long IDLE_PARK_MS = 10;

    private final NodeConfiguration configuration;
    private final SnapshotCounters counters;
    private final ErrorHandler errorHandler;
    private final ChronicleSnapshotStore store;
    private SnapshotReader restored;
    private SnapshotAgent agent;
    private AgentRunner runner;

    /** Opens the store and finds what to start from. Waits for the device. */
    NodeSnapshots(
        final NodeConfiguration configuration,
        final SnapshotCounters counters,
        final RaftLog log,
        final ErrorHandler errorHandler)
    {
        this.configuration = configuration;
        this.counters = counters;
        this.errorHandler = errorHandler;
        store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(configuration.snapshotDir().toFile())
            .clusterId(configuration.clusterId())
            .retainedCount(configuration.snapshotRetained())
            .damageListener((id, reason) -> errorHandler.onError(new IllegalStateException(
                "the snapshot of index=" + id.index() + " was set aside, an older one is used: " + reason))));
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

    /** Begin to take snapshots. */
    void start(final MemberStorage storage, final Supplier<StateMachine> services)
    {
        agent = new SnapshotAgent(new SnapshotAgent.Context()
            .memberId(configuration.memberId())
            .store(store)
            .log(storage.newCommittedLog())
            .stateMachines(services)
            .restored(restored)
            .counters(counters)
            .triggers(configuration.snapshotTriggers())
            .memberIds(configuration.members().stream().mapToInt(MemberEndpoint::id).toArray())
            .limits(configuration.sessionMax(), configuration.sessionWindow(), configuration.commandLengthMax())
            .replayRateMax(configuration.snapshotReplayRateMax())
            .onFailure(errorHandler::onError));
        restored = null;
        runner = new AgentRunner(new SleepingMillisIdleStrategy(IDLE_PARK_MS), errorHandler, null, agent);
        AgentRunner.startOnThread(runner);
    }

    /** Waits for a last snapshot where one is wanted; a thread that writes files is never interrupted. */
    @Override
    public void close()
    {
        try
        {
            if (runner != null)
            {
                agent.closing();
                runner.close(0, null);
            }
        }
        finally
        {
            CloseHelper.closeAll(restored, store);
        }
    }
}
