package io.balsa.archive;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DirectoryInUseException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;

import java.io.File;

/**
 * Puts a snapshot among those of a stopped member, which starts from it then. It counts when all of it is there, holds
 * and is durable; before that, and when anything fails, there is nothing of it.
 */
public final class SnapshotImport
{
    private SnapshotImport()
    {
    }

    /**
     * Import a snapshot. Damaged ones of its index or a later one are set aside for it, and reported.
     *
     * @param stream    of the snapshot.
     * @param directory of the member's snapshots, created when missing.
     * @param clusterId of the member.
     * @param listener  of snapshots that are set aside.
     * @param progress  told of each step.
     * @throws CorruptStorageException   when the snapshot is damaged.
     * @throws ForeignDirectoryException when it is of another cluster, or the directory is not one of snapshots.
     * @throws DirectoryInUseException   when a member runs on the directory.
     * @throws StorageException          when a snapshot of that index or a later one is there and whole, or it cannot
     *                                   be written.
     */
    public static void run(
        final SnapshotStream stream,
        final File directory,
        final long clusterId,
        final DamageListener listener,
        final SnapshotProgress progress)
    {
        stream.manifest().checkCluster(stream.location(), clusterId);
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(directory)
            .clusterId(clusterId)
            .retainedCount(ChronicleSnapshotStore.Context.RETAINED_COUNT_MAX)
            .damageListener(listener)))
        {
            run(stream, store, progress);
        }
    }

    static void run(
        final SnapshotStream stream, final ChronicleSnapshotStore store, final SnapshotProgress progress)
    {
        for (final SnapshotId id : store.snapshots())
        {
            if (id.index() >= stream.content().id().index())
            {
                store.ownExchange().setAsideIfDamaged(id);
            }
        }
        store.ownExchange().discard();
        try (Reception reception = new Reception(stream.location(), receiver(store, stream)))
        {
            stream.forEachPart(reception, progress);
            reception.publish();
        }
        finally
        {
            store.ownExchange().discard();
        }
    }

    private static SnapshotReceiver receiver(final ChronicleSnapshotStore store, final SnapshotStream stream)
    {
        final SnapshotReceiver receiver = store.exchange().receive(stream.content());
        if (null == receiver)
        {
            throw new StorageException("the directory has a whole snapshot of index=" + store.exchange().newestIndex() +
                ", which is not older than the one of index=" + stream.content().id().index() + " in " +
                stream.location() + "; nothing is to be done");
        }
        return receiver;
    }
}
