package io.balsa.bench.stall;

import io.balsa.bench.BenchFile;
import org.HdrHistogram.Histogram;
import org.agrona.BitUtil;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bare bones of a log with group commit: entries of one length in a file that begins anew when it is full. One
 * thread appends and hands over what it has appended; the other copies and forces it; one hand-over is under way at a
 * time.
 */
final class TailLog
{
    static final int ENTRY_LENGTH = 128;
    static final int FILE_LENGTH = 64 * 1024 * 1024;

    private static final int PAGE_LENGTH = 4096;

    private final Tail tail;
    private final Durability durability;
    private final BenchFile file;
    private final ByteBuffer mapped;
    private final ByteBuffer target;
    private final ByteBuffer entry = ByteBuffer.allocateDirect(ENTRY_LENGTH);
    private final Histogram handOverNs;

    // Of the appending thread.
    private long position;
    private long lastIndex;
    private long durableIndex;
    private long freePosition;
    private long beginPosition;
    private long nextForceNs;

    // Of the syncing thread while HANDED_OVER, of the appending thread otherwise.
    private long fromPosition;
    private long toPosition;
    private long toIndex;
    private long handedOverNs;
    private boolean isForceDue;

    private volatile State state = State.IDLE;

    private enum State
    {
        IDLE,
        HANDED_OVER,
        DONE
    }

    TailLog(
        final Tail tail, final Durability durability, final BenchFile file, final ByteBuffer image,
        final Histogram handOverNs)
    {
        this.tail = tail;
        this.durability = durability;
        this.file = file;
        this.handOverNs = handOverNs;
        mapped = file.mapped();
        target = Tail.IMAGE == tail ? image : mapped;
    }

    /** Whether the next entry would not run over any that is not written yet. */
    boolean hasRoom()
    {
        return position + PAGE_LENGTH - freePosition < FILE_LENGTH;
    }

    void append()
    {
        lastIndex++;
        entry.putLong(0, lastIndex);
        target.put((int)(position % FILE_LENGTH), entry, 0, ENTRY_LENGTH);
        position += ENTRY_LENGTH;
        if (isDurableWhenAppended())
        {
            durableIndex = lastIndex;
        }
    }

    private boolean isDurableWhenAppended()
    {
        return Tail.IMAGE != tail && Durability.SYNC != durability;
    }

    long lastIndex()
    {
        return lastIndex;
    }

    /** Index up to which entries count. */
    long durableIndex()
    {
        return durableIndex;
    }

    /** Take what was done and hand over what there is to do. */
    boolean poll(final long nowNs)
    {
        boolean isWorkDone = false;
        if (State.DONE == state)
        {
            durableIndex = Math.max(durableIndex, toIndex);
            freePosition = toPosition;
            handOverNs.recordValue(Math.min(nowNs - handedOverNs, handOverNs.getHighestTrackableValue()));
            state = State.IDLE;
            isWorkDone = true;
        }
        final boolean isForceTime = Durability.UNFORCED != durability && nowNs - nextForceNs >= 0;
        if (State.IDLE == state && position > beginPosition && (isForceTime || !isDurableWhenAppended()))
        {
            handOver(nowNs, isForceTime);
            isWorkDone = true;
        }
        else if (isDurableWhenAppended() && Durability.UNFORCED == durability)
        {
            freePosition = position;
        }
        return isWorkDone;
    }

    private void handOver(final long nowNs, final boolean isForceTime)
    {
        fromPosition = beginPosition;
        toPosition = position;
        toIndex = lastIndex;
        handedOverNs = nowNs;
        isForceDue = isForceTime;
        if (isForceTime)
        {
            nextForceNs = nowNs + durability.forceIntervalNs();
        }
        if (Tail.MAPPED_PAGES == tail)
        {
            position = BitUtil.align(position, PAGE_LENGTH);
        }
        beginPosition = position;
        state = State.HANDED_OVER;
    }

    /** Do what was handed over, on the syncing thread. */
    int sync() throws IOException
    {
        if (State.HANDED_OVER != state)
        {
            return 0;
        }
        if (Tail.IMAGE == tail)
        {
            copy();
        }
        if (isForceDue)
        {
            file.channel().force(false);
        }
        state = State.DONE;
        return 1;
    }

    private void copy()
    {
        long from = fromPosition;
        while (from < toPosition)
        {
            final int offset = (int)(from % FILE_LENGTH);
            final int length = (int)Math.min(toPosition - from, FILE_LENGTH - offset);
            mapped.put(offset, target, offset, length);
            from += length;
        }
    }
}
