package io.balsa.consensus.snapshot;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.core.DigestRules;
import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.consensus.port.CommittedLog;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotStore;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.CheckpointDigests;
import io.balsa.consensus.state.ReplicatedState;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes the snapshots of a member without the duty cycle: it has a second instance of the state, which follows the
 * committed log through the member's files, and writes from that, however long it takes. What it has done it tells by
 * {@link SnapshotCounters}.
 * <p>
 * Whatever fails here costs snapshots and never the member: a snapshot that could not be written is tried again, and
 * where the second instance cannot go on, or differs from the first, no more are taken. The log is shortened behind
 * published snapshots only, so then it grows.
 * <p>
 * Thread: one of its own. The store is used by it alone from the first call on.
 */
public final class SnapshotAgent implements Agent
{
    /** Most entries applied to the second instance in one duty cycle. */
    public static final int ENTRIES_PER_CYCLE_MAX = 256;

    /** After what time a snapshot that could not be taken is tried again, in ns. */
    public static final long RETRY_INTERVAL_NS = 10_000_000_000L;

    /** For how long a snapshot is written until others on this thread go on, in ns. */
    public static final long SLICE_NS = 1_000_000L;

    private static final long NS_PER_S = 1_000_000_000L;

    private final Context ctx;
    private final SnapshotStore store;
    private final SnapshotCounters counters;
    private final ShadowCheck shadowCheck;
    private final CommittedEntryHandler entryHandler = this::onEntry;
    private final List<SnapshotId> known = new ArrayList<>();
    private SnapshotReader restored;
    private ReplicatedState state;
    private long entriesSince;
    private long bytesSince;
    private long takenNs;
    private long retryNs;
    private long pollNs;
    private long recordCount;
    private long recordBytes;
    private long requestsSeen;
    private boolean isRetrying;
    private boolean isStopped;
    private volatile boolean isClosing;

    /**
     * Create.
     *
     * @param ctx concluded here.
     */
    public SnapshotAgent(final Context ctx)
    {
        ctx.conclude();
        this.ctx = ctx;
        store = ctx.store;
        counters = ctx.counters;
        shadowCheck = new ShadowCheck(ctx.checkpoints);
        restored = ctx.restored;
        takenNs = ctx.nanoClock.nanoTime();
        pollNs = takenNs;
        if (restored != null)
        {
            known.add(restored.metadata().id());
        }
        tellKept();
        counters.state(SnapshotState.FOLLOWING);
    }

    /**
     * Go on with the second instance of the state.
     *
     * @return work count, 0 when there was nothing to do.
     */
    @Override
    public int doWork()
    {
        if (isStopped)
        {
            return 0;
        }
        try
        {
            return state == null ? load() : follow();
        }
        catch (final RuntimeException | Error ex)
        {
            stop(ex);
            return 1;
        }
    }

    /** Let a snapshot that is being written be given up, unless one is to be taken at the close. From any thread. */
    public void closing()
    {
        isClosing = true;
    }

    @Override
    public void onClose()
    {
        isClosing = true;
        try
        {
            if (ctx.triggers.isAtClose() && !isStopped)
            {
                takeLast();
            }
        }
        finally
        {
            CloseHelper.closeAll(restored, ctx.log, () -> closeState());
        }
    }

    @Override
    public String roleName()
    {
        return "balsa-snapshot-" + ctx.memberId;
    }

    private void closeState()
    {
        if (state != null)
        {
            state.close();
        }
    }

    /** What was restored at the start is read once more, here where nobody waits for it. */
    private int load()
    {
        final ReplicatedState loaded = newState();
        if (restored != null)
        {
            try (SnapshotReader reader = restored)
            {
                restored = null;
                loaded.restore(reader);
            }
        }
        begin(loaded);
        return 1;
    }

    private ReplicatedState newState()
    {
        return new ReplicatedState(ctx.stateMachines.get(), new SessionTable(ctx.sessionsMax, ctx.sessionWindow),
            ctx.resultLengthMax, ApplyListener.NONE);
    }

    private void begin(final ReplicatedState newState)
    {
        closeState();
        state = newState;
        ctx.log.position(state.index() + 1);
        counters.shadowIndex(state.index());
    }

    private int follow()
    {
        final long nowNs = ctx.nanoClock.nanoTime();
        if (state.index() + 1 < ctx.log.firstIndex())
        {
            reload();
            return 1;
        }
        int workCount = 0;
        if (nowNs - pollNs >= 0)
        {
            workCount = ctx.log.poll(entryHandler, ENTRIES_PER_CYCLE_MAX);
            pollNs = nowNs + workCount * NS_PER_S / ctx.replayRateMax;
            counters.shadowIndex(state.index());
        }
        shadowCheck.check();
        if (isDue(nowNs))
        {
            take();
            counters.onAnswered(requestsSeen);
            workCount++;
        }
        return workCount;
    }

