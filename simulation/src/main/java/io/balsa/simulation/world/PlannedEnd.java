package io.balsa.simulation.world;

import io.balsa.simulation.disk.SimDisk;

import java.util.SplittableRandom;

/**
 * At which of its next sends, or waits for the disk, a process is to end.
 */
final class PlannedEnd
{
    private static final int NONE = -1;
    private static final int RECOVERY_WAITS_MAX = 8;

    private final SplittableRandom random;
    private final Swarm swarm;
    private int sends = NONE;
    private int waits = NONE;
    private WaitKind waitKind = WaitKind.ANY;
    private boolean hasRemoved;
    private boolean isPowerToBeLost;
    private boolean isOfRecovery;
    private boolean isOver;
    private Runnable afterEnd;

    PlannedEnd(final SplittableRandom random, final Swarm swarm)
    {
        this.random = random;
        this.swarm = swarm;
    }

    /** A few sends from now the process is killed within a send. */
    void inSend(final int newSends)
    {
        sends = newSends;
    }

    /** A few waits for the disk from now the process is killed, or the power is lost, within the wait. */
    void inWait(final int newWaits, final WaitKind kind, final boolean isPowerLost, final Runnable then)
    {
        waits = newWaits;
        waitKind = kind;
        hasRemoved = false;
        isOfRecovery = false;
        isPowerToBeLost = isPowerLost;
        afterEnd = then;
    }

    /** A recovery begins: it may be interrupted before it has ended, and the next one too. */
    void onRecoveryStart(final Runnable then)
    {
        if (!isOver && waits == NONE && random.nextDouble() < swarm.recoveryCrashRate())
        {
            final boolean isPowerLost = swarm.isAllowed(FaultKind.POWER_LOSS) && random.nextBoolean();
            inWait(random.nextInt(RECOVERY_WAITS_MAX), WaitKind.ANY, isPowerLost, then);
            isOfRecovery = true;
        }
    }

    void onRecovered()
    {
        if (isOfRecovery)
        {
            waits = NONE;
        }
    }

    /** The log begins to remove entries. */
    void onRemoval()
    {
        hasRemoved = true;
    }

    /** A process has ended, in this way or in another; what was planned for its sends goes with it. */
    void onEnd()
    {
        sends = NONE;
    }

    /** Nothing is planned any more. */
    void cancel()
    {
        sends = NONE;
        waits = NONE;
        isOver = true;
    }

    boolean isNowInSend()
    {
        return sends >= 0 && sends-- == 0;
    }

    boolean isNowInWait(final SimDisk.Operation operation)
    {
        return waits >= 0 && waitKind.isCounted(operation, hasRemoved) && waits-- == 0;
    }

    /** Now. */
    void carryOut(final Runnable losePower, final Runnable kill)
    {
        (isPowerToBeLost ? losePower : kill).run();
        afterEnd.run();
    }
}
