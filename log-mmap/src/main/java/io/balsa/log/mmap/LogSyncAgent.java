package io.balsa.log.mmap;

import org.agrona.concurrent.Agent;

/**
 * Does all that waits for the device, so that the thread of the consensus agent never has to: writes of term and
 * vote, syncs and truncations of the log, and the preparation of segments, in that order; when there is nothing else to
 * do, the verification of old segments.
 * <p>
 * A failure is kept and thrown on the caller's thread by the next call of log or term-state store; the agent then does
 * no more work. Its thread must not be interrupted: an interrupt closes the file in use and counts as a failed sync.
 */
public final class LogSyncAgent implements Agent
{
    private final MmapTermStateStore termStateStore;
    private final LogTask task;
    private final SegmentSupply supply;
    private final LogVerification verification;
    private final StorageFailure failure;
    private volatile boolean isRunning;

    LogSyncAgent(
        final MmapTermStateStore termStateStore,
        final LogTask task,
        final SegmentSupply supply,
        final LogVerification verification,
        final StorageFailure failure)
    {
        this.termStateStore = termStateStore;
        this.task = task;
        this.supply = supply;
        this.verification = verification;
        this.failure = failure;
    }

    @Override
    public void onStart()
    {
        isRunning = true;
    }

    @Override
    public int doWork()
    {
        if (failure.isFailed())
        {
            return 0;
        }
        try
        {
            final int workCount = termStateStore.run() + task.run() + supply.prepare();
            return workCount > 0 ? workCount : verification.run();
        }
        catch (final RuntimeException | InternalError e)
        {
            failure.record(e);
            return 1;
        }
    }

    @Override
    public void onClose()
    {
        isRunning = false;
    }

    @Override
    public String roleName()
    {
        return "log-sync";
    }

    /** Whether a runner or invoker has started the agent and not closed it. */
    boolean isRunning()
    {
        return isRunning;
    }
}