    private void onEntry(
        final EntryHeaderDecoder header, final DirectBuffer buffer, final int offset, final int length)
    {
        state.apply(header, buffer, offset, length);
        shadowCheck.onApplied(state.index(), state.digest());
        entriesSince++;
        bytesSince += header.frameLength();
    }

    /** The log begins behind what was applied here: a newer snapshot has taken the place of its entries. */
    private void reload()
    {
        final ReplicatedState loaded = newState();
        try (SnapshotReader reader = store.openNewest())
        {
            if (reader == null || reader.metadata().id().index() <= state.index())
            {
                throw new IllegalStateException("the log begins at index=" + ctx.log.firstIndex() +
                    " and there is no snapshot of what was before: start the member again");
            }
            loaded.restore(reader);
            onPublished(reader.metadata().id());
        }
        begin(loaded);
    }

    private boolean isDue(final long nowNs)
    {
        // What was committed when it was asked for is in it.
        if (counters.requestCount() != requestsSeen && state.index() >= ctx.log.committedIndex())
        {
            return true;
        }
        return isRetrying ?
            nowNs - retryNs >= 0 : ctx.triggers.areMet(entriesSince, bytesSince, nowNs - takenNs);
    }

    private void take()
    {
        final long startNs = ctx.nanoClock.nanoTime();
        requestsSeen = counters.requestCount();
        isRetrying = false;
        if (state.index() == 0 || state.index() == newestIndex())
        {
            return;
        }
        counters.state(SnapshotState.WRITING);
        try
        {
            write();
            takenNs = ctx.nanoClock.nanoTime();
            counters.onTaken(ctx.epochClock.nanoTime(), takenNs - startNs);
        }
        catch (final SnapshotAbandoned ex)
        {
            isRetrying = false;
        }
        catch (final RuntimeException ex)
        {
            isRetrying = true;
            retryNs = ctx.nanoClock.nanoTime() + RETRY_INTERVAL_NS;
            counters.onFailed();
            ctx.onFailure.accept(ex);
        }
        counters.state(SnapshotState.FOLLOWING);
    }

    private void write()
    {
        final SnapshotMetadata metadata = state.describe(ctx.memberIds, ctx.removedMemberIds);
        try (SnapshotWriter writer = store.begin(metadata, recordCount, recordBytes))
        {
            final CountingWriter counting =
                new CountingWriter(writer, () -> isClosing && !ctx.triggers.isAtClose(), ctx.betweenSlices,
                    ctx.nanoClock);
            state.writeTo(counting);
            if (writer.publish())
            {
                onPublished(metadata.id());
            }
            recordCount = counting.recordCount();
            recordBytes = counting.recordBytes();
        }
        entriesSince = 0;
        bytesSince = 0;
    }

    private void onPublished(final SnapshotId id)
    {
        known.add(id);
        known.retainAll(store.snapshots());
        tellKept();
    }

    /** Of the snapshots that are there, those count which this process has read or written. */
    private void tellKept()
    {
        counters.onKept(newestIndex(), known.size() < 2 ? 0 : known.get(0).index());
    }

    private long newestIndex()
    {
        return known.isEmpty() ? 0 : known.get(known.size() - 1).index();
    }

    private void takeLast()
    {
        try
        {
            if (state == null)
            {
                load();
            }
            while (ctx.log.poll(entryHandler, ENTRIES_PER_CYCLE_MAX) > 0)
            {
                counters.shadowIndex(state.index());
            }
            shadowCheck.check();
            take();
        }
        catch (final RuntimeException | Error ex)
        {
            stop(ex);
        }
    }

    private void stop(final Throwable reason)
    {
        isStopped = true;
        counters.onFailed();
        counters.state(SnapshotState.STOPPED);
        ctx.onFailure.accept(reason);
    }

    /** What the snapshots of a member are made of. Setters return this; {@link #conclude()} checks. */
    public static final class Context
    {
        /** Default of the most entries a second that the second instance applies. */
        public static final long REPLAY_RATE_MAX_DEFAULT = 2_000_000;

        private int memberId;
        private SnapshotStore store;
        private CommittedLog log;
        private Supplier<StateMachine> stateMachines;
        private SnapshotReader restored;
        private SnapshotCounters counters;
        private SnapshotTriggers triggers;
        private int[] memberIds = {};
        private final int[] removedMemberIds = {};
        private int sessionsMax = SessionTable.SESSIONS_MAX_DEFAULT;
        private int sessionWindow = SessionTable.WINDOW_DEFAULT;
        private int resultLengthMax;
        private long replayRateMax = REPLAY_RATE_MAX_DEFAULT;
        private CheckpointDigests checkpoints = new CheckpointDigests(DigestRules.INTERVAL_DEFAULT);
        private NanoClock nanoClock = SystemNanoClock.INSTANCE;
        private EpochNanoClock epochClock = new OffsetEpochNanoClock();
        private Runnable betweenSlices = () -> {};
        private Consumer<Throwable> onFailure = (failure) -> {};

