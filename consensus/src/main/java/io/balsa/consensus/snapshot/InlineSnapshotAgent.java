package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;

import java.util.Objects;

/**
 * Takes the snapshots of a member that has one instance of its service: asks the duty cycle for the state by a
 * {@link SnapshotCapture} and writes what comes, so that the duty cycle touches no file. What it has done it tells by
 * {@link SnapshotCounters}.
 * <p>
 * Whatever fails here costs a snapshot and never the member; it is tried again.
 * <p>
 * Thread: one of its own, that of the store.
 */
public final class InlineSnapshotAgent implements Agent
{
    private final SnapshotContext ctx;
    private final SnapshotCapture capture;
    private final SnapshotCounters counters;
    private final KeptSnapshots kept;
    private SnapshotReader restored;
    private SnapshotId installed;
    private SnapshotWriter writer;
    private boolean isRequested;
    private boolean isCancelled;
    private boolean isRetrying;
    private long baseIndex;
    private long baseBytes;
    private long startNs;
    private long takenNs;
    private long retryNs;
    private long requestsSeen;
    private long recordCount;
    private long recordBytes;

    /**
     * Create.
     *
     * @param ctx concluded here; what it was restored from must have been read, and is closed by this.
     */
    public InlineSnapshotAgent(final SnapshotContext ctx)
    {
        ctx.conclude();
        this.ctx = ctx;
        capture = ctx.capture;
        counters = ctx.counters;
        restored = ctx.restored;
        takenNs = ctx.nanoClock.nanoTime();
        kept = new KeptSnapshots(ctx.store, counters);
        if (restored != null)
        {
            baseIndex = restored.metadata().id().index();
            kept.add(restored.metadata().id());
        }
        counters.state(SnapshotState.FOLLOWING);
    }

    @Override
    public int doWork()
    {
        closeRestored();
        try
        {
            return cycle();
        }
        catch (final RuntimeException ex)
        {
            fail(ex);
            return 1;
        }
    }

    /**
     * Whether a snapshot is being written: then nothing else may be published.
     *
     * @return true if so.
     */
    public boolean isWriting()
    {
        return writer != null;
    }

    /** What is not written yet is given up. */
    @Override
    public void onClose()
    {
        CloseHelper.closeAll(writer, restored);
    }

    @Override
    public String roleName()
    {
        return "balsa-snapshot-" + ctx.memberId;
    }

    private void closeRestored()
    {
        if (restored != null)
        {
            restored.close();
            restored = null;
        }
    }

    private int cycle()
    {
        noticeInstalled();
        counters.shadowIndex(capture.appliedIndex());
        if (!isRequested)
        {
            return requestIfDue();
        }
        if (writer == null)
        {
            return isCancelled ? drop() : begin();
        }
        return write();
    }

    private void noticeInstalled()
    {
        final SnapshotId newest = capture.installed();
        if (!Objects.equals(newest, installed))
        {
            installed = newest;
            baseIndex = newest.index();
            kept.add(newest);
        }
    }

    private int requestIfDue()
    {
        final long nowNs = ctx.nanoClock.nanoTime();
        final boolean isDue = counters.requestCount() != requestsSeen || (isRetrying ? nowNs - retryNs >= 0 :
            ctx.triggers.areMet(
                capture.appliedIndex() - baseIndex, capture.appliedBytes() - baseBytes, nowNs - takenNs));
        if (!isDue)
        {
            return 0;
        }
        requestsSeen = counters.requestCount();
        isRetrying = false;
        isRequested = true;
        startNs = nowNs;
        capture.request();
        return 1;
    }

    private int begin()
    {
        if (capture.isAbandoned())
        {
            fail(capture.failure());
            return 1;
        }
        if (!capture.isBegun())
        {
            return 0;
        }
        final SnapshotId id = capture.metadata().id();
        if (id.index() <= kept.newestIndex())
        {
            cancel();
            return 1;
        }
        counters.state(SnapshotState.WRITING);
        writer = ctx.store.begin(capture.metadata(), recordCount, recordBytes);
        writer.sessions(capture.sessions().buffer(), 0, capture.sessions().length());
        capture.reader().begin(writer);
        baseIndex = id.index();
        baseBytes = capture.appliedBytes();
        return 1;
    }

    private int write()
    {
        final boolean isWritten = capture.isWritten();
        final boolean isAbandoned = capture.isAbandoned();
        final int workCount = capture.reader().drain();
        if (isAbandoned)
        {
            fail(capture.failure());
        }
        else if (isWritten && workCount == 0)
        {
            publish();
        }
        return workCount;
    }

    private void publish()
    {
        final SnapshotId id = capture.metadata().id();
        if (writer.publish())
        {
            kept.add(id);
        }
        recordCount = capture.reader().recordCount();
        recordBytes = capture.reader().recordBytes();
        closeWriter();
        takenNs = ctx.nanoClock.nanoTime();
        counters.onTaken(ctx.epochClock.nanoTime(), takenNs - startNs);
        end();
    }

    /** What the duty cycle has handed over already, and may go on handing over for a cycle, is dropped. */
    private void cancel()
    {
        isCancelled = true;
        capture.reader().begin(null);
        capture.cancel();
        closeWriter();
    }

    private int drop()
    {
        final boolean isOver = capture.isAbandoned() || capture.isWritten();
        final int workCount = capture.reader().drain();
        if (isOver && workCount == 0)
        {
            isCancelled = false;
            end();
        }
        return workCount;
    }

    private void end()
    {
        isRequested = false;
        capture.release();
        counters.state(SnapshotState.FOLLOWING);
        counters.onAnswered(requestsSeen);
    }

    /** With null the state was only taken away: a newer one is in its place. */
    private void fail(final RuntimeException reason)
    {
        if (reason != null)
        {
            isRetrying = true;
            retryNs = ctx.nanoClock.nanoTime() + SnapshotAgent.RETRY_INTERVAL_NS;
            counters.onFailed();
            ctx.onFailure.accept(reason);
        }
        if (isRequested)
        {
            cancel();
        }
    }

    private void closeWriter()
    {
        final SnapshotWriter closing = writer;
        writer = null;
        CloseHelper.close(closing);
    }
}
