package io.balsa.bench.peer;

import io.balsa.bench.BenchException;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.node.IdleMode;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Takes answers from the threads that a client library calls back on to the one of the load, which it wakes.
 */
public final class ReplyQueue
{
    private static final int MESSAGE_TYPE_ID = 1;
    private static final int RECORD_LENGTH = 16;
    private static final int CAPACITY_MIN = 1024;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ManyToOneRingBuffer numbers;
    private final IdleStrategy idleStrategy;
    private final Runnable wakeUp;

    /**
     * Create.
     *
     * @param window commands in flight at a time, at most.
     * @param idle   what the thread of the load does without work.
     */
    public ReplyQueue(final int window, final IdleMode idle)
    {
        final int capacity = BitUtil.findNextPositivePowerOfTwo(Math.max(CAPACITY_MIN, 2 * window * RECORD_LENGTH));
        numbers = new ManyToOneRingBuffer(new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(
                capacity + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH)));
        idleStrategy = idle.newStrategy();
        wakeUp = IdleMode.wakeUp(idleStrategy);
    }

    /**
     * For the thread of the load.
     *
     * @return what it does without work; an answer ends its park.
     */
    public IdleStrategy idleStrategy()
    {
        return idleStrategy;
    }

    /**
     * A command was answered. Any thread.
     *
     * @param number that the answer begins with.
     */
    public void put(final long number)
    {
        final int index = numbers.tryClaim(MESSAGE_TYPE_ID, Long.BYTES);
        if (index < 0)
        {
            fail(new BenchException("more answers than commands were sent"));
            return;
        }
        numbers.buffer().putLong(index, number);
        numbers.commit(index);
        wakeUp.run();
    }

    /**
     * A command was not answered. Any thread.
     *
     * @param reason for that.
     */
    public void fail(final Throwable reason)
    {
        failure.compareAndSet(null, reason);
        wakeUp.run();
    }

    /**
     * Make what tells the load of answers.
     *
     * @param handler told of them.
     * @return for {@link #poll}.
     */
    public static MessageHandler reader(final ReplyHandler handler)
    {
        return (typeId, buffer, index, length) -> handler.onReply(buffer.getLong(index));
    }

    /**
     * Tell the load of answers. The thread of the load.
     *
     * @param reader of {@link #reader}.
     * @return how many.
     * @throws BenchException when a command was not answered.
     */
    public int poll(final MessageHandler reader)
    {
        final Throwable reason = failure.get();
        if (reason != null)
        {
            throw new BenchException("a command has failed: " + reason, reason);
        }
        return numbers.read(reader);
    }
}
