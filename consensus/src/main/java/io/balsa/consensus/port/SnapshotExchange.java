package io.balsa.consensus.port;

/**
 * A store's snapshots as bytes: given to other members, and taken from them. Of the same thread as
 * {@link SnapshotStore}, whose promises of durability and integrity hold here too. One snapshot is taken at a time.
 */
public interface SnapshotExchange
{
    /**
     * Last entry in the newest published snapshot; told without a look at its files.
     *
     * @return log index, 0 when there is none.
     */
    long newestIndex();

    /**
     * Name the newest published snapshot that can be given away.
     *
     * @return its name, null when there is none that can be named.
     */
    SnapshotContent newest();

    /**
     * Open a published snapshot.
     *
     * @param id       of the snapshot.
     * @param checksum of its manifest.
     * @return its bytes, null when no such snapshot is published here.
     */
    SnapshotSource source(SnapshotId id, long checksum);

    /**
     * Begin to take a snapshot, or go on with it. What was taken of another one is deleted.
     *
     * @param content of the snapshot.
     * @return the receiver, to be closed before the next one is begun; null when the snapshot is published here already
     * or a later one is.
     */
    SnapshotReceiver receive(SnapshotContent content);
}
