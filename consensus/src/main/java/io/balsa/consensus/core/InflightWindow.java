package io.balsa.consensus.core;

/**
 * Messages with entries that a peer has not answered: bounded in number and in bytes. A ring, oldest first.
 */
final class InflightWindow
{
    private final long[] lastIndexes;
    private final int[] lengths;
    private final long bytesMax;
    private int head;
    private int count;
    private long bytes;

    InflightWindow(final int messagesMax, final long bytesMax)
    {
        this.lastIndexes = new long[messagesMax];
        this.lengths = new int[messagesMax];
        this.bytesMax = bytesMax;
    }

    void clear()
    {
        head = 0;
        count = 0;
        bytes = 0;
    }

    boolean isFull()
    {
        return count == lastIndexes.length || bytes >= bytesMax;
    }

    /** Whether so many bytes may be added; an entry that is longer than the whole window goes alone. */
    boolean hasRoom(final int length)
    {
        return count == 0 || bytes + length <= bytesMax;
    }

    boolean isEmpty()
    {
        return count == 0;
    }

    void add(final long lastIndex, final int length)
    {
        int tail = head + count;
        if (tail >= lastIndexes.length)
        {
            tail -= lastIndexes.length;
        }
        lastIndexes[tail] = lastIndex;
        lengths[tail] = length;
        count++;
        bytes += length;
    }

    /** An answer covers all messages up to an index. */
    void freeTo(final long index)
    {
        while (count > 0 && lastIndexes[head] <= index)
        {
            bytes -= lengths[head];
            head = head + 1 == lastIndexes.length ? 0 : head + 1;
            count--;
        }
    }
}
