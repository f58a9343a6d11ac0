package io.balsa.log.mmap;

/** When entries count as durable. Term and vote are forced in every mode but {@link #MEMORY}. */
public enum SyncMode
{
    /** Entries are forced to the device by the sync agent; the caller's thread never waits. Survives power loss. */
    SYNC,

    /**
     * Entries, term and vote are forced on the caller's thread. Survives power loss. The sync agent still has to be
     * run: it prepares segments and carries out truncations.
     */
    INLINE,

    /**
     * Entries count as durable as soon as they are in the page cache, where the caller's thread copies them when it
     * asks for a sync; the sync agent forces them in the background, about every 100 ms while the log is asked for the
     * synced index. Survives the death of the process, not power loss.
     */
    ASYNC,

    /**
     * Log, term and vote are in memory alone and survive nothing: a member that stops has forgotten what it
     * acknowledged and whom it voted for. It may only come back as a new member, and its directory is not opened again.
     */
    MEMORY
}
