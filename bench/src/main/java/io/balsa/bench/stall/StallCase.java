package io.balsa.bench.stall;

import io.balsa.bench.BenchFile;
import io.balsa.bench.Spread;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** One row of the table: where entries go first, when they count, how they come. */
final class StallCase
{
    static final String TABLE_HEAD =
        "| entries go to | they count | load | append p50 us | p99 us | p99.9 us | max us | hand-over p50 us | " +
        "p99 us | entries/s |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    private static final double NS_PER_US = 1e3;
    private static final double NS_PER_S = 1e9;
    private static final long LATENCY_MAX_NS = TimeUnit.SECONDS.toNanos(60);

    private final Tail tail;
    private final Durability durability;
    private final Load load;
    private final Histogram appendNs = new Histogram(LATENCY_MAX_NS, 3);
    private final Histogram handOverNs = new Histogram(LATENCY_MAX_NS, 3);
    private final Spread appendP50 = new Spread();
    private final Spread appendP99 = new Spread();
    private final Spread appendP999 = new Spread();
    private final Spread appendMax = new Spread();
    private final Spread handOverP50 = new Spread();
    private final Spread handOverP99 = new Spread();
    private final Spread entriesPerSecond = new Spread();
    private volatile boolean isOver;
    private Throwable failure;

    StallCase(final Tail tail, final Durability durability, final Load load)
    {
        this.tail = tail;
        this.durability = durability;
        this.load = load;
    }

    /** Run for a time; the first round of a case is for the compiler and is not counted. */
    void runRound(final long durationNs, final BenchFile file, final ByteBuffer image, final boolean isCounted)
        throws InterruptedException
    {
        appendNs.reset();
        handOverNs.reset();
        failure = null;
        isOver = false;
        final TailLog log = new TailLog(tail, durability, file, image, handOverNs);
        final Thread syncing = new Thread(() -> sync(log), "syncing");
        syncing.start();
        final double entries = append(log, durationNs);
        isOver = true;
        syncing.join();
        if (null != failure)
        {
            throw new IllegalStateException(this + ": " + failure, failure);
        }
        if (isCounted)
        {
            appendP50.add(appendNs.getValueAtPercentile(50) / NS_PER_US);
            appendP99.add(appendNs.getValueAtPercentile(99) / NS_PER_US);
            appendP999.add(appendNs.getValueAtPercentile(99.9) / NS_PER_US);
            appendMax.add(appendNs.getMaxValue() / NS_PER_US);
            handOverP50.add(handOverNs.getValueAtPercentile(50) / NS_PER_US);
            handOverP99.add(handOverNs.getValueAtPercentile(99) / NS_PER_US);
            entriesPerSecond.add(entries);
        }
    }

    /** Entries that count in a second. */
    private double append(final TailLog log, final long durationNs)
    {
        final IdleStrategy idle = idleStrategy();
        final long startNs = System.nanoTime();
        long nextNs = startNs;
        long nowNs = startNs;
        while (nowNs - startNs < durationNs)
        {
            boolean isWorkDone = log.poll(nowNs);
            if (nowNs - nextNs >= 0 && log.lastIndex() - log.durableIndex() < load.window() && log.hasRoom())
            {
                nextNs += load.intervalNs();
                final long beforeNs = System.nanoTime();
                log.append();
                nowNs = System.nanoTime();
                appendNs.recordValue(Math.min(nowNs - beforeNs, LATENCY_MAX_NS));
                isWorkDone = true;
            }
            else
            {
                nowNs = System.nanoTime();
            }
            if (isWorkDone)
            {
                idle.reset();
            }
            else
            {
                idle.idle();
            }
        }
        return log.durableIndex() * NS_PER_S / (nowNs - startNs);
    }

    private void sync(final TailLog log)
    {
        final IdleStrategy idle = idleStrategy();
        try
        {
            while (!isOver)
            {
                idle.idle(log.sync());
            }
        }
        catch (final IOException | RuntimeException e)
        {
            failure = e;
        }
    }

    /** Spins for some microseconds, then yields, then sleeps: there may be fewer cores than threads. */
    private static IdleStrategy idleStrategy()
    {
        return new BackoffIdleStrategy(100, 20, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MICROSECONDS.toNanos(50));
    }

    String row()
    {
        return "| " + this + " | " + appendP50.text("%.2f") + " | " + appendP99.text("%.2f") + " | " +
            appendP999.text("%.1f") + " | " + appendMax.text("%.0f") + " | " + handOverP50.text("%.0f") + " | " +
            handOverP99.text("%.0f") + " | " + entriesPerSecond.text("%.0f") + " |";
    }

    @Override
    public String toString()
    {
        return tail + " | " + durability + " | " + load.title();
    }
}
