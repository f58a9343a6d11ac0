package io.balsa.consensus.transfer;

import io.balsa.consensus.port.CounterSource;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * What was given to other members and fetched from them: written by the transfer agent with ordered stores, read by
 * whoever looks.
 */
public final class TransferCounters implements AutoCloseable
{
    /** Type id of the first counter; the others follow in the order of the accessors below. */
    public static final int TYPE_ID_BASE = 7420;

    private final AtomicCounter givenBytes;
    private final AtomicCounter givenChunks;
    private final AtomicCounter fetchedBytes;
    private final AtomicCounter fetchedChunks;
    private final AtomicCounter fetchIndex;
    private final AtomicCounter fetchedCount;
    private final AtomicCounter resumeCount;
    private final AtomicCounter failureCount;

    /**
     * Allocate the counters.
     *
     * @param source   of counters.
     * @param memberId for the labels.
     */
    public TransferCounters(final CounterSource source, final int memberId)
    {
        final String suffix = " - balsa member=" + memberId;
        int typeId = TYPE_ID_BASE;
        givenBytes = source.newCounter(typeId++, "snapshot-bytes-given" + suffix);
        givenChunks = source.newCounter(typeId++, "snapshot-chunks-given" + suffix);
        fetchedBytes = source.newCounter(typeId++, "snapshot-bytes-fetched" + suffix);
        fetchedChunks = source.newCounter(typeId++, "snapshot-chunks-fetched" + suffix);
        fetchIndex = source.newCounter(typeId++, "snapshot-fetch-index" + suffix);
        fetchedCount = source.newCounter(typeId++, "snapshots-fetched" + suffix);
        resumeCount = source.newCounter(typeId++, "snapshot-fetch-resumes" + suffix);
        failureCount = source.newCounter(typeId, "snapshot-transfer-failures" + suffix);
    }

    /**
     * Bytes of snapshots that were given to other members.
     *
     * @return bytes since the start.
     */
    public long givenBytes()
    {
        return givenBytes.get();
    }

    /**
     * Chunks in which they were given.
     *
     * @return number since the start.
     */
    public long givenChunks()
    {
        return givenChunks.get();
    }

    /**
     * Bytes of snapshots that were fetched from other members.
     *
     * @return bytes since the start.
     */
    public long fetchedBytes()
    {
        return fetchedBytes.get();
    }

    /**
     * Chunks in which they came.
     *
     * @return number since the start.
     */
    public long fetchedChunks()
    {
        return fetchedChunks.get();
    }

    /**
     * Last entry in the snapshot that is being fetched.
     *
     * @return log index, 0 while none is.
     */
    public long fetchIndex()
    {
        return fetchIndex.get();
    }

    /**
     * Snapshots that were fetched and published here.
     *
     * @return number since the start.
     */
    public long fetchedCount()
    {
        return fetchedCount.get();
    }

    /**
     * How often a fetch went on with what had come before.
     *
     * @return number since the start.
     */
    public long resumeCount()
    {
        return resumeCount.get();
    }

    /**
     * How often a snapshot could not be fetched or given.
     *
     * @return number since the start.
     */
    public long failureCount()
    {
        return failureCount.get();
    }

    void onGiven(final int length)
    {
        givenBytes.getAndAddOrdered(length);
        givenChunks.incrementOrdered();
    }

    void onFetching(final long index, final boolean isResumed)
    {
        fetchIndex.setOrdered(index);
        if (isResumed)
        {
            resumeCount.incrementOrdered();
        }
    }

    void onChunk(final int length)
    {
        fetchedBytes.getAndAddOrdered(length);
        fetchedChunks.incrementOrdered();
    }

    /** Nothing is fetched any more. */
    void onFetchEnd()
    {
        fetchIndex.setOrdered(0);
    }

    void onFetched()
    {
        fetchedCount.incrementOrdered();
    }

    void onFailed()
    {
        failureCount.incrementOrdered();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(givenBytes, givenChunks, fetchedBytes, fetchedChunks, fetchIndex, fetchedCount,
            resumeCount, failureCount);
    }
}
