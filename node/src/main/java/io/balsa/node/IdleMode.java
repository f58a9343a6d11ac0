package io.balsa.node;

import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * What an agent's thread does when there is no work.
 */
public enum IdleMode
{
    /**
     * Spin, then yield, then park for up to 100 us, and for up to {@link #IDLE_PARK_NS} when there has been no work for
     * some milliseconds: suits a shared machine.
     */
    BACKOFF,

    /** Yield: lower latency, a core that others can still have. */
    YIELDING,

    /** Spin: lowest latency, for a core of its own. */
    SPINNING,

    /** Park for {@link #SLEEP_NS}: least processor time under load. */
    SLEEPING;

    /** The longest park of an idle member's duty cycle in ns: it looks for messages that often. */
    public static final long IDLE_PARK_NS = 1_000_000;

    /** The longest park in ns of a sync agent, which is woken when there is work. */
    public static final long SYNC_IDLE_PARK_NS = 10_000_000;

    /** What {@link #SLEEPING} parks for in ns. */
    public static final long SLEEP_NS = 100_000;

    /**
     * Make a strategy for the thread of a duty cycle; each thread needs its own.
     *
     * @return a new strategy.
     */
    public IdleStrategy newStrategy()
    {
        return switch (this)
        {
            case BACKOFF -> new WakeableIdleStrategy(IDLE_PARK_NS);
            case YIELDING -> new YieldingIdleStrategy();
            case SPINNING -> new BusySpinIdleStrategy();
            case SLEEPING -> new SleepingIdleStrategy(SLEEP_NS);
        };
    }

    /**
     * Make a strategy for the thread of a sync agent. It is woken when there is work, so it parks unless it has a core
     * of its own.
     *
     * @return a new strategy.
     */
    public IdleStrategy newSyncStrategy()
    {
        return this == SPINNING ? new BusySpinIdleStrategy() : new WakeableIdleStrategy(SYNC_IDLE_PARK_NS);
    }

    /**
     * What ends the park of a thread.
     *
     * @param strategy of the thread, made by one of the methods above.
     * @return to be run by any thread; does nothing where the strategy does not park until it is woken.
     */
    public static Runnable wakeUp(final IdleStrategy strategy)
    {
        return strategy instanceof WakeableIdleStrategy wakeable ? wakeable::wakeUp : () -> {};
    }
}
