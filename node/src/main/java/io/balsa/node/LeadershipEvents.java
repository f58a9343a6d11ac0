package io.balsa.node;

import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.consensus.core.DiskState;
import io.balsa.consensus.core.RaftRole;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Hands what the duty cycle tells to other threads, without ever making the cycle wait: the newest state is kept, and
 * those who wait for one are woken.
 */
final class LeadershipEvents implements ConsensusListener
{
    private final ConcurrentLinkedQueue<Thread> waiters = new ConcurrentLinkedQueue<>();
    private final ConsensusListener next;
    private volatile Leadership leadership = Leadership.UNKNOWN;
    private volatile Throwable haltReason;
    private volatile boolean isStarted;
    private volatile boolean isStopped;

    LeadershipEvents(final ConsensusListener next)
    {
        this.next = next;
    }

    @Override
    public void onLeadership(final long term, final RaftRole role, final int leaderId, final boolean isReady)
    {
        leadership = new Leadership(term, role, leaderId, isReady);
        wakeAll();
        next.onLeadership(term, role, leaderId, isReady);
    }

    @Override
    public void onDisk(final DiskState state)
    {
        next.onDisk(state);
    }

    @Override
    public void onSnapshot(final long index)
    {
        next.onSnapshot(index);
    }

    @Override
    public void onSnapshotInstalled(final long index)
    {
        next.onSnapshotInstalled(index);
    }

    @Override
    public void onCompaction(final long firstIndex)
    {
        next.onCompaction(firstIndex);
    }

    @Override
    public void onHalt(final Throwable reason)
    {
        haltReason = reason;
        wakeAll();
        next.onHalt(reason);
    }

    void onStarted()
    {
        isStarted = true;
        wakeAll();
    }

    void onStopped()
    {
        isStopped = true;
        wakeAll();
    }

    Leadership leadership()
    {
        return leadership;
    }

    Throwable haltReason()
    {
        return haltReason;
    }

    boolean isStarted()
    {
        return isStarted;
    }

    boolean isStopped()
    {
        return isStopped || haltReason != null;
    }

    /** Wait until a condition holds, the member has stopped, or the time is over. */
    boolean await(final BooleanSupplier condition, final long timeoutNs) throws InterruptedException
    {
        final long deadlineNs = System.nanoTime() + timeoutNs;
        final Thread thread = Thread.currentThread();
        waiters.add(thread);
        try
        {
            while (!condition.getAsBoolean() && !isStopped())
            {
                final long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0)
                {
                    break;
                }
                LockSupport.parkNanos(this, leftNs);
                if (Thread.interrupted())
                {
                    throw new InterruptedException();
                }
            }
        }
        finally
        {
            waiters.remove(thread);
        }
        return condition.getAsBoolean();
    }

    private void wakeAll()
    {
        waiters.forEach(LockSupport::unpark);
    }
}
