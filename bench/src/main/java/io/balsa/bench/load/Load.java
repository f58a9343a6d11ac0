package io.balsa.bench.load;

import io.balsa.bench.BenchException;
import org.HdrHistogram.Histogram;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Puts commands on a target and takes the time of each answer. In an open loop a command is due at its time whether
 * those before were answered or not, and its latency counts from then: a target that stalls is seen to stall by all
 * commands that were due meanwhile. One thread; a run allocates nothing
 * but the record of its result.
 */
public final class Load implements ReplyHandler
{
    /** The longest latency that is told apart in ns. */
    public static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(60);

    /** Commands in flight while a target is warmed up, unless the load itself has more. */
    public static final int WARMUP_WINDOW = 64;

    private static final int WARMUP_BYTES_MAX = 4 * 1024 * 1024;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long SILENCE_MAX_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double NS_PER_S = 1e9;
    private static final long NONE = Long.MIN_VALUE;

    private final LoadShape shape;
    private final NanoClock clock;
    private final IdleStrategy idleStrategy;
    private final Runnable check;
    private final UnsafeBuffer command;
    private final long[] dueNs;
    private final int mask;
    private final int warmupWindow;
    private Histogram latencyNs;
    private int window;
    private int ratePerSecond;
    private long first;
    private long next;
    private long answered;
    private long startNs;
    private long checkDueNs;
    private long lastReplyNs;

    /**
     * Create.
     *
     * @param shape        of the load.
     * @param clock        for all times.
     * @param idleStrategy for when there is nothing to do.
     * @param check        called now and then; throws to end the run.
     */
    public Load(
        final LoadShape shape, final NanoClock clock, final IdleStrategy idleStrategy, final Runnable check)
    {
        this.shape = shape;
        this.clock = clock;
        this.idleStrategy = idleStrategy;
        this.check = check;
        command = new UnsafeBuffer(BufferUtil.allocateDirectAligned(shape.payloadBytes(), BitUtil.CACHE_LINE_LENGTH));
        for (int i = 0; i < shape.payloadBytes(); i++)
        {
            command.putByte(i, (byte)i);
        }
        warmupWindow = Math.max(shape.window(), Math.min(WARMUP_WINDOW, WARMUP_BYTES_MAX / shape.payloadBytes()));
        dueNs = new long[BitUtil.findNextPositivePowerOfTwo(warmupWindow)];
        Arrays.fill(dueNs, NONE);
        mask = dueNs.length - 1;
    }

    /**
     * Make room for latencies.
     *
     * @return an empty histogram that takes every latency without growing.
     */
    public static Histogram newHistogram()
    {
        return new Histogram(LATENCY_MAX_NS, SIGNIFICANT_DIGITS);
    }

    /**
     * Have a target run as fast as it can, so that its compiler has seen enough soon, and then for the last quarter of
     * the time under the load itself.
     *
     * @param target     to put the load on.
     * @param durationNs to send for.
     * @throws BenchException when the target says nothing for half a minute, or what it says is wrong.
     */
    public void warmUp(final Target target, final long durationNs)
    {
        final long underLoadNs = durationNs / 4;
        window = warmupWindow;
        ratePerSecond = 0;
        run(target, Long.MAX_VALUE - next, durationNs - underLoadNs, newHistogram());
        runFor(target, underLoadNs, newHistogram());
    }

    /**
     * Send for a time and wait for all answers.
     *
     * @param target     to put the load on.
     * @param durationNs to send for.
     * @param histogram  for the latencies, of {@link #newHistogram()}.
     * @return what was found.
     * @throws BenchException when the target says nothing for half a minute, or what it says is wrong.
     */
    public LoadResult runFor(final Target target, final long durationNs, final Histogram histogram)
    {
        setShape();
        return shape.isOpen() ?
            run(target, (long)Math.ceil(shape.ratePerSecond() * (durationNs / NS_PER_S)), Long.MAX_VALUE, histogram) :
            run(target, Long.MAX_VALUE - next, durationNs, histogram);
    }

    /**
     * Send a number of commands and wait for all answers.
     *
     * @param target    to put the load on.
     * @param commands  to send.
     * @param histogram for the latencies, of {@link #newHistogram()}.
     * @return what was found.
     * @throws BenchException when the target says nothing for half a minute, or what it says is wrong.
     */
    public LoadResult runCount(final Target target, final long commands, final Histogram histogram)
    {
        setShape();
        return run(target, commands, Long.MAX_VALUE, histogram);
    }

    private void setShape()
    {
        window = shape.window();
        ratePerSecond = shape.ratePerSecond();
    }

    private LoadResult run(
        final Target target, final long commands, final long durationNs, final Histogram histogram)
    {
        latencyNs = histogram;
        first = next;
        startNs = clock.nanoTime();
        lastReplyNs = startNs;
        checkDueNs = startNs;
        long end = first + commands;
        long nowNs = startNs;
        while (answered < end)
        {
            final int sent = send(target, end, nowNs);
            idleStrategy.idle(sent + target.poll());
            nowNs = clock.nanoTime();
            if (nowNs - startNs >= durationNs)
            {
                end = Math.min(end, next);
            }
            if (nowNs - checkDueNs >= 0)
            {
                check(nowNs);
            }
        }
        return new LoadResult(shape, latencyNs, answered - first, lastReplyNs - startNs);
    }

    private int send(final Target target, final long end, final long nowNs)
    {
        int sent = 0;
        while (next < end && next - answered < window && dueNs[(int)next & mask] == NONE)
        {
            final long thisDueNs = ratePerSecond > 0 ?
                startNs + (long)((next - first) * NS_PER_S / ratePerSecond) : nowNs;
            if (thisDueNs - nowNs > 0)
            {
                break;
            }
            command.putLong(0, next, ByteOrder.LITTLE_ENDIAN);
            if (!target.offer(command, shape.payloadBytes()))
            {
                break;
            }
            dueNs[(int)next & mask] = thisDueNs;
            next++;
            sent++;
        }
        return sent;
    }

    @Override
    public void onReply(final long number)
    {
        final int slot = (int)number & mask;
        if (number >= next || number < next - dueNs.length || dueNs[slot] == NONE)
        {
            throw new BenchException("an answer to command " + number + ", of " + next +
                " that were sent: it was answered before, or was never sent");
        }
        lastReplyNs = clock.nanoTime();
        latencyNs.recordValue(Math.min(lastReplyNs - dueNs[slot], LATENCY_MAX_NS));
        dueNs[slot] = NONE;
        answered++;
    }

    private void check(final long nowNs)
    {
        checkDueNs = nowNs + CHECK_INTERVAL_NS;
        check.run();
        if (next > answered && nowNs - lastReplyNs >= SILENCE_MAX_NS)
        {
            throw new BenchException("nothing was answered for " +
                TimeUnit.NANOSECONDS.toSeconds(SILENCE_MAX_NS) + " s, with " + (next - answered) + " in flight");
        }
    }

    /**
     * How many commands were sent, over all runs; each was answered.
     *
     * @return count: the number of the next command.
     */
    public long commandCount()
    {
        return next;
    }
}
