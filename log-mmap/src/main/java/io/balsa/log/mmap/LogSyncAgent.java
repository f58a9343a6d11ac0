package io.balsa.log.mmap;

import org.agrona.concurrent.Agent;

/**
 * Does all that waits for the device, so that the thread of the consensus agent never has to: writes of term and
 * vote, syncs and truncations of the log, and behind these one slice of what is not urgent: the sealing of full
 * segments, the deletion of old ones, the preparation of the next and the verification of trusted ones, in that order.
 * <p>
 * A failure is kept and thrown on the caller's thread by the next call of log or term-state store; the agent then does
 * no more work. Its thread must not be interrupted: an interrupt closes the file in use and counts as a failed sync.
 */
public final class LogSyncAgent implements Agent
{
    private final MmapTermStateStore termStateStore;
    private final LogTask task;
    private final SegmentSeal seal;
    private final SegmentRemoval removal;
    private final SegmentSupply supply;
    private final LogVerification verification;
    private final StorageFailure failure;
    private volatile boolean isRunning;

    LogSyncAgent(
        final MmapTermStateStore termStateStore,
        final LogTask task,
        final SegmentSeal seal,
        final SegmentRemoval removal,
        final SegmentSupply supply,
        final LogVerification verification,
        final StorageFailure failure)
    {
        this.termStateStore = termStateStore;
        this.task = task;
        this.seal = seal;
        this.removal = removal;
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
            return termStateStore.run() + task.run() + runSlice();
        }
        catch (final RuntimeException | InternalError e)
        {
            failure.record(e);
            return 1;
        }
    }

    private int runSlice()
    {
        if (seal.run() > 0 || removal.run() > 0 || supply.prepare() > 0)
        {
            return 1;
        }
        return verification.run();
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
