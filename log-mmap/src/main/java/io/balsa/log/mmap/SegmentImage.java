package io.balsa.log.mmap;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Memory in which a segment is built before it is copied into its file, so that the thread of the log never stores into
 * a page that the device may be reading. Every byte has the offset that it will have in the file. Bytes that were never
 * written have any value.
 */
final class SegmentImage
{
    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private boolean isClosed;

    /**
     * Reserve the memory.
     *
     * @param capacity in bytes: the length of the longest segment that will be built in it.
     */
    SegmentImage(final int capacity)
    {
        bytes = ByteBuffer.allocateDirect(capacity);
    }

    /** Serve a segment of a length of at most the capacity. */
    void fit(final int segmentLength)
    {
        buffer.wrap(bytes, 0, segmentLength);
    }

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    /** The same memory; position and limit belong to the thread of the log. */
    ByteBuffer bytes()
    {
        return bytes;
    }

    /** Give the memory back; once, however often it is called. */
    void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            buffer.wrap(0, 0);
            BufferUtil.free(bytes);
        }
    }
}
