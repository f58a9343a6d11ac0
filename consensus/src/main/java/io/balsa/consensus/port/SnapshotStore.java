package io.balsa.consensus.port;

import java.util.List;

/**
 * Keeps the snapshots of one member. A snapshot is metadata, two opaque sections and any number of keyed records.
 * <p>
 * <b>Durability.</b> A snapshot counts from the return of {@link SnapshotWriter#publish()} on, and then survives power
 * loss; before that it does not exist. A crash at any moment leaves the published ones as they were.
 * <p>
 * <b>Integrity.</b> A reader shows only what was checked whole before: any byte that is not as it was written refuses
 * the snapshot.
 * <p>
 * <b>Retention.</b> Publishing retires the oldest above the number that is configured, at least 2.
 * <p>
 * <b>Threads.</b> One thread, never that of the consensus agent: every call may wait for a device. Readers and the
 * writer belong to that thread too. Failures are unchecked exceptions of one line; a full device is one of them and
 * leaves everything as it was.
 */
public interface SnapshotStore extends AutoCloseable
{
    /**
     * The published snapshots, damaged ones among them as long as nobody has read them.
     *
     * @return a new list, the oldest first.
     */
    List<SnapshotId> snapshots();

    /**
     * Begin to write a snapshot. The hints size the first file; both may be wrong, or 0 for unknown.
     *
     * @param metadata        of the snapshot.
     * @param recordCountHint how many records are expected, 0 for unknown.
     * @param recordBytesHint of all keys and values in bytes, 0 for unknown.
     * @return the writer, to be closed before the next one is begun.
     * @throws IllegalStateException while another writer is open.
     */
    SnapshotWriter begin(SnapshotMetadata metadata, long recordCountHint, long recordBytesHint);

    /**
     * Open the newest snapshot that is whole. Damaged ones that are newer are set aside: they count no more and are
     * reported.
     *
     * @return the reader, or null when nothing was ever published. When all are damaged it throws and nothing is set
     * aside.
     */
    SnapshotReader openNewest();

    /**
     * Open a snapshot.
     *
     * @param id of a published one.
     * @return the reader. It throws when the snapshot is damaged, and nothing is set aside.
     */
    SnapshotReader open(SnapshotId id);

    /** Release what is held. Readers and the writer must have been closed before. */
    @Override
    void close();
}
