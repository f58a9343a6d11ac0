package io.balsa.node;

import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Spins, then yields, then parks: at first for short times, and when there has been no work for about
 * {@link #BUSY_NS} for long ones. Another thread can end a park at once.
 * <p>
 * One thread idles; any thread may call {@link #wakeUp()}.
 */
final class WakeableIdleStrategy implements IdleStrategy
{
    /** The first park in ns; each one after it is twice as long. */
    static final long PARK_MIN_NS = 1_000;

    /** The longest park in ns soon after there was work. */
    static final long BUSY_PARK_MAX_NS = 100_000;

    /** Parks of that length until the thread counts as idle. */
    static final long BUSY_NS = 2_000_000;

    private static final int SPINS_MAX = 10;
    private static final int YIELDS_MAX = 100;

    private static final int RUNNING = 0;
    private static final int PARKED = 1;
    private static final int WOKEN = 2;

    private final AtomicInteger state = new AtomicInteger();
    private final long idleParkNs;
    private volatile Thread thread;
    private int turns;
    private long parkNs;
    private long parkedNs;

    /**
     * Idle until there is work.
     *
     * @param idleParkNs length of a park in ns when there has been no work for long.
     */
    WakeableIdleStrategy(final long idleParkNs)
    {
        this.idleParkNs = idleParkNs;
        reset();
    }

    @Override
    public void idle(final int workCount)
    {
        if (workCount > 0)
        {
            reset();
        }
        else
        {
            idle();
        }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // To yield is what is asked for.
    public void idle()
    {
        if (turns < SPINS_MAX)
        {
            turns++;
            Thread.onSpinWait();
        }
        else if (turns < SPINS_MAX + YIELDS_MAX)
        {
            turns++;
            Thread.yield();
        }
        else
        {
            park();
        }
    }

    private void park()
    {
        if (null == thread)
        {
            thread = Thread.currentThread();
        }
        if (state.compareAndSet(RUNNING, PARKED))
        {
            LockSupport.parkNanos(parkNs);
        }
        state.set(RUNNING);
        parkedNs += parkNs;
        parkNs = parkedNs >= BUSY_NS ? idleParkNs : Math.min(2 * parkNs, BUSY_PARK_MAX_NS);
    }

    @Override
    public void reset()
    {
        turns = 0;
        parkNs = PARK_MIN_NS;
        parkedNs = 0;
    }

    /** Length of the next park in ns. */
    long parkNs()
    {
        return parkNs;
    }

    /** Have the next or the present park end at once. What was done before is seen by the thread that idles. */
    void wakeUp()
    {
        if (PARKED == state.getAndSet(WOKEN))
        {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public String alias()
    {
        return "wakeable";
    }
}
