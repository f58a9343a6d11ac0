package io.balsa.consensus.port;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A run of whole entry frames read in place. Reused by its owner; filled by {@link RaftLog#read}. The memory belongs to
 * the log and may be used until the log is truncated or closed, and at the longest until the end of the duty cycle.
 */
public final class LogView
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private long firstIndex;
    private long lastIndex;

    /** Create a view of nothing. */
    public LogView()
    {
    }

    /**
     * Point the view at frames. For implementors of {@link RaftLog}.
     *
     * @param source     that holds the frames.
     * @param offset     of the first frame in bytes.
     * @param length     of all frames in bytes, each padded.
     * @param firstIndex of the run.
     * @param lastIndex  of the run.
     */
    public void wrap(
        final DirectBuffer source, final int offset, final int length, final long firstIndex, final long lastIndex)
    {
        buffer.wrap(source, offset, length);
        this.firstIndex = firstIndex;
        this.lastIndex = lastIndex;
    }

    /**
     * The frames, from offset 0 on.
     *
     * @return the frames; not to be written.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Length of the run.
     *
     * @return length in bytes, padding included.
     */
    public int length()
    {
        return buffer.capacity();
    }

    /**
     * Index of the first entry.
     *
     * @return log index.
     */
    public long firstIndex()
    {
        return firstIndex;
    }

    /**
     * Index of the last entry.
     *
     * @return log index.
     */
    public long lastIndex()
    {
        return lastIndex;
    }
}
