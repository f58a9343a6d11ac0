package io.balsa.consensus.snapshot;

import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotStore;

import java.util.function.Consumer;

/**
 * Finds what a member starts from: the newest snapshot that is whole, and the log that goes on from it. A member whose
 * log does not reach back to its beginning never starts without one. A log that ends before the snapshot, or has
 * another entry in the place of its last one, is emptied: the snapshot is another member's, published before the log
 * was emptied for it, or what it holds was never durable in the log.
 */
public final class SnapshotRestore
{
    private SnapshotRestore()
    {
    }

    /**
     * Open the snapshot to start from.
     *
     * @param store    of the member.
     * @param log      of the member, recovered; it may be reset to begin behind the snapshot.
     * @param onUnread is told why no snapshot could be read where the whole log is there to start from instead.
     * @return the snapshot, to be closed by the caller; null to start from the beginning of the log.
     * @throws IllegalStateException when the member cannot start: in one line what is missing and what to do.
     */
    public static SnapshotReader open(
        final SnapshotStore store, final RaftLog log, final Consumer<RuntimeException> onUnread)
    {
        final SnapshotReader reader = openNewest(store, log, onUnread);
        if (reader == null)
        {
            checkWhole(log);
            return null;
        }
        try
        {
            connect(reader.metadata().id(), log);
            return reader;
        }
        catch (final IllegalStateException ex)
        {
            reader.close();
            throw ex;
        }
    }

    /**
     * Check that a log can be started from without a snapshot.
     *
     * @param log of the member, recovered.
     * @throws IllegalStateException when it does not reach back to its beginning.
     */
    public static void checkWhole(final RaftLog log)
    {
        if (log.firstIndex() > 1)
        {
            throw new IllegalStateException("the log begins at index=" + log.firstIndex() + " and there is no " +
                "snapshot of what was before: restore the directory of the snapshots, or replace the member");
        }
    }

    private static SnapshotReader openNewest(
        final SnapshotStore store, final RaftLog log, final Consumer<RuntimeException> onUnread)
    {
        try
        {
            return store.openNewest();
        }
        catch (final RuntimeException ex)
        {
            if (log.firstIndex() > 1)
            {
                throw new IllegalStateException("the log begins at index=" + log.firstIndex() +
                    " and no snapshot of what was before can be read: " + ex.getMessage(), ex);
            }
            onUnread.accept(ex);
            return null;
        }
    }

    private static void connect(final SnapshotId id, final RaftLog log)
    {
        if (id.index() < log.firstIndex() - 1)
        {
            throw new IllegalStateException("entries are missing between the newest snapshot, which ends with index=" +
                id.index() + ", and the log, which begins at index=" + log.firstIndex() +
                ": restore the directory of the snapshots, or replace the member");
        }
        if (log.termAt(id.index()) != id.term())
        {
            if (id.index() <= log.recoveredCommitIndex())
            {
                throw new IllegalStateException("the newest snapshot ends with index=" + id.index() + " of term=" +
                    id.term() + ", which in the log is committed with term=" + log.termAt(id.index()) +
                    ": they are not of one member; restore the directory, or replace the member");
            }
            log.reset(id.index(), id.term());
        }
    }
}