        /** Start with the defaults. */
        public Context()
        {
        }

        /**
         * Check that nothing is missing.
         *
         * @throws NullPointerException     naming what is missing.
         * @throws IllegalArgumentException naming what is wrong.
         */
        public void conclude()
        {
            Objects.requireNonNull(store, "store is missing");
            Objects.requireNonNull(log, "log is missing");
            Objects.requireNonNull(stateMachines, "stateMachines is missing");
            Objects.requireNonNull(counters, "counters is missing");
            Objects.requireNonNull(triggers, "triggers is missing");
            if (replayRateMax < 1)
            {
                throw new IllegalArgumentException("replayRateMax=" + replayRateMax + " is not allowed: at least 1");
            }
        }

        /**
         * Set the id of the member.
         *
         * @param value for the name of the thread.
         * @return this.
         */
        public Context memberId(final int value)
        {
            memberId = value;
            return this;
        }

        /**
         * Set where the snapshots are kept.
         *
         * @param value opened; closed by who has opened it, after this agent.
         * @return this.
         */
        public Context store(final SnapshotStore value)
        {
            store = value;
            return this;
        }

        /**
         * Set the committed log of the member.
         *
         * @param value closed with this agent.
         * @return this.
         */
        public Context log(final CommittedLog value)
        {
            log = value;
            return this;
        }

        /**
         * Set what makes an instance of the service.
         *
         * @param value gives a new one, in its initial state, for each call.
         * @return this.
         */
        public Context stateMachines(final Supplier<StateMachine> value)
        {
            stateMachines = value;
            return this;
        }

        /**
         * Set the snapshot that the member was started from.
         *
         * @param value opened, closed by this agent; null for none.
         * @return this.
         */
        public Context restored(final SnapshotReader value)
        {
            restored = value;
            return this;
        }

        /**
         * Set what the state that answers clients is at its checkpoints: the second instance must be the same there.
         *
         * @param value written by the consensus agent.
         * @return this.
         */
        public Context checkpoints(final CheckpointDigests value)
        {
            checkpoints = value;
            return this;
        }

        /**
         * Set the counters.
         *
         * @param value written by this agent.
         * @return this.
         */
        public Context counters(final SnapshotCounters value)
        {
            counters = value;
            return this;
        }

        /**
         * Set when snapshots are taken.
         *
         * @param value in force.
         * @return this.
         */
        public Context triggers(final SnapshotTriggers value)
        {
            triggers = value;
            return this;
        }

        /**
         * Set the members of the committed configuration.
         *
         * @param value copied.
         * @return this.
         */
        public Context memberIds(final int[] value)
        {
            memberIds = value.clone();
            return this;
        }

        /**
         * Set the limits of the replicated state. They must be those of the consensus agent.
         *
         * @param newSessionsMax     most open sessions.
         * @param newSessionWindow   most unanswered commands of a session.
         * @param newResultLengthMax longest result of a command in bytes.
         * @return this.
         */
        public Context limits(final int newSessionsMax, final int newSessionWindow, final int newResultLengthMax)
        {
            sessionsMax = newSessionsMax;
            sessionWindow = newSessionWindow;
            resultLengthMax = newResultLengthMax;
            return this;
        }

        /**
         * Set the pace of the second instance.
         *
         * @param value most entries a second, at least 1.
         * @return this.
         */
        public Context replayRateMax(final long value)
        {
            replayRateMax = value;
            return this;
        }

        /**
         * Set the clocks.
         *
         * @param monotonic for intervals.
         * @param epoch     for the time at which a snapshot was taken.
         * @return this.
         */
        public Context clocks(final NanoClock monotonic, final EpochNanoClock epoch)
        {
            nanoClock = monotonic;
            epochClock = epoch;
            return this;
        }

        /**
         * Set what goes on while a snapshot is written.
         *
         * @param value called on the thread of this agent, after each {@link SnapshotAgent#SLICE_NS}.
         * @return this.
         */
        public Context betweenSlices(final Runnable value)
        {
            betweenSlices = value;
            return this;
        }

        /**
         * Set who is told why a snapshot could not be taken.
         *
         * @param value called on the thread of this agent.
         * @return this.
         */
        public Context onFailure(final Consumer<Throwable> value)
        {
            onFailure = value;
            return this;
        }
    }
}
