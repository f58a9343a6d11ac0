package io.balsa.archive;

import io.balsa.consensus.port.SnapshotReader;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DirectoryInUseException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import static io.balsa.archive.SnapshotArchiveTest.flip;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.metadata;
import static io.balsa.archive.TestSnapshots.publish;
import static io.balsa.archive.TestSnapshots.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A look into directories of snapshots that are whole, damaged, in use, or none. */
@Timeout(300)
class SnapshotDirectoryTest
{
    @TempDir
    private File root;

    private void publishAll(final File directory, final long... indexes)
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(directory).retainedCount(10)))
        {
            for (final long index : indexes)
            {
                publish(store, index, 10);
            }
        }
    }

    @Test
    void shouldTellWhatIsThereByTheDirectoryOfAMemberToo() throws IOException
    {
        final File snapshots = new File(root, "snapshots");
        publishAll(snapshots, 12, 13, 14);
        for (final String name : List.of(
            SnapshotLayout.damaged(metadata(3).id()), SnapshotLayout.receiving(metadata(20).id()),
            SnapshotLayout.writing(metadata(21).id()), SnapshotLayout.deleting(metadata(2).id())))
        {
            Files.createDirectory(new File(snapshots, name).toPath());
        }
        flip(new File(directoryOf(snapshots, 13), SnapshotLayout.MANIFEST), 70);
        Files.delete(new File(directoryOf(snapshots, 14), SnapshotLayout.records(0)).toPath());
        final List<String> before = tree(root);
        for (final File given : List.of(root, snapshots))
        {
            try (SnapshotDirectory directory = SnapshotDirectory.open(given))
            {
                assertEquals(snapshots.toString(), directory.location());
                assertFalse(directory.isLive());
                final List<ListedSnapshot> listed = directory.list();
                assertEquals(
                    List.of(SnapshotStatus.DELETING, SnapshotStatus.SET_ASIDE, SnapshotStatus.PUBLISHED,
                        SnapshotStatus.PUBLISHED, SnapshotStatus.PUBLISHED, SnapshotStatus.RECEIVING,
                        SnapshotStatus.WRITING),
                    listed.stream().map(ListedSnapshot::status).toList());
                final SnapshotFacts facts = listed.get(2).facts();
                assertEquals(metadata(12), facts.metadata());
                assertEquals(10, facts.recordCount());
                assertEquals(listed.get(2).lengthBytes(), facts.lengthBytes());
                assertNull(listed.get(2).damage());
                assertNull(listed.get(3).facts());
                assertTrue(listed.get(3).damage().contains("manifest is damaged"), listed.get(3).damage());
                assertTrue(listed.get(4).damage().contains("has 0 bytes instead of"), listed.get(4).damage());
                assertNull(listed.get(5).facts());
                assertEquals(List.of(metadata(12).id(), metadata(13).id(), metadata(14).id()), directory.published());
            }
        }
        assertEquals(before, tree(root));
    }

    @Test
    void shouldNameTheFileOfEveryByteThatIsDamaged() throws IOException
    {
        publishAll(root, 12);
        final File published = directoryOf(root, 12);
        try (SnapshotDirectory directory = SnapshotDirectory.open(root))
        {
            for (final String name : tree(published))
            {
                final File file = new File(published, name);
                for (long at = 0; at < file.length(); at++)
                {
                    flip(file, at);
                    assertEquals(name, damagedFile(directory), name + " at " + at);
                    flip(file, at);
                }
            }
            try (SnapshotStream stream = directory.stream(metadata(12).id()))
            {
                assertEquals(List.of(), stream.verify(SnapshotProgress.NONE));
            }
        }
    }

    private static String damagedFile(final SnapshotDirectory directory)
    {
        try (SnapshotStream stream = directory.stream(metadata(12).id()))
        {
            final List<SnapshotFinding> findings = stream.verify(SnapshotProgress.NONE);
            assertEquals(1, findings.size());
            return findings.get(0).fileName();
        }
        catch (final CorruptStorageException e)
        {
            assertTrue(e.getMessage().contains("/manifest is damaged: "), e.getMessage());
            return SnapshotLayout.MANIFEST;
        }
    }

    @Test
    void shouldReadWhatARunningMemberRetiresMeanwhile()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(root)))
        {
            publish(store, 12, 1_000);
            try (SnapshotDirectory directory = SnapshotDirectory.open(root))
            {
                assertTrue(directory.isLive());
                try (SnapshotStream stream = directory.stream(metadata(12).id()))
                {
                    publish(store, 13, 1);
                    publish(store, 14, 1);
                    assertFalse(directoryOf(root, 12).exists());
                    assertEquals(List.of(), stream.verify(SnapshotProgress.NONE));
                    checkRecords(stream);
                }
                final StorageException retired =
                    assertThrows(StorageException.class, () -> directory.stream(metadata(12).id()));
                assertTrue(retired.getMessage().startsWith("no snapshot of index=12 term=2 is published in " + root),
                    retired.getMessage());
                assertEquals(2, directory.list().size());
            }
        }
    }

    private void checkRecords(final SnapshotStream stream)
    {
        final File copies = new File(root.getParent(), root.getName() + "-copies");
        try (SnapshotReader reader = stream.openRecords(copies, SnapshotProgress.NONE))
        {
            TestSnapshots.check(reader, 12, 1_000);
        }
        assertTrue(copies.delete());
    }

    @Test
    void shouldKeepAMemberFromBeingStartedWhileItLooks()
    {
        publishAll(root, 12);
        try (SnapshotDirectory directory = SnapshotDirectory.open(root);
            SnapshotDirectory second = SnapshotDirectory.open(root))
        {
            assertNotNull(directory.location());
            assertThrows(DirectoryInUseException.class, () -> ChronicleSnapshotStore.open(context(root)));
            assertNotNull(second.location());
        }
        ChronicleSnapshotStore.open(context(root)).close();
    }

    @Test
    void shouldRefuseWhatIsNoDirectoryOfSnapshots() throws IOException
    {
        final File missing = new File(root, "missing");
        assertThrows(StorageException.class, () -> SnapshotDirectory.open(missing));
        assertFalse(missing.exists());
        Files.createFile(new File(root, "identity").toPath());
        final ForeignDirectoryException foreign =
            assertThrows(ForeignDirectoryException.class, () -> SnapshotDirectory.open(root));
        assertTrue(foreign.getMessage().contains("it holds identity; check the path"), foreign.getMessage());
    }

    @Test
    void shouldCopyRecordsIntoAnEmptyDirectoryOnly()
    {
        publishAll(root, 12);
        try (SnapshotDirectory directory = SnapshotDirectory.open(root);
            SnapshotStream stream = directory.stream(metadata(12).id()))
        {
            final List<String> before = tree(root);
            final StorageException refused = assertThrows(
                StorageException.class, () -> stream.openRecords(directoryOf(root, 12), SnapshotProgress.NONE));
            assertTrue(refused.getMessage().contains("is not empty"), refused.getMessage());
            assertEquals(before, tree(root));
        }
    }

    @Test
    void shouldOpenNoCopyOfWhatIsDamagedAndLeaveNone() throws IOException
    {
        publishAll(root, 12);
        final File copies = new File(root.getParent(), root.getName() + "-copies");
        final File records = new File(directoryOf(root, 12), SnapshotLayout.records(0));
        flip(records, records.length() - 1);
        try (SnapshotDirectory directory = SnapshotDirectory.open(root);
            SnapshotStream stream = directory.stream(metadata(12).id()))
        {
            final CorruptStorageException damaged = assertThrows(
                CorruptStorageException.class, () -> stream.openRecords(copies, SnapshotProgress.NONE));
            assertTrue(damaged.getMessage().startsWith(records + " is damaged"), damaged.getMessage());
        }
        assertEquals(List.of(), tree(copies));
        assertTrue(copies.delete());
    }
}
