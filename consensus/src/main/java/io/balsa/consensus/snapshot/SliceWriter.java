package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.SnapshotSlice;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * The duty cycle's end of the queue of records: takes so much in a slice, and a record that is longer in several.
 * <p>
 * A message is a part of a record: the lengths of its key and of its value, the position of the part in the key with
 * the value behind it, and the bytes of the part.
 */
final class SliceWriter implements SnapshotSlice
{
    /** Most steps of a state machine in one duty cycle. */
    static final int STEPS_PER_SLICE_MAX = 64;

    /** Most bytes of records that are taken in one duty cycle. */
    static final int BYTES_PER_SLICE_MAX = 64 * 1024;

    static final int PART = 1;
    static final int KEY_LENGTH_OFFSET = 0;
    static final int VALUE_LENGTH_OFFSET = KEY_LENGTH_OFFSET + Integer.BYTES;
    static final int POSITION_OFFSET = VALUE_LENGTH_OFFSET + Integer.BYTES;
    static final int HEADER_LENGTH = POSITION_OFFSET + Integer.BYTES;

    private final RingBuffer queue;
    private final int partLengthMax;
    private int stepCount;
    private int byteCount;
    /** What is taken of the record that could not be taken whole. */
    private int position;

    SliceWriter(final RingBuffer queue)
    {
        this.queue = queue;
        partLengthMax = queue.maxMsgLength() - HEADER_LENGTH;
    }

    /** Begin a snapshot. */
    void reset()
    {
        position = 0;
    }

    /** Begin a slice. */
    void begin()
    {
        stepCount = 0;
        byteCount = 0;
    }

    /** What was done in the slice: 0 when the queue is full. */
    int workCount()
    {
        return byteCount + Math.max(0, stepCount - 1);
    }

    @Override
    public boolean isOver()
    {
        return ++stepCount > STEPS_PER_SLICE_MAX || byteCount >= BYTES_PER_SLICE_MAX;
    }

    @Override
    public boolean put(
        final DirectBuffer key,
        final int keyOffset,
        final int keyLength,
        final DirectBuffer value,
        final int valueOffset,
        final int valueLength)
    {
        checkLength("key", keyLength, 1, SnapshotWriter.KEY_LENGTH_MAX);
        checkLength("value", valueLength, 0, SnapshotWriter.VALUE_LENGTH_MAX);
        key.boundsCheck(keyOffset, keyLength);
        value.boundsCheck(valueOffset, valueLength);
        final int length = keyLength + valueLength;
        while (position < length)
        {
            final int partLength =
                Math.min(Math.min(length - position, partLengthMax), BYTES_PER_SLICE_MAX - byteCount);
            final int claim = partLength <= 0 ? 0 : queue.tryClaim(PART, HEADER_LENGTH + partLength);
            if (claim <= 0)
            {
                return false;
            }
            final AtomicBuffer buffer = queue.buffer();
            buffer.putInt(claim + KEY_LENGTH_OFFSET, keyLength);
            buffer.putInt(claim + VALUE_LENGTH_OFFSET, valueLength);
            buffer.putInt(claim + POSITION_OFFSET, position);
            final int keyPart = Math.max(0, Math.min(partLength, keyLength - position));
            buffer.putBytes(claim + HEADER_LENGTH, key, keyOffset + Math.min(position, keyLength), keyPart);
            buffer.putBytes(claim + HEADER_LENGTH + keyPart, value,
                valueOffset + Math.max(0, position - keyLength), partLength - keyPart);
            queue.commit(claim);
            position += partLength;
            byteCount += partLength;
        }
        position = 0;
        return true;
    }

    private static void checkLength(final String what, final int length, final int min, final int max)
    {
        if (length < min || length > max)
        {
            throw new IllegalArgumentException(
                "a " + what + " of " + length + " bytes is not allowed: " + min + " to " + max);
        }
    }
}
