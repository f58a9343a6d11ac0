package io.balsa.archive;

import io.balsa.consensus.port.SnapshotId;

/** Is told of snapshots that were set aside, on the store's thread. */
@FunctionalInterface
public interface DamageListener
{
    /**
     * A damaged snapshot was set aside and an older one was opened instead.
     *
     * @param id     of the damaged one.
     * @param reason one line: file, what is wrong with it, what to do.
     */
    void onDamaged(SnapshotId id, String reason);
}
