package io.balsa.archive.backup;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.archive.ClusterRestore;
import io.balsa.archive.SnapshotDirectory;
import io.balsa.archive.SnapshotProgress;
import io.balsa.archive.SnapshotStream;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.LogEntryCursor;
import io.balsa.log.mmap.LogInspection;
import io.balsa.log.mmap.StorageException;

import java.io.File;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Makes a new cluster of a backup, with the state as it was behind any entry in it: the snapshot before that entry is
 * read, with its sessions, the entries up to it are applied as members have applied them, and what comes of it is
 * restored as {@link ClusterRestore} restores a snapshot: the sessions end there.
 * <p>
 * Threads: one.
 */
public final class BackupRestore
{
    private static final String APPLYING = ".applying";

    private BackupRestore()
    {
    }

    /**
     * Find the part of a backup that an index is in.
     *
     * @param backup directory of it.
     * @param index  of an entry; 0 for the newest one.
     * @return the span with the least to apply.
     * @throws StorageException when the index is not in the backup: the message says what is.
     */
    public static BackupSpan find(final File backup, final long index)
    {
        final List<BackupSpan> spans = BackupDirectory.spans(backup);
        for (int i = spans.size() - 1; i >= 0; i--)
        {
            final BackupSpan span = spans.get(i);
            if (span.holds(index == 0 ? span.lastIndex() : index))
            {
                return span;
            }
        }
        throw new StorageException((index == 0 ? "nothing" : "index=" + index + " is not") + " in the backup " +
            backup + (spans.isEmpty() ? "" : ", which has " + spans.stream()
                .map((span) -> span.firstIndex() + " to " + span.lastIndex()).collect(Collectors.joining(", "))));
    }

    /**
     * Restore a cluster. The directory has its name when all in it is whole and durable; when this fails nothing is
     * left of it.
     *
     * @param span      that the index is in.
     * @param index     of the last entry that counts.
     * @param state     to which nothing was applied, with the limits that the members had; closed by the caller.
     * @param directory to be created, or empty; as with {@link ClusterRestore}.
     * @param clusterId of the new cluster.
     * @param memberIds of the new cluster.
     * @param settings  gives for the id of a member the content of a file {@code member-ID.properties}.
     * @param progress  told of each step in the bytes of a snapshot.
     * @throws CorruptStorageException when the backup is damaged or has a gap before the index.
     * @throws StorageException        when the directory is not empty, or cannot be written.
     */
    public static void run(
        final BackupSpan span,
        final long index,
        final ReplicatedState state,
        final File directory,
        final long clusterId,
        final int[] memberIds,
        final IntFunction<String> settings,
        final SnapshotProgress progress)
    {
        final File scratch = new File(directory.getAbsolutePath() + APPLYING);
        if (scratch.exists())
        {
            throw new StorageException(scratch +
                " is there: another restore is under way, or one was interrupted; then delete it");
        }
        if (!scratch.mkdirs())
        {
            throw new StorageException("cannot create " + scratch + "; check the path");
        }
        try
        {
            load(span, state, new File(scratch, "copy"), progress);
            apply(span, index, state);
            final File store = new File(scratch, "store");
            write(span, state, store);
            try (SnapshotDirectory snapshots = SnapshotDirectory.open(store);
                SnapshotStream stream = snapshots.stream(snapshots.published().get(0)))
            {
                ClusterRestore.run(stream, directory, clusterId, memberIds, settings, progress);
            }
        }
        finally
        {
            BackupDirectory.delete(scratch);
        }
    }

    private static void load(
        final BackupSpan span, final ReplicatedState state, final File copy, final SnapshotProgress progress)
    {
        if (span.baseIndex() == 0)
        {
            return;
        }
        try (SnapshotDirectory snapshots = SnapshotDirectory.open(span.directory());
            SnapshotStream stream =
                snapshots.stream(BackupDirectory.snapshot(span.directory(), span.baseIndex()));
            SnapshotReader reader = stream.openRecords(copy, progress))
        {
            state.restore(reader);
        }
    }

    private static void apply(final BackupSpan span, final long index, final ReplicatedState state)
    {
        try (LogInspection log = LogInspection.open(span.directory()))
        {
            final LogEntryCursor entries = log.entries(span.baseIndex() + 1);
            while (state.index() < index)
            {
                if (!entries.next() || !entries.isGood() || entries.index() != state.index() + 1)
                {
                    throw new CorruptStorageException(span.directory() + " is damaged behind index " + state.index() +
                        ": the next entry is missing or does not hold; restore at an index up to that, or use another" +
                        " backup");
                }
                state.apply(entries.header(), entries.buffer(), entries.payloadOffset(), entries.payloadLength());
            }
        }
    }

    private static void write(final BackupSpan span, final ReplicatedState state, final File directory)
    {
        final SnapshotMetadata metadata = state.describe(new int[0], new int[0]);
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(directory)
            .clusterId(span.clusterId())
            .damageListener((id, reason) -> {}));
            SnapshotWriter writer = store.begin(metadata, 0, 0))
        {
            state.writeTo(writer);
            writer.publish();
        }
    }
}
