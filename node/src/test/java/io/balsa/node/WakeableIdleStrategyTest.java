package io.balsa.node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A call that is missed leaves a thread parked for good, so each test has a thread that can be given up. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WakeableIdleStrategyTest
{
    private static final long FOR_EVER_NS = TimeUnit.HOURS.toNanos(1);

    private final WakeableIdleStrategy strategy = new WakeableIdleStrategy(FOR_EVER_NS);
    private final AtomicInteger work = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);

    private void run()
    {
        while (work.get() == 0)
        {
            strategy.idle(0);
        }
        done.countDown();
    }

    private static Thread start(final Runnable idler)
    {
        final Thread thread = new Thread(idler, "idler");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void shouldEndALongParkWhenWoken() throws InterruptedException
    {
        final Thread thread = start(this::run);
        while (thread.getState() != Thread.State.TIMED_WAITING || strategy.parkNs() != FOR_EVER_NS)
        {
            Thread.onSpinWait();
        }
        work.set(1);
        strategy.wakeUp();
        done.await();
        thread.join();
    }

    /** Whenever the call comes, also in front of the park. */
    @Test
    void shouldNotParkWhenWokenBefore()
    {
        while (strategy.parkNs() != FOR_EVER_NS)
        {
            strategy.idle(0);
        }
        strategy.wakeUp();
        strategy.idle(0);
    }

    @Test
    void shouldNotMissACall() throws InterruptedException
    {
        final int rounds = 2_000;
        final AtomicInteger answers = new AtomicInteger();
        final Thread thread = start(() ->
        {
            while (answers.get() < rounds)
            {
                if (work.get() > answers.get())
                {
                    answers.incrementAndGet();
                }
                else
                {
                    strategy.idle(0);
                }
            }
            done.countDown();
        });
        for (int round = 1; round <= rounds; round++)
        {
            if (round % 2 == 0)
            {
                while (thread.getState() != Thread.State.TIMED_WAITING)
                {
                    Thread.onSpinWait();
                }
            }
            work.set(round);
            strategy.wakeUp();
            while (answers.get() < round)
            {
                Thread.onSpinWait();
            }
        }
        done.await();
        thread.join();
    }

    @Test
    void shouldParkForShortTimesAgainAfterWork()
    {
        while (strategy.parkNs() != FOR_EVER_NS)
        {
            strategy.idle(0);
        }
        strategy.idle(1);
        assertEquals(WakeableIdleStrategy.PARK_MIN_NS, strategy.parkNs());
    }
}
