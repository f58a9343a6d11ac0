package io.balsa.simulation.world;

/**
 * What may befall a cluster. {@link FaultPlan} draws when, {@link Nemesis} does it.
 */
public enum FaultKind
{
    /** A process is killed and comes back; its page cache survives. */
    KILL(0.5, 500_000_000L),
    /** A process is killed in the middle of one of its next sends. */
    KILL_IN_SEND(0.5, 500_000_000L),
    /** A process is killed while it waits for its disk. */
    KILL_IN_WAIT(0.4, 500_000_000L),
    /** A machine loses power while its process waits for the disk. */
    POWER_LOSS_IN_WAIT(0.4, 500_000_000L),
    /** A process ends again and again soon after it has come back, sometimes with a loss of power. */
    CRASH_LOOP(0.2, 0),
    /** A member is shut down in order and comes back. */
    STOP(0.2, 300_000_000L),
    /** All processes are killed at once. */
    KILL_ALL(0.1, 500_000_000L),
    /** A machine loses power and comes back. */
    POWER_LOSS(0.4, 500_000_000L),
    /** All machines lose power at once. */
    POWER_LOSS_ALL(0.15, 500_000_000L),
    /** A machine loses power for good, and its disk is lost. */
    WIPE(0.05, 0),
    /** A process stands still. */
    PAUSE(0.5, 500_000_000L),
    /** A majority of processes stands still. */
    PAUSE_QUORUM(0.1, 500_000_000L),
    /** The members fall into two sides. */
    PARTITION(0.3, 2_000_000_000L),
    /** A member is cut off, one way or both. */
    ISOLATE(0.4, 1_500_000_000L),
    /** One direction between two members is cut. */
    BLOCK(0.5, 1_500_000_000L),
    /** Members reach only neighbours: a ring, a chain or a star. */
    PARTIAL(0.2, 1_500_000_000L),
    /** One stream between two members is held up. */
    CLOG(0.5, 500_000_000L),
    /** A link between two members is closed; what was under way is lost. */
    CLOSE(0.3, 100_000_000L),
    /** A disk is full. */
    DISK_FULL(0.2, 1_000_000_000L),
    /** A disk does not answer. */
    DISK_HANG(0.3, 800_000_000L),
    /** A disk is slow. */
    DISK_SLOW(0.2, 2_000_000_000L),
    /** One sync of a disk fails. */
    SYNC_FAILS(0.1, 0),
    /** Each sync of a disk fails. */
    SYNCS_FAIL(0.05, 1_000_000_000L),
    /** Bytes on a disk change. */
    ROT(0.3, 100_000_000L),
    /** A write of a disk lands in the wrong place. */
    MISDIRECT(0.05, 300_000_000L),
    /** The time of day of a member jumps. */
    CLOCK_STEP(0.3, 0),
    /** A client dies and another one takes its place. */
    CLIENT_KILL(0.2, 200_000_000L),
    /** What a disk was told last changes, while the process that wrote it is killed. */
    ROT_AT_END(0.4, 100_000_000L),
    /** Bytes in several places of files of one kind change. */
    ROT_WIDELY(0.1, 100_000_000L),
    /** A leader is cut off with its clients until there is another one, which dies; then it comes back. */
    DEPOSE(0.8, 2_000_000_000L),
    /** A member is away until no log of a leader has what it needs; when it is back, the leader may die. */
    LEAVE_BEHIND(1, 3_000_000_000L);

    static final FaultKind[] VALUES = values();

    final double ratePerSecondMax;
    final long durationMeanNs;

    FaultKind(final double ratePerSecondMax, final long durationMeanNs)
    {
        this.ratePerSecondMax = ratePerSecondMax;
        this.durationMeanNs = durationMeanNs;
    }

    /** Whether the page cache is lost, so that only what was synced counts. */
    boolean isLossOfUnsynced()
    {
        return switch (this)
        {
            case POWER_LOSS, POWER_LOSS_IN_WAIT, CRASH_LOOP, POWER_LOSS_ALL, SYNC_FAILS, SYNCS_FAIL, MISDIRECT -> true;
            default -> false;
        };
    }

    /**
     * Whether a disk no longer holds what was written to it, so that its member may be lost for good; only befalls
     * members of which so many may be lost.
     */
    boolean isLossOfData()
    {
        return switch (this)
        {
            case ROT, MISDIRECT, WIPE, SYNC_FAILS, SYNCS_FAIL, ROT_AT_END, ROT_WIDELY -> true;
            default -> false;
        };
    }

    /** Whether the process of one member ends, in whatever way. */
    boolean isEnd()
    {
        return switch (this)
        {
            case KILL, KILL_IN_SEND, KILL_IN_WAIT, POWER_LOSS_IN_WAIT, CRASH_LOOP, STOP, POWER_LOSS -> true;
            default -> false;
        };
    }

    /** Whether all processes end at once. */
    boolean isEndOfAll()
    {
        return this == KILL_ALL || this == POWER_LOSS_ALL;
    }
}
