package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.CounterSource;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * How the snapshots of a member stand: written by the snapshot agent with ordered stores, read by the duty cycle and by
 * whoever looks. Only the request is written by others.
 */
public final class SnapshotCounters implements AutoCloseable
{
    /** Type id of the first counter; the others follow in the order of the accessors below. */
    public static final int TYPE_ID_BASE = 7440;

    private final AtomicCounter state;
    private final AtomicCounter newestIndex;
    private final AtomicCounter keptIndex;
    private final AtomicCounter shadowIndex;
    private final AtomicCounter takenCount;
    private final AtomicCounter failureCount;
    private final AtomicCounter takenTimeNs;
    private final AtomicCounter durationNs;
    private final AtomicCounter requestCount;
    private final AtomicCounter answerCount;

    /**
     * Allocate the counters.
     *
     * @param source   of counters.
     * @param memberId for the labels.
     */
    public SnapshotCounters(final CounterSource source, final int memberId)
    {
        final String suffix = " - balsa member=" + memberId;
        int typeId = TYPE_ID_BASE;
        state = source.newCounter(typeId++, "snapshot-state" + suffix);
        newestIndex = source.newCounter(typeId++, "snapshot-index" + suffix);
        keptIndex = source.newCounter(typeId++, "snapshot-oldest-index" + suffix);
        shadowIndex = source.newCounter(typeId++, "snapshot-shadow-index" + suffix);
        takenCount = source.newCounter(typeId++, "snapshots-taken" + suffix);
        failureCount = source.newCounter(typeId++, "snapshot-failures" + suffix);
        takenTimeNs = source.newCounter(typeId++, "snapshot-time-ns" + suffix);
        durationNs = source.newCounter(typeId++, "snapshot-duration-ns" + suffix);
        requestCount = source.newCounter(typeId++, "snapshot-requests" + suffix);
        answerCount = source.newCounter(typeId, "snapshot-answers" + suffix);
    }

    /**
     * What the snapshots are at.
     *
     * @return the state.
     */
    public SnapshotState state()
    {
        return SnapshotState.get((int)state.get());
    }

    /**
     * Last entry in the newest snapshot that this process has taken or was restored from.
     *
     * @return log index, 0 for none.
     */
    public long newestIndex()
    {
        return newestIndex.get();
    }

    /**
     * Last entry in the oldest snapshot that is kept, as soon as two are known to be whole. Entries up to it are not
     * needed for a start.
     *
     * @return log index, 0 while there are fewer than two.
     */
    public long keptIndex()
    {
        return keptIndex.get();
    }

    /**
     * Last entry that the second instance of the state has applied.
     *
     * @return log index.
     */
    public long shadowIndex()
    {
        return shadowIndex.get();
    }

    /**
     * Snapshots that were taken.
     *
     * @return number since the start.
     */
    public long takenCount()
    {
        return takenCount.get();
    }

    /**
     * Snapshots that could not be taken, and ends of the second instance of the state.
     *
     * @return number since the start.
     */
    public long failureCount()
    {
        return failureCount.get();
    }

    /**
     * When the newest snapshot was taken.
     *
     * @return ns since the epoch, 0 for not since the start.
     */
    public long takenTimeNs()
    {
        return takenTimeNs.get();
    }

    /**
     * How long it took to write and to publish the newest snapshot.
     *
     * @return ns.
     */
    public long durationNs()
    {
        return durationNs.get();
    }

    /**
     * How often a snapshot was asked for.
     *
     * @return number since the start.
     */
    public long requestCount()
    {
        return requestCount.get();
    }

    /**
     * How many of the requests are done with: the snapshot is there, was there already, or has failed.
     *
     * @return number since the start.
     */
    public long answerCount()
    {
        return answerCount.get();
    }

    /** Ask for a snapshot of all that is applied by now, or later. Any thread may do so. */
    public void request()
    {
        requestCount.increment();
    }

    void state(final SnapshotState value)
    {
        state.setOrdered(value.code());
    }

    void shadowIndex(final long value)
    {
        shadowIndex.setOrdered(value);
    }

    /** The kept index comes last: who acts on it finds the others. */
    void onKept(final long newNewestIndex, final long newKeptIndex)
    {
        newestIndex.setOrdered(newNewestIndex);
        keptIndex.setOrdered(newKeptIndex);
    }

    void onTaken(final long newTimeNs, final long newDurationNs)
    {
        takenTimeNs.setOrdered(newTimeNs);
        durationNs.setOrdered(newDurationNs);
        takenCount.incrementOrdered();
    }

    void onAnswered(final long requests)
    {
        answerCount.setOrdered(requests);
    }

    void onFailed()
    {
        failureCount.incrementOrdered();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(state, newestIndex, keptIndex, shadowIndex, takenCount, failureCount, takenTimeNs,
            durationNs, requestCount, answerCount);
    }
}
