package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.InlineSnapshots;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.session.SessionSection;
import io.balsa.consensus.state.ReplicatedState;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes the state for a snapshot from the instance that serves, a slice in a duty cycle, and hands it to the thread
 * that writes files. Where the duty cycle begins, the service is frozen and the sessions are copied; only while they
 * are copied nothing is applied, for as many cycles as that takes. Then the records of the frozen service follow,
 * beside what is applied. The duty cycle waits for nothing: where the other thread is slow, its slices are empty.
 * <p>
 * Threads: that of the duty cycle and that of the snapshots; each method says whose it is.
 */
public final class SnapshotCapture
{
    /** Most bytes of sessions and replies that are copied in one duty cycle, unless a single reply is longer. */
    public static final int SESSION_BYTES_PER_SLICE_MAX = 64 * 1024;

    /** Bytes of records that may be on their way from the one thread to the other. */
    public static final int QUEUE_LENGTH = 1024 * 1024;

    private static final int IDLE = 0;
    private static final int REQUESTED = 1;
    private static final int WRITING = 2;
    private static final int WRITTEN = 3;
    private static final int ABANDONED = 4;

    private final OneToOneRingBuffer queue = new OneToOneRingBuffer(new UnsafeBuffer(
        ByteBuffer.allocateDirect(QUEUE_LENGTH + RingBufferDescriptor.TRAILER_LENGTH)));
    private final SliceWriter slice = new SliceWriter(queue);
    private final SliceReader reader = new SliceReader(queue);
    private final SessionSection sessions = new SessionSection();
    private final AtomicLong appliedIndex = new AtomicLong();
    private final AtomicLong appliedBytes = new AtomicLong();
    private final int[] memberIds;
    private final int[] removedMemberIds;

    // Of the duty cycle.
    private InlineSnapshots frozen;
    private boolean isHolding;
    private long targetIndex;

    // Of the duty cycle until WRITING or ABANDONED is seen, then of the other thread.
    private SnapshotMetadata metadata;
    private RuntimeException failure;

    private volatile int stage = IDLE;
    private volatile boolean isUnwanted;
    private volatile SnapshotId installed;

    /**
     * Create.
     *
     * @param memberIds        of the committed configuration.
     * @param removedMemberIds that must not come back.
     */
    public SnapshotCapture(final int[] memberIds, final int[] removedMemberIds)
    {
        this.memberIds = memberIds.clone();
        this.removedMemberIds = removedMemberIds.clone();
    }

    /**
     * On the duty cycle: do what is to be done in this one, before anything is applied in it.
     *
     * @param state       that serves; its service offers {@link InlineSnapshots}.
     * @param commitIndex of the member.
     * @return work count, 0 when there was nothing to do or no room for it.
     */
    public int onCycle(final ReplicatedState state, final long commitIndex)
    {
        appliedBytes.lazySet(state.appliedBytes());
        appliedIndex.lazySet(state.index());
        final int now = stage;
        if (now != REQUESTED && now != WRITING)
        {
            return 0;
        }
        if (isUnwanted)
        {
            abandon();
            return 1;
        }
        try
        {
            return now == WRITING ? writeSlice() : prepare(state, commitIndex);
        }
        catch (final RuntimeException ex)
        {
            failure = ex;
            abandon();
            return 1;
        }
    }

    /** What was committed when it was asked for is to be in it. */
    private int prepare(final ReplicatedState state, final long commitIndex)
    {
        if (frozen == null)
        {
            targetIndex = targetIndex == 0 ? commitIndex : targetIndex;
            if (state.index() < targetIndex)
            {
                return 0;
            }
            freeze(state);
        }
        if (sessions.encodeNext(SESSION_BYTES_PER_SLICE_MAX))
        {
            isHolding = false;
            stage = WRITING;
        }
        return 1;
    }

    private void freeze(final ReplicatedState state)
    {
        final InlineSnapshots service = (InlineSnapshots)state.stateMachine();
        metadata = state.describe(memberIds, removedMemberIds);
        state.beginSection(sessions);
        service.beginSnapshot();
        frozen = service;
        isHolding = true;
        slice.reset();
    }

    private int writeSlice()
    {
        slice.begin();
        if (frozen.writeSlice(slice))
        {
            thaw();
            stage = WRITTEN;
            return 1;
        }
        return slice.workCount();
    }

    private void thaw()
    {
        final InlineSnapshots service = frozen;
        frozen = null;
        isHolding = false;
        if (service != null)
        {
            service.endSnapshot();
        }
    }

    private void abandon()
    {
        try
        {
            thaw();
        }
        catch (final RuntimeException ex)
        {
            failure = ex;
        }
        stage = ABANDONED;
    }

    /**
     * On the duty cycle: whether the state must stay as it is in this one.
     *
     * @return true while the sessions are being copied.
     */
    public boolean isHolding()
    {
        return isHolding;
    }

    /**
     * On the duty cycle: another state is about to take the place of the one that serves.
     *
     * @param id of the snapshot that it is of.
     */
    public void onInstall(final SnapshotId id)
    {
        end();
        installed = id;
    }

    /** On the duty cycle: it ends. */
    public void end()
    {
        if (frozen != null)
        {
            abandon();
        }
    }

    /** Ask for the state; only while nothing is asked for. */
    void request()
    {
        isUnwanted = false;
        failure = null;
        targetIndex = 0;
        stage = REQUESTED;
    }

    /** What was asked for is not wanted any more. It is done with when {@link #isAbandoned()}. */
    void cancel()
    {
        isUnwanted = true;
    }

    /** Whether metadata and sessions are there, and records come. */
    boolean isBegun()
    {
        final int now = stage;
        return now == WRITING || now == WRITTEN;
    }

    boolean isWritten()
    {
        return stage == WRITTEN;
    }

    boolean isAbandoned()
    {
        return stage == ABANDONED;
    }

    /** Why it was abandoned, null where that is no failure. */
    RuntimeException failure()
    {
        return failure;
    }

    SnapshotMetadata metadata()
    {
        return metadata;
    }

    SessionSection sessions()
    {
        return sessions;
    }

    SliceReader reader()
    {
        return reader;
    }

    /** What was asked for is done with; the next may be asked for. */
    void release()
    {
        stage = IDLE;
    }

    long appliedIndex()
    {
        return appliedIndex.get();
    }

    long appliedBytes()
    {
        return appliedBytes.get();
    }

    /** Snapshot that the state was last taken from another member, null for none. */
    SnapshotId installed()
    {
        return installed;
    }
}
