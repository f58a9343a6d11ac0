package io.balsa.archive;

import io.balsa.codecs.storage.SnapshotManifestDecoder;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;

import static io.balsa.archive.TestSnapshots.checkNewest;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.indexes;
import static io.balsa.archive.TestSnapshots.metadata;
import static io.balsa.archive.TestSnapshots.publish;
import static io.balsa.archive.TestSnapshots.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(300)
class SnapshotDamageTest
{
    @TempDir
    private File directory;

    private final List<String> reports = new ArrayList<>();

    @Test
    void shouldDetectEveryByteOfASmallSnapshot() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 1);
            for (final String name : tree(directoryOf(directory, 12)))
            {
                final long length = file(12, name).length();
                for (long at = 0; at < length; at++)
                {
                    shouldDetectAFlip(store, name, at);
                }
            }
            checkNewest(store, 12, 1);
            assertTrue(tree(directory).stream().noneMatch(SnapshotLayout::isReading));
        }
    }

    @Test
    void shouldDetectBytesOfALargerSnapshot() throws IOException
    {
        final SplittableRandom random = new SplittableRandom(12);
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 10_000);
            for (final String name : tree(directoryOf(directory, 12)))
            {
                final long length = file(12, name).length();
                shouldDetectAFlip(store, name, 0);
                shouldDetectAFlip(store, name, length - 1);
                shouldDetectAFlip(store, name, random.nextLong(length));
                shouldDetectAFlip(store, name, random.nextLong(length));
            }
            checkNewest(store, 12, 10_000);
        }
    }

    @Test
    void shouldDetectAnotherLength() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 100);
            for (final String name : tree(directoryOf(directory, 12)))
            {
                final byte[] content = Files.readAllBytes(file(12, name).toPath());
                final List<LongUnaryOperator> changes = List.of(
                    length -> 0, length -> 1, length -> 63, length -> length - 1, length -> length + 1,
                    length -> length + (1L << 28));
                for (final LongUnaryOperator change : changes)
                {
                    try (RandomAccessFile file = new RandomAccessFile(file(12, name), "rw"))
                    {
                        file.setLength(change.applyAsLong(content.length));
                    }
                    shouldRefuse(store, name);
                    Files.write(file(12, name).toPath(), content);
                }
            }
            checkNewest(store, 12, 100);
        }
    }

    @Test
    void shouldDetectAMissingFile() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 100);
            for (final String name : tree(directoryOf(directory, 12)))
            {
                final Path away = directory.toPath().resolveSibling(directory.getName() + ".away");
                Files.move(file(12, name).toPath(), away);
                shouldRefuse(store, name);
                Files.move(away, file(12, name).toPath());
            }
            checkNewest(store, 12, 100);
        }
    }

    @Test
    void shouldDetectFilesOfAnotherSnapshot() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 10, 1);
            publish(store, 12, 1);
            for (final String name : tree(directoryOf(directory, 12)))
            {
                final byte[] content = Files.readAllBytes(file(12, name).toPath());
                Files.copy(
                    file(10, name).toPath(), file(12, name).toPath(),
                    StandardCopyOption.REPLACE_EXISTING);
                shouldRefuse(store, name);
                Files.write(file(12, name).toPath(), content);
            }
            checkNewest(store, 12, 1);
        }
    }

    @Test
    void shouldRefuseWhatANewerProgramHasWritten() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 1);
            final byte[] manifest = Files.readAllBytes(file(12, SnapshotLayout.MANIFEST).toPath());
            rewriteManifest(SnapshotManifestDecoder.schemaVersionEncodingOffset());
            assertTrue(assertThrows(ForeignDirectoryException.class, store::openNewest).getMessage()
                .contains("use the newer program"));

            Files.write(file(12, SnapshotLayout.MANIFEST).toPath(), manifest);
            final SnapshotManifestDecoder decoder = new SnapshotManifestDecoder();
            decoder.wrap(new UnsafeBuffer(manifest), 0, SnapshotManifestDecoder.BLOCK_LENGTH, 0);
            skip(decoder.members());
            skip(decoder.removedMembers());
            final int filesAt = decoder.limit() + SnapshotManifestDecoder.FilesDecoder.sbeHeaderSize();
            rewriteManifest(filesAt + SnapshotManifestDecoder.FilesDecoder.recordFormatEncodingOffset());
            assertTrue(assertThrows(ForeignDirectoryException.class, store::openNewest).getMessage()
                .contains("has records of format"));

            Files.write(file(12, SnapshotLayout.MANIFEST).toPath(), manifest);
            rewriteManifest(filesAt + SnapshotManifestDecoder.FilesDecoder.fileRecordCountEncodingOffset());
            assertTrue(assertThrows(CorruptStorageException.class, () -> store.open(metadata(12).id())).getMessage()
                .contains("has 1 records instead of 0"));
            assertEquals(List.of(), reports);
        }
    }

    @Test
    void shouldFallBackToAnOlderOne() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 10, 5);
            publish(store, 20, 5);
            flip(file(20, SnapshotLayout.records(0)), 5000);
            checkNewest(store, 10, 5);
            assertEquals(1, reports.size());
            assertTrue(reports.get(0).startsWith(metadata(20).id() + ": "), reports.get(0));
            assertTrue(reports.get(0).contains(file(20, SnapshotLayout.records(0)).getPath()), reports.get(0));
            assertEquals(List.of(10L), indexes(store));
            checkNewest(store, 10, 5);
        }
        try (ChronicleSnapshotStore store = open())
        {
            assertEquals(List.of(10L), indexes(store));
            assertEquals(1, damagedCount());
            publish(store, 20, 5);
            flip(file(20, SnapshotLayout.MANIFEST), 5);
            checkNewest(store, 10, 5);
            assertEquals(1, damagedCount());
            publish(store, 30, 5);
            assertEquals(List.of(10L, 30L), indexes(store));
            assertEquals(1, damagedCount());
            publish(store, 40, 5);
            assertEquals(List.of(30L, 40L), indexes(store));
            assertEquals(0, damagedCount());
            checkNewest(store, 40, 5);
        }
        assertEquals(2, reports.size());
    }

    @Test
    void shouldChangeNothingWhereNoneIsWhole() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 10, 5);
            publish(store, 20, 5);
            flip(file(10, SnapshotLayout.MANIFEST), 5);
            flip(file(20, SnapshotLayout.records(0)), 5000);
            final List<String> before = tree(directory);
            final String message = assertThrows(CorruptStorageException.class, store::openNewest).getMessage();
            assertTrue(message.contains("is whole; the newest: "), message);
            assertTrue(message.contains(file(20, SnapshotLayout.records(0)).getPath()), message);
            assertEquals(before, tree(directory));
            assertEquals(List.of(10L, 20L), indexes(store));
            assertEquals(List.of(), reports);
        }
    }

    @Test
    void shouldRefuseAManifestThatMakesNoSense() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 1);
            final byte[] manifest = Files.readAllBytes(file(12, SnapshotLayout.MANIFEST).toPath());
            final int groupAt = SnapshotManifestDecoder.BLOCK_LENGTH;
            for (final int offset : new int[]{ groupAt, groupAt + 1, groupAt + 2, groupAt + 3, groupAt - 1 })
            {
                rewriteManifest(offset);
                shouldRefuse(store, SnapshotLayout.MANIFEST);
                Files.write(file(12, SnapshotLayout.MANIFEST).toPath(), manifest);
            }
        }
    }

    @Test
    void shouldNotTakeAnInterruptForDamage()
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 10, 1);
            publish(store, 12, 1);
            Thread.currentThread().interrupt();
            final StorageException e = assertThrows(StorageException.class, store::openNewest);
            assertTrue(Thread.interrupted());
            assertEquals(StorageException.class, e.getClass());
            assertEquals(List.of(10L, 12L), indexes(store));
        }
        final DirectoryFiles files = DirectoryFiles.open(directoryOf(directory, 12));
        Thread.currentThread().interrupt();
        final StorageException e = assertThrows(
            StorageException.class, () -> files.sum(SnapshotLayout.records(0)));
        assertTrue(Thread.interrupted());
        assertEquals(StorageException.class, e.getClass());
    }

    /** Chronicle Map takes its locks in the file: were the published one opened, a kill would leave it damaged. */
    @Test
    void shouldNotTouchAPublishedFileWhileReading() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 100);
            final File file = file(12, SnapshotLayout.records(0));
            final byte[] before = Files.readAllBytes(file.toPath());
            try (SnapshotReader reader = store.openNewest())
            {
                reader.forEach((key, value) ->
                {
                    try
                    {
                        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(file.toPath())));
                    }
                    catch (final IOException e)
                    {
                        throw new AssertionError(e);
                    }
                });
            }
        }
    }

    private void shouldDetectAFlip(final ChronicleSnapshotStore store, final String name, final long at)
        throws IOException
    {
        flip(file(12, name), at);
        shouldRefuse(store, name);
        flip(file(12, name), at);
    }

    private void shouldRefuse(final ChronicleSnapshotStore store, final String name)
    {
        final SnapshotId id = metadata(12).id();
        final String message = assertThrows(CorruptStorageException.class, () -> store.open(id).close()).getMessage();
        assertTrue(message.contains(file(12, name).getPath()), message);
    }

    /** Change a field to its value plus one, or from 1 to 0, and mend the checksum. */
    private void rewriteManifest(final int fieldOffset) throws IOException
    {
        final Path path = file(12, SnapshotLayout.MANIFEST).toPath();
        final byte[] content = Files.readAllBytes(path);
        content[fieldOffset] ^= 1;
        final CRC32C crc = new CRC32C();
        final int from = SnapshotManifestDecoder.magicEncodingOffset();
        crc.update(content, from, content.length - from);
        new UnsafeBuffer(content).putInt(0, (int)crc.getValue(), ByteOrder.LITTLE_ENDIAN);
        Files.write(path, content);
    }

    private static void skip(final Iterator<?> group)
    {
        while (group.hasNext())
        {
            group.next();
        }
    }

    private static void flip(final File file, final long at) throws IOException
    {
        try (RandomAccessFile access = new RandomAccessFile(file, "rw"))
        {
            access.seek(at);
            final int value = access.read();
            access.seek(at);
            access.write(value ^ 1 << (at & 7));
        }
    }

    private File file(final long index, final String name)
    {
        return new File(directoryOf(directory, index), name);
    }

    private long damagedCount()
    {
        return tree(directory).stream().filter(SnapshotLayout::isDamaged).count();
    }

    private ChronicleSnapshotStore open()
    {
        return ChronicleSnapshotStore.open(
            context(directory).damageListener((id, reason) -> reports.add(id + ": " + reason)));
    }
}
