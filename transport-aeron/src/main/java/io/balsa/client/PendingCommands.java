package io.balsa.client;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Copies of the commands that have no outcome yet, in order of sequence. Two rings of fixed size, one of slots and one
 * of bytes: a command that does not fit is refused.
 */
final class PendingCommands
{
    /** There is no room. */
    static final long FULL = -1;

    private static final int DONE = -1;
    private static final int ALIGNMENT = 8;

    private final UnsafeBuffer bytes;
    private final int bytesMask;
    private final int slotMask;
    private final int[] offsets;
    private final int[] lengths;
    private final long[] startPositions;
    private final long[] deadlinesNs;
    private final int[] sendCounts;
    private long first = 1;
    private long next = 1;
    private long tailPosition;

    PendingCommands(final int window, final int bytesLength)
    {
        final int slots = BitUtil.findNextPositivePowerOfTwo(window);
        final int capacity = BitUtil.findNextPositivePowerOfTwo(bytesLength);
        bytes = new UnsafeBuffer(BufferUtil.allocateDirectAligned(capacity, ALIGNMENT));
        bytesMask = capacity - 1;
        slotMask = slots - 1;
        offsets = new int[slots];
        lengths = new int[slots];
        startPositions = new long[slots];
        deadlinesNs = new long[slots];
        sendCounts = new int[slots];
    }

    /** Lowest sequence without an outcome, or {@link #next()}. */
    long first()
    {
        return first;
    }

    /** Sequence of the next command. */
    long next()
    {
        return next;
    }

    boolean isEmpty()
    {
        return first == next;
    }

    long add(final DirectBuffer buffer, final int offset, final int length, final long deadlineNs)
    {
        if (next - first > slotMask)
        {
            return FULL;
        }
        final int alignedLength = BitUtil.align(length, ALIGNMENT);
        final int tailOffset = (int)tailPosition & bytesMask;
        final int padding = tailOffset + alignedLength > bytes.capacity() ? bytes.capacity() - tailOffset : 0;
        final long headPosition = isEmpty() ? tailPosition : startPositions[slot(first)];
        if (tailPosition + padding + alignedLength - headPosition > bytes.capacity())
        {
            return FULL;
        }
        final int slot = slot(next);
        startPositions[slot] = tailPosition;
        offsets[slot] = padding == 0 ? tailOffset : 0;
        lengths[slot] = length;
        deadlinesNs[slot] = deadlineNs;
        sendCounts[slot] = 0;
        bytes.putBytes(offsets[slot], buffer, offset, length);
        tailPosition += padding + alignedLength;
        return next++;
    }

    boolean contains(final long sequence)
    {
        return sequence >= first && sequence < next && sendCounts[slot(sequence)] != DONE;
    }

    DirectBuffer buffer()
    {
        return bytes;
    }

    int offset(final long sequence)
    {
        return offsets[slot(sequence)];
    }

    int length(final long sequence)
    {
        return lengths[slot(sequence)];
    }

    long deadlineNs(final long sequence)
    {
        return deadlinesNs[slot(sequence)];
    }

    /** How many times the command was sent without anyone having said that it did not take that one in. */
    int sendCount(final long sequence)
    {
        return sendCounts[slot(sequence)];
    }

    void onSent(final long sequence)
    {
        sendCounts[slot(sequence)]++;
    }

    /** One sending of the command was refused. */
    void onRefused(final long sequence)
    {
        final int slot = slot(sequence);
        sendCounts[slot] = Math.max(0, sendCounts[slot] - 1);
    }

    void remove(final long sequence)
    {
        sendCounts[slot(sequence)] = DONE;
        while (first < next && sendCounts[slot(first)] == DONE)
        {
            first++;
        }
    }

    private int slot(final long sequence)
    {
        return (int)sequence & slotMask;
    }
}
