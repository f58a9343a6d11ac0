package io.balsa.log.mmap;

/** When entries count as durable. Term and vote are forced to the device in every mode. */
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
     * Entries count as durable as soon as they are in the page cache, and the sync agent forces them in the
     * background. Survives the death of the process, not power loss.
     */
    ASYNC
}
