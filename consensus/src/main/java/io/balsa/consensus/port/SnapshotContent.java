package io.balsa.consensus.port;

/**
 * Names the bytes of one published snapshot: two members that mean the same by it may each give half of them. The
 * manifest comes first, then what it vouches for, in its order.
 *
 * @param id             last entry that is in the state.
 * @param checksum       CRC32C of the manifest, in the low 32 bits.
 * @param manifestLength of the manifest in bytes, from 1 to {@link #MANIFEST_LENGTH_MAX}.
 * @param length         of all bytes, the manifest among them, up to {@link #LENGTH_MAX}.
 */
public record SnapshotContent(SnapshotId id, long checksum, int manifestLength, long length)
{
    /** The longest manifest in bytes. */
    public static final int MANIFEST_LENGTH_MAX = 2 * SnapshotWriter.SECTION_LENGTH_MAX + 1024 * 1024;

    /** The longest snapshot that travels, in bytes. */
    public static final long LENGTH_MAX = 1L << 42;

    /**
     * Whether there can be such a snapshot. What comes from the network is asked before anything is done with it.
     *
     * @return false when a number is out of range.
     */
    public boolean isPossible()
    {
        return id.index() >= 1 && id.term() >= 1 && checksum == (checksum & 0xFFFF_FFFFL) &&
            manifestLength >= 1 && manifestLength <= MANIFEST_LENGTH_MAX &&
            length >= manifestLength && length <= LENGTH_MAX;
    }
}
