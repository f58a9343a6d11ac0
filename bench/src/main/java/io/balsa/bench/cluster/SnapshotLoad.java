package io.balsa.bench.cluster;

/**
 * State of each member's service, and how often it is in a snapshot.
 *
 * @param stateSlots of {@link StoringEcho#SLOT_LENGTH} bytes; 0 for a service that keeps nothing but a digest.
 * @param intervalNs between snapshots of each member; 0 for none.
 */
public record SnapshotLoad(int stateSlots, long intervalNs)
{
    /** No state, no snapshots. */
    public static final SnapshotLoad NONE = new SnapshotLoad(0, 0);

    /** The same state without snapshots. */
    SnapshotLoad withoutSnapshots()
    {
        return new SnapshotLoad(stateSlots, 0);
    }

    boolean hasSnapshots()
    {
        return intervalNs > 0;
    }
}
