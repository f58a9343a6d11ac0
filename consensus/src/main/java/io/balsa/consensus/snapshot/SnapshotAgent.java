package io.balsa.consensus.snapshot;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotStore;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.ReplicatedState;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;

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

    private final SnapshotContext ctx;
    private final SnapshotStore store;
    private final SnapshotCounters counters;
    private final ShadowCheck shadowCheck;
    private final CommittedEntryHandler entryHandler = this::onEntry;
    private final KeptSnapshots kept;
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
    public SnapshotAgent(final SnapshotContext ctx)
    {
        ctx.conclude();
        this.ctx = ctx;
        store = ctx.store;
        counters = ctx.counters;
        shadowCheck = new ShadowCheck(ctx.checkpoints);
        restored = ctx.restored;
        takenNs = ctx.nanoClock.nanoTime();
        pollNs = takenNs;
        kept = new KeptSnapshots(store, counters);
        if (restored != null)
        {
            kept.add(restored.metadata().id());
        }
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
            kept.add(reader.metadata().id());
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
        if (state.index() == 0 || state.index() == kept.newestIndex())
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
                kept.add(metadata.id());
            }
            recordCount = counting.recordCount();
            recordBytes = counting.recordBytes();
        }
        entriesSince = 0;
        bytesSince = 0;
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
}
