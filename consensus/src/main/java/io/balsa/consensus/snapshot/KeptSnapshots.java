package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotStore;

import java.util.ArrayList;
import java.util.List;

/**
 * The snapshots of a store which this process has read or written: of those that are there, only these count.
 */
final class KeptSnapshots
{
    private final SnapshotStore store;
    private final SnapshotCounters counters;
    private final List<SnapshotId> known = new ArrayList<>();

    KeptSnapshots(final SnapshotStore store, final SnapshotCounters counters)
    {
        this.store = store;
        this.counters = counters;
        tell();
    }

    /** One was found whole. */
    void add(final SnapshotId id)
    {
        known.add(id);
        known.retainAll(store.snapshots());
        tell();
    }

    /** Last entry in the newest one, 0 for none. */
    long newestIndex()
    {
        return known.isEmpty() ? 0 : known.get(known.size() - 1).index();
    }

    private void tell()
    {
        counters.onKept(newestIndex(), known.size() < 2 ? 0 : known.get(0).index());
    }
}
