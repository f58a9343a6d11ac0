package io.balsa.simulation.world;

import io.balsa.consensus.snapshot.LogRetention;
import io.balsa.consensus.snapshot.SnapshotTriggers;
import io.balsa.consensus.transfer.TransferContext;

import java.util.SplittableRandom;

/**
 * What is drawn once for a run about snapshots: tiny intervals, so that each run takes many and shortens its logs.
 *
 * @param triggers         when they are taken.
 * @param retention        how much of the log is kept.
 * @param retainedCount    how many are kept.
 * @param damageRate       how often the newest one is damaged when a process begins.
 * @param failureRate      how often one cannot be written.
 * @param chunkLengthMax   longest chunk of one that travels, in bytes.
 * @param rateBytesMax     bytes of them that a member gives away in a second.
 * @param requestTimeoutNs after which bytes are asked for again.
 * @param weight           how many times as long one of another member takes to be forced: meanwhile its receiver may
 *                         come further by itself.
 * @param keepers          members, one bit each, that keep far more of their logs than others.
 */
record SnapshotSwarm(
    SnapshotTriggers triggers,
    LogRetention retention,
    int retainedCount,
    double damageRate,
    double failureRate,
    int chunkLengthMax,
    long rateBytesMax,
    long requestTimeoutNs,
    long weight,
    int keepers)
{
    private static final long MS = 1_000_000L;
    private static final long KEPT_ENTRIES = 10_000;
    private static final int WEIGHT_BITS_MIN = 14;
    private static final int WEIGHT_BITS_MAX = 21;

    static SnapshotSwarm draw(final SplittableRandom random)
    {
        final long entries = random.nextInt(4) == 0 ? 0 : random.nextLong(1, 60);
        final long bytes = random.nextInt(4) == 0 ? random.nextLong(100, 8_000) : 0;
        final long intervalNs = random.nextInt(4) == 0 ? random.nextLong(50 * MS, 2_000 * MS) : 0;
        final long trailing = random.nextBoolean() ? 0 : random.nextLong(40);
        final long lagBytes = random.nextBoolean() ? 0 : random.nextLong(8_000);
        final int retained = random.nextInt(2, 4);
        final double damageRate = random.nextBoolean() ? 0 : random.nextDouble();
        final double failureRate = random.nextBoolean() ? 0 : 0.5 * random.nextDouble();
        final int chunkLength = random.nextInt(16, 600);
        final long rateBytes = TransferContext.RATE_BYTES_MIN << random.nextInt(10);
        final long timeoutNs = random.nextLong(20 * MS, 300 * MS);
        final long weight = random.nextBoolean() ? 1 : 1L << random.nextInt(WEIGHT_BITS_MIN, WEIGHT_BITS_MAX);
        return new SnapshotSwarm(new SnapshotTriggers(entries, bytes, intervalNs, false),
            new LogRetention(trailing, lagBytes), retained, damageRate, failureRate,
            chunkLength, rateBytes, timeoutNs, weight,
            random.nextInt());
    }

    /** The same with one after so many entries, and next to nothing kept behind them. */
    SnapshotSwarm often(final long entries)
    {
        return new SnapshotSwarm(new SnapshotTriggers(entries, 0, 0, false), new LogRetention(0, 0), retainedCount,
            damageRate, failureRate, chunkLengthMax, rateBytesMax, requestTimeoutNs, weight, keepers);
    }

    /** A member that others need a snapshot of may have a successor who still has the entries. */
    LogRetention retention(final int member)
    {
        return ((keepers >> member) & 1) == 0 ? retention :
            new LogRetention(retention.trailingEntries() + KEPT_ENTRIES, retention.followerLagBytes());
    }
}
