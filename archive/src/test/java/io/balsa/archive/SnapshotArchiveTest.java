package io.balsa.archive;

import io.balsa.codecs.storage.ArchiveHeaderDecoder;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static io.balsa.archive.TestSnapshots.CLUSTER_ID;
import static io.balsa.archive.TestSnapshots.checkNewest;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.indexes;
import static io.balsa.archive.TestSnapshots.metadata;
import static io.balsa.archive.TestSnapshots.publish;
import static io.balsa.archive.TestSnapshots.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A snapshot in one file: written, read, imported, and damaged in every byte. */
@Timeout(300)
class SnapshotArchiveTest
{
    @TempDir
    private File root;

    private File directory;
    private File archive;
    private File imported;

    @BeforeEach
    void setUp()
    {
        directory = new File(root, "snapshots");
        archive = new File(root, "files/12.balsa");
        imported = new File(root, "imported");
    }

    private void export(final int recordCount)
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(directory)))
        {
            publish(store, 12, recordCount);
        }
        export();
    }

    private long export()
    {
        try (SnapshotDirectory source = SnapshotDirectory.open(directory);
            SnapshotStream stream = source.stream(metadata(12).id()))
        {
            return SnapshotArchive.write(stream, archive, SnapshotProgress.NONE);
        }
    }

    private void importInto(final File target)
    {
        try (SnapshotStream stream = SnapshotArchive.open(archive))
        {
            SnapshotImport.run(stream, target, CLUSTER_ID, (id, reason) -> {}, SnapshotProgress.NONE);
        }
    }

    private List<SnapshotFinding> verify()
    {
        try (SnapshotStream stream = SnapshotArchive.open(archive))
        {
            return stream.verify(SnapshotProgress.NONE);
        }
    }

    /** Nobody would start from anything that was left. */
    private void assertNothingImported()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(imported)))
        {
            assertEquals(List.of(), store.snapshots());
        }
        assertEquals(List.of(SnapshotLayout.LOCK), tree(imported));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000})
    void shouldCarryASnapshotFromOneDirectoryToAnother(final int recordCount)
    {
        export(recordCount);
        assertEquals(List.of(archive.getName()), Arrays.asList(archive.getParentFile().list()));
        assertEquals(List.of(), verify());
        importInto(imported);
        assertEquals(tree(directoryOf(directory, 12)), tree(directoryOf(imported, 12)));
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(imported)))
        {
            assertEquals(List.of(12L), indexes(store));
            checkNewest(store, 12, recordCount);
        }
    }

    @Test
    void shouldTellWhatIsInAnArchiveAndShowItsRecords()
    {
        export(20_000);
        final List<Long> steps = new ArrayList<>();
        try (SnapshotStream stream = SnapshotArchive.open(archive))
        {
            final SnapshotFacts facts = stream.facts();
            assertEquals(CLUSTER_ID, facts.clusterId());
            assertEquals(metadata(12), facts.metadata());
            assertEquals(20_000, facts.recordCount());
            assertEquals(2, facts.sessionCount());
            assertEquals(3, facts.timersLength());
            assertTrue(archive.length() < facts.lengthBytes() / 2, archive.length() + " of " + facts.lengthBytes());
            try (SnapshotReader reader =
                stream.openRecords(new File(root, "copies"), (done, total) -> steps.add(done)))
            {
                TestSnapshots.check(reader, 12, 20_000);
                assertEquals(List.of(), tree(new File(root, "copies")));
            }
            assertEquals(facts.lengthBytes(), steps.get(steps.size() - 1));
        }
        assertEquals(steps.stream().sorted().toList(), steps);
    }

    @Test
    void shouldDetectEveryByteOfAnArchive() throws IOException
    {
        export(1);
        final byte[] content = Files.readAllBytes(archive.toPath());
        for (int at = 0; at < content.length; at++)
        {
            content[at] ^= (byte)(1 << (at & 7));
            Files.write(archive.toPath(), content);
            content[at] ^= (byte)(1 << (at & 7));
            final StorageException refused = assertThrows(StorageException.class, () -> importInto(imported));
            assertTrue(refused.getMessage().startsWith(archive + " is "), refused.getMessage());
            assertEquals(at >= 4 && at < 8, refused instanceof ForeignDirectoryException, refused.getMessage());
            if (at % 64 == 0 && imported.exists())
            {
                assertNothingImported();
            }
        }
        Files.write(archive.toPath(), content);
        importInto(imported);
    }

    @Test
    void shouldDetectAnArchiveOfAnotherLength() throws IOException
    {
        export(1_000);
        final byte[] content = Files.readAllBytes(archive.toPath());
        for (final int length : new int[]{ 0, 1, 63, 64, 87, 88, 89, content.length / 2, content.length - 1 })
        {
            Files.write(archive.toPath(), Arrays.copyOf(content, length));
            final CorruptStorageException refused =
                assertThrows(CorruptStorageException.class, () -> importInto(imported));
            assertTrue(refused.getMessage().contains("the file ends there"), refused.getMessage());
        }
        Files.write(archive.toPath(), Arrays.copyOf(content, content.length + 1));
        final List<SnapshotFinding> findings = verify();
        assertEquals(1, findings.size());
        assertTrue(findings.get(0).text().contains("there is more behind the end of the snapshot"));
        assertThrows(CorruptStorageException.class, () -> importInto(imported));
        assertNothingImported();
    }

    /** Each of them holds by itself. */
    @Test
    void shouldDetectPartsThatHaveChangedPlaces() throws IOException
    {
        export(20_000);
        final byte[] content = Files.readAllBytes(archive.toPath());
        final UnsafeBuffer bytes = new UnsafeBuffer(content);
        final int first = ArchiveFormat.HEADER_LENGTH;
        final int firstLength = ArchiveFormat.CHUNK_HEADER_LENGTH + bytes.getInt(first + 4, ByteOrder.LITTLE_ENDIAN);
        final int second = first + firstLength;
        final int secondLength = ArchiveFormat.CHUNK_HEADER_LENGTH + bytes.getInt(second + 4, ByteOrder.LITTLE_ENDIAN);
        final byte[] changed = content.clone();
        System.arraycopy(content, second, changed, first, secondLength);
        System.arraycopy(content, first, changed, first + secondLength, firstLength);
        Files.write(archive.toPath(), changed);
        final CorruptStorageException damaged =
            assertThrows(CorruptStorageException.class, () -> SnapshotArchive.open(archive));
        assertEquals(archive + " is damaged at offset 64: no part of the snapshot begins there; use another copy of it",
            damaged.getMessage());
    }

    @Test
    void shouldRefuseWhatIsNoArchiveOrOfANewerVersion() throws IOException
    {
        export(1);
        final byte[] content = Files.readAllBytes(archive.toPath());
        final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(ArchiveFormat.HEADER_LENGTH));
        header.putBytes(0, content, 0, ArchiveFormat.HEADER_LENGTH);
        header.putShort(48, (short)(ArchiveHeaderDecoder.SCHEMA_VERSION + 1), ByteOrder.LITTLE_ENDIAN);
        header.putInt(
            0, (int)ArchiveFormat.checksum(header, ArchiveFormat.HEADER_LENGTH), ByteOrder.LITTLE_ENDIAN);
        header.getBytes(0, content, 0, ArchiveFormat.HEADER_LENGTH);
        Files.write(archive.toPath(), content);
        final ForeignDirectoryException newer =
            assertThrows(ForeignDirectoryException.class, () -> SnapshotArchive.open(archive));
        assertTrue(newer.getMessage().endsWith("use the newer program"), newer.getMessage());

        Files.write(archive.toPath(), new byte[1000]);
        final ForeignDirectoryException foreign =
            assertThrows(ForeignDirectoryException.class, () -> SnapshotArchive.open(archive));
        assertTrue(foreign.getMessage().contains("is no archive of a snapshot"), foreign.getMessage());
        Files.delete(archive.toPath());
        final StorageException missing =
            assertThrows(StorageException.class, () -> SnapshotArchive.open(archive));
        assertTrue(missing.getMessage().contains("no such file"), missing.getMessage());
    }

    /** Its checksums are made to hold. */
    @ParameterizedTest
    @CsvSource({"24, -1", "32, 9223372036854775807", "32, 10", "44, 4294967295", "44, 0"})
    void shouldRefuseAHeaderThatSaysWhatCannotBe(final int offset, final long value) throws IOException
    {
        export(1);
        reseal(0, ArchiveFormat.HEADER_LENGTH, offset, value);
        final CorruptStorageException refused =
            assertThrows(CorruptStorageException.class, () -> SnapshotArchive.open(archive));
        assertTrue(refused.getMessage().startsWith(archive + " is damaged at offset 0: its header "),
            refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"16, 0", "16, 1048577", "16, 2147483648", "8, 1", "16, 1048576"})
    void shouldRefuseAChunkThatSaysWhatCannotBe(final int offset, final long value) throws IOException
    {
        export(1);
        final byte[] content = Files.readAllBytes(archive.toPath());
        reseal(ArchiveFormat.HEADER_LENGTH, content.length - ArchiveFormat.HEADER_LENGTH, offset, value);
        final CorruptStorageException refused =
            assertThrows(CorruptStorageException.class, () -> SnapshotArchive.open(archive));
        assertEquals(archive + " is damaged at offset 64: no part of the snapshot begins there; use another copy of it",
            refused.getMessage());
    }

    /** Write a number of 4 bytes, or of 8 where there is one, into a block and have its checksum hold. */
    private void reseal(final int from, final int length, final int offset, final long value) throws IOException
    {
        final byte[] content = Files.readAllBytes(archive.toPath());
        final UnsafeBuffer block = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
        block.putBytes(0, content, from, length);
        if (offset % Long.BYTES == 0 && offset != 16)
        {
            block.putLong(offset, value, ByteOrder.LITTLE_ENDIAN);
        }
        else
        {
            block.putInt(offset, (int)value, ByteOrder.LITTLE_ENDIAN);
        }
        block.putInt(0, (int)ArchiveFormat.checksum(block, length), ByteOrder.LITTLE_ENDIAN);
        block.getBytes(0, content, from, length);
        Files.write(archive.toPath(), content);
    }

    @Test
    void shouldHoldWhatComesOutAgainstTheManifest()
    {
        export(100);
        assertTrue(archive.delete());
        try (SnapshotDirectory source = SnapshotDirectory.open(directory);
            SnapshotStream stream = source.stream(metadata(12).id());
            SnapshotFiles files = DirectoryFiles.open(archive.getParentFile());
            ArchiveWriter writer = new ArchiveWriter(files, archive.getName(), stream))
        {
            final long last = stream.content().length() - 1;
            final long[] position = new long[1];
            stream.forEachPart(
                (buffer, offset, length) ->
                {
                    position[0] += length;
                    if (position[0] > last)
                    {
                        buffer.putByte(offset + length - 1, (byte)~buffer.getByte(offset + length - 1));
                    }
                    writer.onPart(buffer, offset, length);
                },
                SnapshotProgress.NONE);
            writer.finish();
        }
        assertEquals(List.of("its checksum does not hold"), verify().stream().map(SnapshotFinding::text).toList());
        final CorruptStorageException refused =
            assertThrows(CorruptStorageException.class, () -> importInto(imported));
        assertEquals(
            archive + " is damaged: a checksum of its manifest does not hold; use another copy of it",
            refused.getMessage());
        assertNothingImported();
    }

    @Test
    void shouldRefuseTheSnapshotOfAnotherClusterBeforeAnythingIsTouched()
    {
        export(1);
        try (SnapshotStream stream = SnapshotArchive.open(archive))
        {
            final ForeignDirectoryException foreign = assertThrows(ForeignDirectoryException.class,
                () -> SnapshotImport.run(stream, imported, 8, (id, reason) -> {}, SnapshotProgress.NONE));
            assertTrue(foreign.getMessage().contains("belongs to cluster 7, not to cluster 8"), foreign.getMessage());
        }
        assertFalse(imported.exists());
    }

    @Test
    void shouldExportNothingThatIsDamagedAndLeaveNoFile() throws IOException
    {
        export(100);
        Files.delete(archive.toPath());
        final File records = new File(directoryOf(directory, 12), SnapshotLayout.records(0));
        flip(records, records.length() / 2);
        final CorruptStorageException damaged = assertThrows(CorruptStorageException.class, this::export);
        assertTrue(damaged.getMessage().startsWith(records + " is damaged: its checksum does not hold"),
            damaged.getMessage());
        assertEquals(0, archive.getParentFile().list().length);
    }

    @Test
    void shouldNotOverwriteAFileAndReplaceWhatAnInterruptedExportHasLeft() throws IOException
    {
        export(1);
        final StorageException present = assertThrows(StorageException.class, this::export);
        assertEquals("file " + archive + " is there already; choose another name", present.getMessage());
        final byte[] content = Files.readAllBytes(archive.toPath());
        Files.delete(archive.toPath());
        Files.write(new File(archive + ".tmp").toPath(), new byte[10_000]);
        assertEquals(content.length, export());
        assertEquals(List.of(archive.getName()), Arrays.asList(archive.getParentFile().list()));
    }

    @Test
    void shouldRefuseToImportBesideARunningMember()
    {
        export(1);
        try (ChronicleSnapshotStore running = ChronicleSnapshotStore.open(context(imported)))
        {
            final StorageException inUse = assertThrows(StorageException.class, () -> importInto(imported));
            assertTrue(inUse.getMessage().contains("in use"), inUse.getMessage());
            assertEquals(List.of(), running.snapshots());
        }
    }

    @Test
    void shouldImportOverADamagedSnapshotAndNotOverAWholeOne() throws IOException
    {
        export(1);
        importInto(imported);
        final StorageException late = assertThrows(StorageException.class, () -> importInto(imported));
        assertTrue(late.getMessage().contains("has a whole snapshot of index=12"), late.getMessage());
        final File manifest = new File(directoryOf(imported, 12), SnapshotLayout.MANIFEST);
        flip(manifest, 20);
        importInto(imported);
        assertTrue(tree(imported).contains(SnapshotLayout.damaged(metadata(12).id())));
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(imported)))
        {
            checkNewest(store, 12, 1);
        }
    }

    @Test
    void shouldKeepTheSnapshotsThatAreThere()
    {
        export(1);
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(imported).retainedCount(5)))
        {
            publish(store, 3, 1);
            publish(store, 4, 1);
            publish(store, 5, 1);
        }
        importInto(imported);
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(imported)))
        {
            assertEquals(List.of(3L, 4L, 5L, 12L), indexes(store));
        }
    }

    static void flip(final File file, final long at) throws IOException
    {
        try (RandomAccessFile access = new RandomAccessFile(file, "rw"))
        {
            access.seek(at);
            final int value = access.read();
            access.seek(at);
            access.write(value ^ 1);
        }
    }
}
