package io.balsa.archive;

import io.balsa.archive.v1.RecordBytes;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/** A key or value of a caller for Chronicle Map, which takes addresses: bytes on the heap are copied first. */
final class OffHeapBytes
{
    private final RecordBytes bytes = new RecordBytes();
    private final UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));

    void wrap(final DirectBuffer source, final int offset, final int length)
    {
        source.boundsCheck(offset, length);
        if (null == source.byteArray() && length > 0)
        {
            bytes.wrap(source.addressOffset() + offset, length);
            return;
        }
        if (copy.capacity() < length)
        {
            copy.wrap(ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(length)));
        }
        source.getBytes(offset, copy, 0, length);
        bytes.wrap(copy.addressOffset(), length);
    }

    RecordBytes bytes()
    {
        return bytes;
    }
}
