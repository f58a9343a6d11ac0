package io.balsa.simulation.world;

import io.balsa.log.mmap.LogSyncAgent;
import io.balsa.simulation.disk.ProcessGone;

import java.util.function.LongSupplier;

/**
 * The duty cycle of the agent that syncs the log in a member's process: a thread of its own, as far as it knows.
 */
final class SyncCycle
{
    private static final int IDLE_FACTOR = 4;

    private final SimMember member;
    private final SimCluster cluster;
    private final LongSupplier blockedUntilNs;
    private final DutyCycle dutyCycle;
    private LogSyncAgent agent;

    SyncCycle(final SimMember member, final SimCluster cluster, final LongSupplier blockedUntilNs)
    {
        this.member = member;
        this.cluster = cluster;
        this.blockedUntilNs = blockedUntilNs;
        dutyCycle = new DutyCycle(cluster.world(), this::cycle);
    }

    void begin(final LogSyncAgent newAgent)
    {
        agent = newAgent;
        agent.onStart();
        dutyCycle.on();
        dutyCycle.wake(cluster.world().nowNs() + 1);
    }

    void end()
    {
        agent = null;
        dutyCycle.off();
    }

    void wake(final long atNs)
    {
        dutyCycle.wake(atNs);
    }

    boolean isInside()
    {
        return dutyCycle.isInside();
    }

    /** It does not begin another cycle. */
    void enter()
    {
        dutyCycle.enter();
    }

    private void cycle()
    {
        if (cluster.world().nowNs() < blockedUntilNs.getAsLong())
        {
            dutyCycle.wake(blockedUntilNs.getAsLong());
            return;
        }
        final LogSyncAgent thisAgent = agent;
        int workCount = 0;
        dutyCycle.enter();
        try
        {
            workCount = agent.doWork();
        }
        catch (final ProcessGone ex)
        {
            // What is left of a dead process.
        }
        cluster.violations().check();
        if (agent == thisAgent)
        {
            dutyCycle.leave();
            afterCycle(workCount);
        }
    }

    private void afterCycle(final int workCount)
    {
        member.onSyncCycle(workCount);
        final long delayNs = workCount > 0 ? cluster.busyDelayNs() : IDLE_FACTOR * cluster.idleDelayNs();
        dutyCycle.wake(cluster.world().nowNs() + delayNs);
    }
}
