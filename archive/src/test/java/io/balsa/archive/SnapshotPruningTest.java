package io.balsa.archive;

import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DirectoryInUseException;
import io.balsa.log.mmap.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;

import static io.balsa.archive.SnapshotArchiveTest.flip;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.metadata;
import static io.balsa.archive.TestSnapshots.publish;
import static io.balsa.archive.TestSnapshots.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** What goes when room is made, and what never does. */
@Timeout(120)
class SnapshotPruningTest
{
    @TempDir
    private File directory;

    private void publishAll(final long... indexes)
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(directory).retainedCount(10)))
        {
            for (final long index : indexes)
            {
                publish(store, index, 1);
            }
        }
    }

    private void damage(final long index) throws IOException
    {
        flip(new File(directoryOf(directory, index), SnapshotLayout.records(0)), 5000);
    }

    private List<String> names()
    {
        final String[] names = directory.list();
        Arrays.sort(names);
        return List.of(names);
    }

    private static String name(final long index)
    {
        return SnapshotLayout.published(metadata(index).id());
    }

    private static List<Long> indexes(final List<ListedSnapshot> snapshots)
    {
        return snapshots.stream().map((snapshot) -> snapshot.id().index()).toList();
    }

    @Test
    void shouldKeepTheNewestWholeSnapshots() throws IOException
    {
        publishAll(10, 11, 12, 13, 14);
        damage(13);
        for (final String name : List.of(
            SnapshotLayout.damaged(metadata(9).id()), SnapshotLayout.damaged(metadata(20).id()),
            SnapshotLayout.receiving(metadata(8).id()), SnapshotLayout.writing(metadata(21).id()),
            SnapshotLayout.deleting(metadata(2).id())))
        {
            Files.createDirectory(new File(directory, name).toPath());
        }
        Files.createFile(new File(directory, SnapshotLayout.reading(3)).toPath());
        final List<String> before = tree(directory);
        try (SnapshotPruning pruning = SnapshotPruning.open(directory, 2, SnapshotProgress.NONE))
        {
            assertEquals(List.of(2L, 8L, 9L, 10L, 11L, 20L, 21L), indexes(pruning.removals()));
            assertEquals(List.of(13L), indexes(pruning.damaged()));
            assertEquals(before, tree(directory));
            pruning.run();
        }
        assertEquals(List.of(SnapshotLayout.LOCK, name(12), name(13), name(14)), names());
    }

    @Test
    void shouldKeepWhatIsBeingReceivedBehindTheNewest() throws IOException
    {
        publishAll(10, 11);
        final String receiving = SnapshotLayout.receiving(metadata(12).id());
        Files.createDirectory(new File(directory, receiving).toPath());
        try (SnapshotPruning pruning = SnapshotPruning.open(directory, 1, SnapshotProgress.NONE))
        {
            pruning.run();
        }
        assertEquals(List.of(SnapshotLayout.LOCK, receiving, name(11)), names());
    }

    @Test
    void shouldRemoveNothingWhereNoSnapshotIsWhole() throws IOException
    {
        publishAll(10, 11);
        damage(10);
        damage(11);
        final List<String> before = tree(directory);
        assertThrows(
            CorruptStorageException.class, () -> SnapshotPruning.open(directory, 1, SnapshotProgress.NONE));
        assertEquals(before, tree(directory));
        publishAll();
    }

    @Test
    void shouldKeepAllWhereThereAreNotMore()
    {
        publishAll(10, 11);
        try (SnapshotPruning pruning = SnapshotPruning.open(directory, 3, SnapshotProgress.NONE))
        {
            assertEquals(List.of(), pruning.removals());
            pruning.run();
        }
        assertEquals(List.of(SnapshotLayout.LOCK, name(10), name(11)), names());
    }

    @Test
    void shouldRefuseARunningMemberAndAMissingDirectory()
    {
        publishAll(10, 11);
        try (ChronicleSnapshotStore running = ChronicleSnapshotStore.open(context(directory)))
        {
            assertThrows(
                DirectoryInUseException.class, () -> SnapshotPruning.open(directory, 1, SnapshotProgress.NONE));
            assertEquals(2, running.snapshots().size());
        }
        final File missing = new File(directory, "missing");
        assertThrows(StorageException.class, () -> SnapshotPruning.open(missing, 1, SnapshotProgress.NONE));
        assertFalse(missing.exists());
        assertThrows(
            IllegalArgumentException.class, () -> SnapshotPruning.open(directory, 0, SnapshotProgress.NONE));
    }
}
