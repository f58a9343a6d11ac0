package io.balsa.log.mmap;

/** An entry is wanted that the log does not hold any more: it was removed from its front. */
public final class EntryRemovedException extends StorageException
{
    private static final long serialVersionUID = 1L;

    /** Oldest entry that the log holds. */
    private final long firstIndex;

    /**
     * With what is wanted and what there is.
     *
     * @param location   of the directory.
     * @param index      of the entry that is wanted.
     * @param firstIndex oldest entry that the log holds.
     */
    public EntryRemovedException(final String location, final long index, final long firstIndex)
    {
        super(
            "index " + index + " is no longer held in " + location + ", the log begins at " + firstIndex +
            "; go on from there, or from a snapshot");
        this.firstIndex = firstIndex;
    }

    /**
     * Oldest entry that the log holds.
     *
     * @return log index.
     */
    public long firstIndex()
    {
        return firstIndex;
    }
}
