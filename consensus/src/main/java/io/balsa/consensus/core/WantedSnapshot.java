package io.balsa.consensus.core;

/**
 * The snapshot that a leader would have this member install, as it was last told. A newer offer takes the place of an
 * older one.
 */
public final class WantedSnapshot
{
    private boolean isPending;
    private int leaderId;
    private long index;
    private long term;
    private long checksum;
    private int manifestLength;
    private long length;

    WantedSnapshot()
    {
    }

    void set(
        final int newLeaderId,
        final long newIndex,
        final long newTerm,
        final long newChecksum,
        final int newManifestLength,
        final long newLength)
    {
        isPending = true;
        leaderId = newLeaderId;
        index = newIndex;
        term = newTerm;
        checksum = newChecksum;
        manifestLength = newManifestLength;
        length = newLength;
    }

    /**
     * Whether it was offered since {@link #onTaken()}.
     *
     * @return true if so.
     */
    public boolean isPending()
    {
        return isPending;
    }

    /** Who fetches it knows of it. */
    public void onTaken()
    {
        isPending = false;
    }

    /**
     * Who offers it.
     *
     * @return member id.
     */
    public int leaderId()
    {
        return leaderId;
    }

    /**
     * Last entry in it.
     *
     * @return log index.
     */
    public long index()
    {
        return index;
    }

    /**
     * Term of that entry.
     *
     * @return the term.
     */
    public long term()
    {
        return term;
    }

    /**
     * Checksum of its manifest.
     *
     * @return CRC32C in the low 32 bits.
     */
    public long checksum()
    {
        return checksum;
    }

    /**
     * Length of its manifest.
     *
     * @return bytes.
     */
    public int manifestLength()
    {
        return manifestLength;
    }

    /**
     * Length of all its bytes.
     *
     * @return bytes, the manifest among them.
     */
    public long length()
    {
        return length;
    }
}
