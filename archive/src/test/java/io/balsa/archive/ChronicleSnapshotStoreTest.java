package io.balsa.archive;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.log.mmap.ForeignDirectoryException;
import io.balsa.log.mmap.StorageException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.List;

import static io.balsa.archive.TestSnapshots.check;
import static io.balsa.archive.TestSnapshots.checkNewest;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.indexes;
import static io.balsa.archive.TestSnapshots.metadata;
import static io.balsa.archive.TestSnapshots.publish;
import static io.balsa.archive.TestSnapshots.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class ChronicleSnapshotStoreTest
{
    @TempDir
    private File directory;

    @Test
    void shouldHaveNothingAtFirst()
    {
        try (ChronicleSnapshotStore store = open())
        {
            assertNull(store.openNewest());
            assertEquals(List.of(), store.snapshots());
            assertThrows(IllegalArgumentException.class, () -> store.open(new SnapshotId(1, 1)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0", "1,0,0", "2000,0,0", "100000,0,0", "100000,100000,6600000", "1000,1,1", "10,1000000,9000000" })
    void shouldReadWhatWasWritten(final int recordCount, final long recordCountHint, final long recordBytesHint)
    {
        try (ChronicleSnapshotStore store = open())
        {
            assertTrue(publish(store, 12, recordCount, recordCountHint, recordBytesHint));
            checkNewest(store, 12, recordCount);
        }
        try (ChronicleSnapshotStore store = open())
        {
            assertEquals(List.of(metadata(12).id()), store.snapshots());
            checkNewest(store, 12, recordCount);
        }
        assertTrue(tree(directory).stream().noneMatch(name -> name.contains("reading") || name.contains("writing")));
    }

    @Test
    void shouldUseOneFileForRecordsOfOneLengthWhereItKnowsHowMany()
    {
        try (ChronicleSnapshotStore store = open())
        {
            final UnsafeBuffer bytes = new UnsafeBuffer(new byte[128]);
            try (SnapshotWriter writer = store.begin(metadata(12), 20_000, 20_000 * 116))
            {
                for (int i = 0; i < 20_000; i++)
                {
                    bytes.putLong(0, i);
                    writer.put(bytes, 0, 16, bytes, 0, 100);
                }
                assertTrue(writer.publish());
            }
            assertEquals(List.of("manifest", "records-00000.map"), tree(directoryOf(directory, 12)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 7, 100, 1000 })
    void shouldRollIntoFurtherFiles(final long fileRecordsMax)
    {
        try (ChronicleSnapshotStore store =
            ChronicleSnapshotStore.open(context(directory).fileRecordsMax(fileRecordsMax)))
        {
            publish(store, 12, 300);
            final int files = tree(directoryOf(directory, 12)).size() - 1;
            assertTrue(files >= 300 / fileRecordsMax, () -> files + " files");
            checkNewest(store, 12, 300);
        }
    }

    @Test
    void shouldRollWhenAFileIsLongEnough()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(
            context(directory).fileLengthMax(ChronicleSnapshotStore.Context.FILE_LENGTH_MIN)))
        {
            publish(store, 12, 5000);
            final int files = tree(directoryOf(directory, 12)).size() - 1;
            assertTrue(files >= 6 && files <= 16, () -> files + " files");
            checkNewest(store, 12, 5000);
        }
    }

    @Test
    void shouldTakeRecordsOfEveryLength()
    {
        final int[] lengths = { 0, 1, 3, 8, 60, 1_000, 70_000, 0, 1_000_000, 5, 16_000_000, 2_000_000, 200, 4_000_000 };
        final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(16_000_000));
        value.setMemory(0, value.capacity(), (byte)0x5A);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[SnapshotWriter.KEY_LENGTH_MAX]);
        final int rounds = 3;
        try (ChronicleSnapshotStore store = open())
        {
            try (SnapshotWriter writer = store.begin(metadata(12), 0, 0))
            {
                for (int round = 0; round < rounds; round++)
                {
                    for (int i = 0; i < lengths.length; i++)
                    {
                        key.putInt(0, round * 100 + i);
                        writer.put(key, 0, 0 == i ? key.capacity() : 4, value, 0, lengths[i]);
                    }
                }
                assertTrue(writer.publish());
            }
            try (SnapshotReader reader = store.openNewest())
            {
                assertEquals((long)rounds * lengths.length, reader.recordCount());
                final UnsafeBuffer found = new UnsafeBuffer(0, 0);
                final UnsafeBuffer expected = new UnsafeBuffer(0, 0);
                for (int round = 0; round < rounds; round++)
                {
                    for (int i = 0; i < lengths.length; i++)
                    {
                        key.putInt(0, round * 100 + i);
                        assertTrue(reader.get(key, 0, 0 == i ? key.capacity() : 4, found));
                        expected.wrap(value, 0, lengths[i]);
                        assertEquals(expected, found);
                    }
                }
            }
        }
    }

    @Test
    void shouldTakeARecordThatAFileHasNoRoomFor()
    {
        final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(1_000_000));
        try (ChronicleSnapshotStore store = open();
            SnapshotWriter writer = store.begin(metadata(12), 10, 100))
        {
            writer.put(value, 0, 4, value, 0, value.capacity());
            assertTrue(writer.publish());
            try (SnapshotReader reader = store.openNewest())
            {
                final UnsafeBuffer found = new UnsafeBuffer(0, 0);
                assertTrue(reader.get(value, 0, 4, found));
                assertEquals(value, found);
            }
        }
    }

    @Test
    void shouldHoldRecordsAtTheLimits()
    {
        final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(SnapshotWriter.KEY_LENGTH_MAX));
        final UnsafeBuffer value = new UnsafeBuffer(ByteBuffer.allocateDirect(SnapshotWriter.VALUE_LENGTH_MAX));
        try (ChronicleSnapshotStore store = open();
            SnapshotWriter writer = store.begin(metadata(12), 0, 0))
        {
            writer.put(key, 0, key.capacity(), value, 0, value.capacity());
            assertTrue(writer.publish());
            try (SnapshotReader reader = store.openNewest())
            {
                final UnsafeBuffer found = new UnsafeBuffer(0, 0);
                assertTrue(reader.get(key, 0, key.capacity(), found));
                assertEquals(value.capacity(), found.capacity());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,a key of 0 bytes is not allowed: from 1 to 65536",
        "65537,1,a key of 65537 bytes is not allowed: from 1 to 65536",
        "1,-1,a value of -1 bytes is not allowed: from 0 to 67108864",
        "1,67108865,a value of 67108865 bytes is not allowed: from 0 to 67108864" })
    void shouldRefuseRecordsOverTheLimits(final int keyLength, final int valueLength, final String message)
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[8]);
        try (ChronicleSnapshotStore store = open();
            SnapshotWriter writer = store.begin(metadata(12), 0, 0))
        {
            assertEquals(message, assertThrows(IllegalArgumentException.class,
                () -> writer.put(bytes, 0, keyLength, bytes, 0, valueLength)).getMessage());
        }
    }

    @Test
    void shouldRefuseToReadOutsideOfABuffer()
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(8));
        try (ChronicleSnapshotStore store = open();
            SnapshotWriter writer = store.begin(metadata(12), 0, 0))
        {
            assertThrows(IndexOutOfBoundsException.class, () -> writer.put(bytes, 4, 5, bytes, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.put(bytes, 0, 1, bytes, 4, 5));
        }
    }

    @Test
    void shouldRefuseSectionsOverTheLimit()
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[8]);
        final int length = SnapshotWriter.SECTION_LENGTH_MAX + 1;
        try (ChronicleSnapshotStore store = open();
            SnapshotWriter writer = store.begin(metadata(12), 0, 0))
        {
            assertThrows(IllegalArgumentException.class, () -> writer.sessions(bytes, 0, length));
            assertThrows(IllegalArgumentException.class, () -> writer.timers(bytes, 0, length));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 1000 })
    void shouldRefuseAKeyThatComesTwice(final long fileRecordsMax)
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[8]);
        try (ChronicleSnapshotStore store =
            ChronicleSnapshotStore.open(context(directory).fileRecordsMax(fileRecordsMax));
            SnapshotWriter writer = store.begin(metadata(12), 0, 0))
        {
            writer.put(bytes, 0, 4, bytes, 0, 1);
            bytes.putInt(0, 1);
            writer.put(bytes, 0, 4, bytes, 0, 1);
            assertThrows(IllegalArgumentException.class, () -> writer.put(bytes, 0, 4, bytes, 0, 1));
            bytes.putInt(0, 0);
            assertThrows(IllegalArgumentException.class, () -> writer.put(bytes, 0, 4, bytes, 0, 8));
        }
    }

    @Test
    void shouldRefuseMoreFilesThanAllowed()
    {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[8]);
        try (ChronicleSnapshotStore store =
            ChronicleSnapshotStore.open(context(directory).fileRecordsMax(2).filesMax(2)))
        {
            try (SnapshotWriter writer = store.begin(metadata(12), 0, 0))
            {
                for (int i = 0; i < 4; i++)
                {
                    bytes.putInt(0, i);
                    writer.put(bytes, 0, 4, bytes, 0, 1);
                }
                bytes.putInt(0, 4);
                final String message = assertThrows(IllegalStateException.class,
                    () -> writer.put(bytes, 0, 4, bytes, 0, 1)).getMessage();
                assertTrue(message.contains("at most 2 files of records"), message);
            }
            assertEquals(List.of("lock"), tree(directory));
        }
    }

    @Test
    void shouldKeepTheNewest()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(directory).retainedCount(3)))
        {
            for (int index = 10; index <= 60; index += 10)
            {
                assertTrue(publish(store, index, 2));
            }
            assertEquals(List.of(40L, 50L, 60L), indexes(store));
            try (SnapshotReader reader = store.open(store.snapshots().get(0)))
            {
                check(reader, 40, 2);
            }
        }
        try (ChronicleSnapshotStore store = open())
        {
            assertEquals(List.of(40L, 50L, 60L), indexes(store));
            publish(store, 70, 2);
            assertEquals(List.of(60L, 70L), indexes(store));
        }
        assertEquals(
            List.of("lock", directoryOf(directory, 60).getName(), directoryOf(directory, 70).getName()),
            tree(directory).stream().filter(name -> !name.contains("/")).toList());
    }

    @Test
    void shouldReadOnWhileASnapshotIsRetired()
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 10, 1000);
            try (SnapshotReader reader = store.openNewest())
            {
                publish(store, 20, 1);
                publish(store, 30, 1);
                assertEquals(List.of(20L, 30L), indexes(store));
                check(reader, 10, 1000);
            }
        }
    }

    @Test
    void shouldNotLetALateSnapshotWinOverANewerOne()
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 20, 3);
            assertFalse(publish(store, 20, 1));
            assertFalse(publish(store, 19, 1));
            assertEquals(List.of(20L), indexes(store));
            checkNewest(store, 20, 3);
        }
    }

    @Test
    void shouldForgetWhatWasNotPublished()
    {
        try (ChronicleSnapshotStore store = open())
        {
            try (SnapshotWriter writer = store.begin(metadata(12), 0, 0))
            {
                TestSnapshots.writeRecords(writer, 12, 100);
            }
            assertEquals(List.of("lock"), tree(directory));
            publish(store, 12, 100);
            checkNewest(store, 12, 100);
        }
    }

    @Test
    void shouldWriteOneSnapshotAtATime()
    {
        try (ChronicleSnapshotStore store = open())
        {
            try (SnapshotWriter writer = store.begin(metadata(12), 0, 0))
            {
                assertThrows(IllegalStateException.class, () -> store.begin(metadata(13), 0, 0));
                assertTrue(writer.publish());
            }
            publish(store, 13, 1);
            checkNewest(store, 13, 1);
        }
    }

    @Test
    void shouldRefuseASecondOpen()
    {
        try (ChronicleSnapshotStore store = open())
        {
            final String message = assertThrows(StorageException.class, this::open).getMessage();
            assertTrue(message.contains("in use"), message);
            publish(store, 12, 1);
        }
        open().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "notes.txt", "snapshot-1", "snapshot-00000000000000000012-0000000000000000000x", "records-00000.map",
        "reading-1.map", "writing-00000000000000000012" })
    void shouldRefuseADirectoryWithOtherThings(final String name) throws IOException
    {
        Files.createFile(directory.toPath().resolve(name));
        final String message = assertThrows(ForeignDirectoryException.class, this::open).getMessage();
        assertTrue(message.contains("holds " + name + ", which is not of a snapshot store"), message);
        assertEquals(List.of(name), tree(directory));
    }

    @Test
    void shouldRefuseASnapshotWithOtherThings() throws IOException
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 1);
        }
        Files.createFile(directoryOf(directory, 12).toPath().resolve("notes.txt"));
        assertThrows(ForeignDirectoryException.class, this::open);
    }

    @Test
    void shouldRefuseASnapshotOfAnotherCluster()
    {
        try (ChronicleSnapshotStore store = open())
        {
            publish(store, 12, 1);
        }
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(directory).clusterId(8)))
        {
            final String message = assertThrows(ForeignDirectoryException.class, store::openNewest).getMessage();
            assertTrue(message.contains("belongs to cluster 7, not to cluster 8"), message);
            assertEquals(List.of(12L), indexes(store));
        }
    }

    @Test
    void shouldPutCopiesWhereItIsTold(@TempDir final File copyDirectory) throws IOException
    {
        try (ChronicleSnapshotStore store =
            ChronicleSnapshotStore.open(context(directory).copyDirectory(copyDirectory)))
        {
            store.warmUp();
            publish(store, 12, 10);
            checkNewest(store, 12, 10);
            assertEquals(List.of("lock"), tree(copyDirectory));
        }
        Files.createFile(copyDirectory.toPath().resolve(SnapshotLayout.reading(1)));
        Files.createFile(directory.toPath().resolve(SnapshotLayout.reading(1)));
        ChronicleSnapshotStore.open(context(directory).copyDirectory(copyDirectory)).close();
        assertEquals(List.of("lock"), tree(copyDirectory));
        assertTrue(tree(directory).stream().noneMatch(SnapshotLayout::isReading));
        Files.createFile(copyDirectory.toPath().resolve("notes.txt"));
        assertThrows(ForeignDirectoryException.class,
            () -> ChronicleSnapshotStore.open(context(directory).copyDirectory(copyDirectory)));
        open().close();
    }

    @Test
    void shouldLeaveNothingBehindAfterWarmingUp()
    {
        try (ChronicleSnapshotStore store = open())
        {
            store.warmUp();
            assertEquals(List.of("lock"), tree(directory));
        }
    }

    @Test
    void shouldDescribeOnlyWhatIsPossible()
    {
        final int[] none = {};
        final int[] tooMany = new int[SnapshotMetadata.MEMBERS_MAX + 1];
        final SnapshotId id = new SnapshotId(1, 1);
        assertThrows(IllegalArgumentException.class,
            () -> new SnapshotMetadata(new SnapshotId(0, 1), 0, 0, none, none));
        assertThrows(IllegalArgumentException.class,
            () -> new SnapshotMetadata(new SnapshotId(1, 0), 0, 0, none, none));
        assertThrows(IllegalArgumentException.class, () -> new SnapshotMetadata(id, 0, 0, tooMany, none));
        assertThrows(IllegalArgumentException.class, () -> new SnapshotMetadata(id, 0, 0, none, tooMany));
    }

    @Test
    void shouldKeepAsManyMembersAsPossible()
    {
        final int[] ids = new int[SnapshotMetadata.MEMBERS_MAX];
        ids[ids.length - 1] = 5;
        final SnapshotMetadata metadata = new SnapshotMetadata(new SnapshotId(1, 1), 2, 3, ids, ids);
        try (ChronicleSnapshotStore store = open();
            SnapshotWriter writer = store.begin(metadata, 0, 0))
        {
            assertTrue(writer.publish());
            try (SnapshotReader reader = store.openNewest())
            {
                assertEquals(metadata, reader.metadata());
            }
        }
    }

    @Test
    void shouldCheckItsConfiguration()
    {
        refuse("directory: must be set", context(null));
        refuse("damageListener: must be set", context(directory).damageListener(null));
        refuse("retainedCount=1: must be from 2 to 1000", context(directory).retainedCount(1));
        refuse("retainedCount=1001: must be from 2 to 1000", context(directory).retainedCount(1001));
        refuse("fileLengthMax=65535: must be from 65536 to 1099511627776", context(directory).fileLengthMax(65535));
        refuse("fileRecordsMax=0: must be from 1 to 4294967296", context(directory).fileRecordsMax(0));
        refuse("filesMax=0: must be from 1 to 4096", context(directory).filesMax(0));
        refuse("filesMax=4097: must be from 1 to 4096", context(directory).filesMax(4097));
        final ChronicleSnapshotStore.Context ctx = context(directory);
        ctx.conclude();
        assertThrows(IllegalStateException.class, ctx::conclude);
    }

    private static void refuse(final String message, final ChronicleSnapshotStore.Context ctx)
    {
        assertEquals(message, assertThrows(IllegalArgumentException.class, ctx::conclude).getMessage());
    }

    private ChronicleSnapshotStore open()
    {
        return ChronicleSnapshotStore.open(context(directory));
    }
}
