package io.balsa.archive;

/** Is told how far work on the bytes of a snapshot has come, on the thread that does it. */
@FunctionalInterface
public interface SnapshotProgress
{
    /** Tells nobody. */
    SnapshotProgress NONE = (doneBytes, totalBytes) -> {};

    /**
     * More was done.
     *
     * @param doneBytes  of the snapshot.
     * @param totalBytes of the snapshot.
     */
    void onProgress(long doneBytes, long totalBytes);
}
