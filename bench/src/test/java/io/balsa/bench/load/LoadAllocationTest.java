package io.balsa.bench.load;

import com.sun.management.ThreadMXBean;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a run allocates does not depend on how many commands it sends. */
@Timeout(60)
class LoadAllocationTest
{
    private static final int COMMANDS = 5_000;
    private static final int ATTEMPTS = 10;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    @Test
    void shouldAllocateNothingForACommandInAClosedLoop()
    {
        assertAllocatesNothing(new LoadShape(64, 16, 0));
    }

    @Test
    void shouldAllocateNothingForACommandInAnOpenLoop()
    {
        assertAllocatesNothing(new LoadShape(64, 16, 100_000));
    }

    private void assertAllocatesNothing(final LoadShape shape)
    {
        final FakeTarget target = new FakeTarget(20_000);
        final Load load = new Load(shape, target, NoOpIdleStrategy.INSTANCE, () -> {});
        target.handler(load);
        load.runCount(target, COMMANDS, Load.newHistogram());
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least != 0; i++)
        {
            final long few = allocated(load, target, 1);
            least = Math.min(least, allocated(load, target, COMMANDS) - few);
        }
        assertEquals(0, least);
    }

    private long allocated(final Load load, final FakeTarget target, final int commands)
    {
        final Histogram latencyNs = Load.newHistogram();
        final long before = threads.getCurrentThreadAllocatedBytes();
        load.runCount(target, commands, latencyNs);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
