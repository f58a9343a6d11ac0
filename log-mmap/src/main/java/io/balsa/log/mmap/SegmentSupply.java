package io.balsa.log.mmap;

import org.agrona.concurrent.NanoClock;

/**
 * Has the next segment ready before it is needed: real blocks, forced, mapped and touched. The sync agent prepares it
 * in slices short enough for a sync request that arrives meanwhile; the log takes it; the sync that first covers it
 * gives it its name, and only then the next one is prepared, so that at most one segment has no name.
 */
final class SegmentSupply
{
    /** Zeros written and forced in one slice; about the time of two small syncs. */
    static final int FILL_LENGTH = 256 * 1024;

    /** Bytes touched in one slice. */
    static final int TOUCH_LENGTH = 4 * 1024 * 1024;

    /** How long a full device is left alone before it is tried again. */
    static final long RETRY_INTERVAL_NS = 1_000_000_000L;

    private static final int PAGE_LENGTH = 4096;
    private static final int PREPARING = 0;
    private static final int READY = 1;
    private static final int TAKEN = 2;

    private final Storage storage;
    private final int segmentLength;
    private final NanoClock clock;

    // Of the preparing thread while PREPARING, of the log from READY on.
    private StorageFile file;
    private int filledLength;
    private int touchedLength;
    private LogSegment segment;
    private long retryNs;

    private volatile int state = PREPARING;
    private volatile boolean isDiskFull;

    SegmentSupply(final Storage storage, final int segmentLength, final NanoClock clock)
    {
        this.storage = storage;
        this.segmentLength = segmentLength;
        this.clock = clock;
    }

    /** Whether the last attempt found the device full. */
    boolean isDiskFull()
    {
        return isDiskFull;
    }

    /** Whether {@link #take()} would find a segment. */
    boolean isReady()
    {
        return READY == state;
    }

    /** The ready segment, now in use and without a name. */
    LogSegment take()
    {
        final LogSegment taken = segment;
        file = null;
        segment = null;
        state = TAKEN;
        return taken;
    }

    /** The segment that was taken no longer has the name of the spare one. */
    void released()
    {
        state = PREPARING;
    }

    /**
     * Do one slice of preparing.
     *
     * @return 0 when there is nothing to do.
     */
    int prepare()
    {
        if (PREPARING != state || (isDiskFull && clock.nanoTime() - retryNs < 0))
        {
            return 0;
        }
        try
        {
            prepareSlice();
        }
        catch (final DiskFullException e)
        {
            if (null != file)
            {
                // Give back what little there is.
                close();
                storage.delete(LogLayout.SPARE);
            }
            retryNs = clock.nanoTime() + RETRY_INTERVAL_NS;
            isDiskFull = true;
        }
        return 1;
    }

    /** Prepare a segment at once, at open. */
    LogSegment prepareNow()
    {
        while (READY != state)
        {
            prepareSlice();
        }
        return take();
    }

    private void prepareSlice()
    {
        if (null == file)
        {
            filledLength = 0;
            touchedLength = 0;
            file = storage.create(LogLayout.SPARE);
        }
        else if (filledLength < segmentLength)
        {
            final int length = Math.min(FILL_LENGTH, segmentLength - filledLength);
            file.appendZeros(length);
            file.force();
            filledLength += length;
        }
        else if (null == segment)
        {
            file.map();
            segment = new LogSegment(file, LogLayout.SPARE);
        }
        else if (touchedLength < segmentLength)
        {
            // By reading: a store would make every page dirty, and the first sync would write the whole segment.
            final int end = Math.min(segmentLength, touchedLength + TOUCH_LENGTH);
            for (; touchedLength < end; touchedLength += PAGE_LENGTH)
            {
                segment.buffer().getByteVolatile(touchedLength);
            }
        }
        else
        {
            isDiskFull = false;
            state = READY;
        }
    }

    /** Release a segment that is not in use. */
    void close()
    {
        if (null != file)
        {
            file.close();
            file = null;
            segment = null;
        }
    }
}
