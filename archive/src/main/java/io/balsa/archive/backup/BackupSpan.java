package io.balsa.archive.backup;

import java.io.File;

/**
 * A part of a backup without a gap: a snapshot and the entries behind it.
 *
 * @param directory of it.
 * @param clusterId of the cluster.
 * @param baseIndex last entry in the snapshot; 0 where there is none, as the entries go back to the first one.
 * @param lastIndex last entry; {@code baseIndex} when there are none behind the snapshot.
 */
public record BackupSpan(File directory, long clusterId, long baseIndex, long lastIndex)
{
    /**
     * First index that a cluster can be restored at.
     *
     * @return log index.
     */
    public long firstIndex()
    {
        return Math.max(1, baseIndex);
    }

    /**
     * Whether a cluster can be restored at an index.
     *
     * @param index of an entry.
     * @return true if so.
     */
    public boolean holds(final long index)
    {
        return index >= firstIndex() && index <= lastIndex;
    }
}
