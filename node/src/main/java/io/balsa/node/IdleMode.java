package io.balsa.node;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * What an agent's thread does when there is no work.
 */
public enum IdleMode
{
    /** Spin, then yield, then park for up to {@link #PARK_MAX_NS}: suits a shared machine. */
    BACKOFF,

    /** Yield: lower latency, a core that others can still have. */
    YIELDING,

    /** Spin: lowest latency, for a core of its own. */
    SPINNING,

    /** Park for {@link #PARK_MAX_NS}: least processor time. */
    SLEEPING;

    /** The longest park in ns. */
    public static final long PARK_MAX_NS = 100_000;

    private static final long PARK_MIN_NS = 1_000;
    private static final int SPINS_MAX = 10;
    private static final int YIELDS_MAX = 100;

    /**
     * Make a strategy; each thread needs its own.
     *
     * @return a new strategy.
     */
    public IdleStrategy newStrategy()
    {
        return switch (this)
        {
            case BACKOFF -> new BackoffIdleStrategy(SPINS_MAX, YIELDS_MAX, PARK_MIN_NS, PARK_MAX_NS);
            case YIELDING -> new YieldingIdleStrategy();
            case SPINNING -> new BusySpinIdleStrategy();
            case SLEEPING -> new SleepingIdleStrategy(PARK_MAX_NS);
        };
    }
}
