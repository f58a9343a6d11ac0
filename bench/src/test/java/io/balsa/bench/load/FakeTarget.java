package io.balsa.bench.load;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

import java.nio.ByteOrder;

/** Answers each command after a time of a clock that only polls move, except while it stalls. */
final class FakeTarget implements Target, NanoClock
{
    static final long POLL_NS = 1_000;

    private final long[] numbers = new long[1 << 16];
    private final long[] readyNs = new long[numbers.length];
    private final long serviceNs;
    private ReplyHandler handler;
    private long nowNs = 77;
    private long offeredCount;
    private long answeredCount;
    private long stallFromNs = Long.MAX_VALUE;
    private long stallToNs;
    private long inFlightMax;
    private long inFlightFromNs;

    FakeTarget(final long serviceNs)
    {
        this.serviceNs = serviceNs;
    }

    void handler(final ReplyHandler newHandler)
    {
        handler = newHandler;
    }

    /** Answer nothing in a span of time that begins so much later. */
    void stall(final long inNs, final long lengthNs)
    {
        stallFromNs = nowNs + inNs;
        stallToNs = stallFromNs + lengthNs;
    }

    /** Look at how many are in flight only from so much later on. */
    void countInFlight(final long inNs)
    {
        inFlightFromNs = nowNs + inNs;
    }

    long inFlightMax()
    {
        return inFlightMax;
    }

    long offeredCount()
    {
        return offeredCount;
    }

    @Override
    public boolean offer(final DirectBuffer buffer, final int length)
    {
        final int slot = (int)offeredCount % numbers.length;
        numbers[slot] = buffer.getLong(0, ByteOrder.LITTLE_ENDIAN);
        readyNs[slot] = nowNs + serviceNs;
        offeredCount++;
        if (nowNs >= inFlightFromNs)
        {
            inFlightMax = Math.max(inFlightMax, offeredCount - answeredCount);
        }
        return true;
    }

    @Override
    public int poll()
    {
        nowNs += POLL_NS;
        final boolean isStalled = nowNs >= stallFromNs && nowNs < stallToNs;
        int work = 0;
        while (!isStalled && answeredCount < offeredCount && readyNs[(int)answeredCount % numbers.length] <= nowNs)
        {
            final int slot = (int)answeredCount % numbers.length;
            answeredCount++;
            handler.onReply(numbers[slot]);
            work++;
        }
        return work;
    }

    @Override
    public long nanoTime()
    {
        return nowNs;
    }

    @Override
    public void close()
    {
        // Holds nothing.
    }
}
