package io.balsa.log.mmap;

import org.agrona.concurrent.NanoClock;

/** Time passes with each look at it, so that nothing that waits for an interval waits in vain. */
final class TestClock implements NanoClock
{
    private static final long STEP_NS = 1_000_000_000L;

    private long nowNs;

    @Override
    public long nanoTime()
    {
        nowNs += STEP_NS;
        return nowNs;
    }
}
