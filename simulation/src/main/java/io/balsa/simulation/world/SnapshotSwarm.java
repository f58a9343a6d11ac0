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
 */
record SnapshotSwarm(
    SnapshotTriggers triggers,
    LogRetention retention,
    int retainedCount,
    double damageRate,
    double failureRate,
    int chunkLengthMax,
    long rateBytesMax,
    long requestTimeoutNs)
{
    private static final long MS = 1_000_000L;

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
        return new SnapshotSwarm(new SnapshotTriggers(entries, bytes, intervalNs, false),
            new LogRetention(trailing, lagBytes), retained, damageRate, failureRate,
            chunkLength, rateBytes, timeoutNs);
    }
}
