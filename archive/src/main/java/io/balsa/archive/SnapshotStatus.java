package io.balsa.archive;

/** What a directory in a directory of snapshots is. */
public enum SnapshotStatus
{
    /** A snapshot that counts. */
    PUBLISHED,

    /** It was found damaged and counts no more. */
    SET_ASIDE,

    /** Taken from another member as far as it has come. */
    RECEIVING,

    /** Being written, or left by a crash. */
    WRITING,

    /** Being deleted, or left by a crash. */
    DELETING
}
