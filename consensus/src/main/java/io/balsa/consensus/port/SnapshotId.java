package io.balsa.consensus.port;

/**
 * Which snapshot: the last entry that is in it. Ordered by index.
 *
 * @param index of the last entry applied to the state.
 * @param term  of that entry.
 */
public record SnapshotId(long index, long term) implements Comparable<SnapshotId>
{
    @Override
    public int compareTo(final SnapshotId other)
    {
        final int order = Long.compare(index, other.index);
        return 0 != order ? order : Long.compare(term, other.term);
    }
}
