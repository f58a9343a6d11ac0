package io.balsa.archive;

import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.session.SessionSection;
import io.balsa.consensus.session.SessionTable;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Snapshots whose content follows from their index. */
final class TestSnapshots
{
    static final long CLUSTER_ID = 7;
    private static final int KEY_LENGTH = 2 * Long.BYTES;
    private static final int VALUE_LENGTH_MAX = 100;

    private TestSnapshots()
    {
    }

    static ChronicleSnapshotStore.Context context(final File directory)
    {
        return new ChronicleSnapshotStore.Context()
            .directory(directory)
            .clusterId(CLUSTER_ID)
            .damageListener((id, reason) ->
            {
                throw new AssertionError(id + ": " + reason);
            });
    }

    static SnapshotMetadata metadata(final long index)
    {
        return new SnapshotMetadata(
            new SnapshotId(index, index / 10 + 1),
            index * 1000,
            -index,
            new int[]{ 0, 1, (int)index },
            new int[]{ 9 });
    }

    static boolean publish(final ChronicleSnapshotStore store, final long index, final int recordCount)
    {
        return publish(store, index, recordCount, 0, 0);
    }

    static boolean publish(
        final ChronicleSnapshotStore store,
        final long index,
        final int recordCount,
        final long recordCountHint,
        final long recordBytesHint)
    {
        try (SnapshotWriter writer = store.begin(metadata(index), recordCountHint, recordBytesHint))
        {
            writeRecords(writer, index, recordCount);
            final DirectBuffer section = section(index);
            writer.sessions(section, 0, section.capacity());
            writer.timers(section, 1, 3);
            return writer.publish();
        }
    }

    static void writeRecords(final SnapshotWriter writer, final long index, final int recordCount)
    {
        final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KEY_LENGTH));
        final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_LENGTH_MAX + Long.BYTES]);
        for (int i = 0; i < recordCount; i++)
        {
            fill(index, i, key, value);
            writer.put(key, 0, KEY_LENGTH, value, 0, valueLength(i));
        }
    }

    static void check(final SnapshotReader reader, final long index, final int recordCount)
    {
        assertEquals(metadata(index), reader.metadata());
        assertEquals(recordCount, reader.recordCount());
        assertEquals(section(index), reader.sessions());
        final UnsafeBuffer timers = new UnsafeBuffer(new byte[3]);
        timers.putBytes(0, section(index), 1, 3);
        assertEquals(timers, reader.timers());

        final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
        final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_LENGTH_MAX + Long.BYTES]);
        final UnsafeBuffer expected = new UnsafeBuffer(0, 0);
        final UnsafeBuffer found = new UnsafeBuffer(0, 0);
        for (int i = 0; i < recordCount; i++)
        {
            fill(index, i, key, value);
            assertTrue(reader.get(key, 0, KEY_LENGTH, found), () -> "lost: " + key.getLong(Long.BYTES));
            expected.wrap(value, 0, valueLength(i));
            assertEquals(expected, found);
        }
        key.putLong(0, -1);
        assertFalse(reader.get(key, 0, KEY_LENGTH, found));

        final LongHashSet seen = new LongHashSet();
        reader.forEach((k, v) ->
        {
            final long i = k.getLong(Long.BYTES);
            fill(index, i, key, value);
            assertEquals(key, k);
            expected.wrap(value, 0, valueLength(i));
            assertEquals(expected, v);
            assertTrue(seen.add(i), () -> "twice: " + i);
        });
        assertEquals(recordCount, seen.size());
    }

    static void checkNewest(final ChronicleSnapshotStore store, final long index, final int recordCount)
    {
        try (SnapshotReader reader = store.openNewest())
        {
            check(reader, index, recordCount);
        }
    }

    static List<Long> indexes(final ChronicleSnapshotStore store)
    {
        return store.snapshots().stream().map(SnapshotId::index).toList();
    }

    static File directoryOf(final File directory, final long index)
    {
        return new File(directory, SnapshotLayout.published(metadata(index).id()));
    }

    /** Paths of all files and directories below, relative to it. */
    static List<String> tree(final File directory)
    {
        final List<String> names = new ArrayList<>();
        visit(directory.toPath(), path -> names.add(directory.toPath().relativize(path).toString()));
        names.sort(null);
        return names;
    }

    static void copyTree(final File from, final File to)
    {
        visit(from.toPath(), path ->
        {
            try
            {
                Files.copy(path, to.toPath().resolve(from.toPath().relativize(path).toString()));
            }
            catch (final IOException e)
            {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void visit(final Path root, final Consumer<Path> visitor)
    {
        try
        {
            Files.walkFileTree(root, new SimpleFileVisitor<>()
            {
                @Override
                public FileVisitResult preVisitDirectory(final Path path, final BasicFileAttributes attributes)
                {
                    if (!path.equals(root))
                    {
                        visitor.accept(path);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(final Path path, final BasicFileAttributes attributes)
                {
                    visitor.accept(path);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    /** Two sessions, one of them with a reply. */
    static DirectBuffer section(final long index)
    {
        final SessionTable table = new SessionTable(10, 10);
        table.open(index, index * 31);
        table.open(index + 1, index * 37)
            .record(1, index + 2, OutcomeCode.OK, new UnsafeBuffer(new byte[]{ 1, 2, 3 }), 0, 3);
        final SessionSection section = new SessionSection();
        section.encode(table, FailurePolicyCode.HALT, rollingDigest(index));
        return new UnsafeBuffer(section.buffer(), 0, section.length());
    }

    /** In the section: of all commands and results. */
    static long rollingDigest(final long index)
    {
        return index * 41;
    }

    private static int valueLength(final long i)
    {
        return (int)(i * 31 % (VALUE_LENGTH_MAX + 1));
    }

    private static void fill(final long index, final long i, final UnsafeBuffer key, final UnsafeBuffer value)
    {
        key.putLong(0, index * 0x9E37_79B9_7F4A_7C15L ^ i);
        key.putLong(Long.BYTES, i);
        for (int at = 0; at < valueLength(i); at += Long.BYTES)
        {
            value.putLong(at, index * 1_000_003 + i * 31 + at);
        }
    }
}
