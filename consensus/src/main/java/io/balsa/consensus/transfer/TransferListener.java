package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotId;

/** Learns what becomes of transfers, on the transfer's thread, which waits for it. */
public interface TransferListener
{
    /** Does nothing. */
    TransferListener NONE = new TransferListener()
    {
    };

    /**
     * A snapshot is being fetched.
     *
     * @param id       of the snapshot.
     * @param position bytes that are here already, 0 unless it is gone on with.
     * @param length   of all its bytes.
     */
    default void onFetch(final SnapshotId id, final long position, final long length)
    {
    }

    /**
     * A snapshot was fetched and is published here.
     *
     * @param id     of the snapshot.
     * @param length of all its bytes.
     */
    default void onFetched(final SnapshotId id, final long length)
    {
    }

    /**
     * A snapshot could not be fetched or given; it is tried again when a leader offers one.
     *
     * @param reason of one line.
     */
    default void onFailed(final String reason)
    {
    }
}
