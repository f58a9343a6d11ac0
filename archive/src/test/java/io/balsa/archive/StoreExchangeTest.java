package io.balsa.archive;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.consensus.port.SnapshotSource;
import io.balsa.log.mmap.StorageException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;

import static io.balsa.archive.TestSnapshots.checkNewest;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.copyTree;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.indexes;
import static io.balsa.archive.TestSnapshots.metadata;
import static io.balsa.archive.TestSnapshots.publish;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Snapshots given away as bytes and taken, in one go, in pieces, damaged and interrupted. */
@Timeout(120)
class StoreExchangeTest
{
    private static final int RECORDS = 500;

    @TempDir
    private File from;

    @TempDir
    private File to;

    @TempDir
    private File images;

    private SnapshotContent content;
    private byte[] bytes;

    @BeforeEach
    void give()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(small(from)))
        {
            publish(store, 10, 1);
            publish(store, 20, RECORDS);
            content = store.exchange().newest();
            bytes = read(store.exchange(), content, 1000);
        }
    }

    private static ChronicleSnapshotStore.Context small(final File directory)
    {
        return context(directory).fileLengthMax(ChronicleSnapshotStore.Context.FILE_LENGTH_MIN);
    }

    private static byte[] read(final SnapshotExchange exchange, final SnapshotContent content, final int step)
    {
        final UnsafeBuffer all = new UnsafeBuffer(new byte[(int)content.length()]);
        try (SnapshotSource source = exchange.source(content.id(), content.checksum()))
        {
            int position = 0;
            while (position < all.capacity())
            {
                position += source.read(position, all, position, Math.min(step, all.capacity() - position));
            }
        }
        return all.byteArray();
    }

    private static boolean append(final SnapshotReceiver receiver, final byte[] all, final int toPosition)
    {
        final int position = (int)receiver.position();
        return receiver.append(new UnsafeBuffer(all), position, toPosition - position);
    }

    @Test
    void shouldNameTheNewest()
    {
        assertTrue(content.isPossible());
        assertEquals(metadata(20).id(), content.id());
        assertTrue(content.length() > content.manifestLength());
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to)))
        {
            assertNull(store.exchange().newest());
            assertEquals(0, store.exchange().newestIndex());
        }
    }

    @Test
    void shouldReadTheSameInStepsOfAnyLength()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(from)))
        {
            assertArrayEquals(bytes, read(store.exchange(), content, 7919));
            assertArrayEquals(bytes, read(store.exchange(), content, 1 << 20));
            assertNull(store.exchange().source(content.id(), content.checksum() + 1));
            assertNull(store.exchange().source(new SnapshotId(21, 3), content.checksum()));
            assertEquals(20, store.exchange().newestIndex());
        }
    }

    @Test
    void shouldTakeWhatAnotherStoreGives()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to)))
        {
            publish(store, 5, 1);
            final SnapshotReceiver receiver = store.exchange().receive(content);
            for (int position = 1000; position < bytes.length; position += 1000)
            {
                assertTrue(append(receiver, bytes, position));
            }
            assertTrue(append(receiver, bytes, bytes.length));
            assertTrue(receiver.publish());
            receiver.close();
            assertEquals(List.of(5L, 20L), indexes(store));
            checkNewest(store, 20, RECORDS);
            assertEquals(content, store.exchange().newest());
            assertNull(store.exchange().receive(content));
        }
    }

    @Test
    void shouldGoOnAfterAnInterruption()
    {
        for (int part = 1; part < 8; part++)
        {
            try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to));
                SnapshotReceiver receiver = store.exchange().receive(content))
            {
                assertEquals((long)bytes.length * (part - 1) / 8, receiver.position());
                assertTrue(append(receiver, bytes, bytes.length * part / 8));
                assertThrows(IllegalStateException.class, receiver::publish);
            }
        }
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to));
            SnapshotReceiver receiver = store.exchange().receive(content))
        {
            assertTrue(append(receiver, bytes, bytes.length));
            assertTrue(receiver.publish());
            checkNewest(store, 20, RECORDS);
        }
    }

    /** Every byte of the manifest, and some of each file. */
    @Test
    void shouldRefuseBytesThatAreNotThoseOfTheSnapshot()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to)))
        {
            for (int at = 0; at < bytes.length; at += at < content.manifestLength() ? 1 : 4001)
            {
                final byte[] damaged = bytes.clone();
                damaged[at] ^= 0x10;
                try (SnapshotReceiver receiver = store.exchange().receive(content))
                {
                    final boolean isTaken = append(receiver, damaged, damaged.length);
                    assertEquals(at >= content.manifestLength(), isTaken, "byte " + at);
                    assertFalse(isTaken && receiver.publish(), "byte " + at);
                }
                assertEquals(List.of(), indexes(store));
                try (SnapshotReceiver receiver = store.exchange().receive(content))
                {
                    assertEquals(0, receiver.position(), "nothing of it is left");
                }
            }
        }
    }

    @Test
    void shouldRefuseMoreThanThereIs()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to));
            SnapshotReceiver receiver = store.exchange().receive(content))
        {
            assertFalse(receiver.append(new UnsafeBuffer(new byte[bytes.length + 1]), 0, bytes.length + 1));
        }
    }

    @Test
    void shouldRefuseAManifestWhoseFilesHaveAnotherLength()
    {
        final SnapshotContent longer = new SnapshotContent(
            content.id(), content.checksum(), content.manifestLength(), content.length() + 1);
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to));
            SnapshotReceiver receiver = store.exchange().receive(longer))
        {
            assertFalse(append(receiver, bytes, content.manifestLength()));
        }
    }

    @Test
    void shouldBeginAnewWithAnotherSnapshot()
    {
        final SnapshotContent other = new SnapshotContent(new SnapshotId(30, 4), 1, 100, 200);
        final SnapshotContent sameIndex = new SnapshotContent(
            content.id(), content.checksum() ^ 1, content.manifestLength(), content.length());
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to)))
        {
            for (final SnapshotContent each : List.of(other, sameIndex))
            {
                try (SnapshotReceiver receiver = store.exchange().receive(content))
                {
                    assertEquals(0, receiver.position());
                    assertTrue(append(receiver, bytes, bytes.length - 1));
                }
                try (SnapshotReceiver receiver = store.exchange().receive(each))
                {
                    assertEquals(0, receiver.position());
                }
            }
        }
    }

    /** Scenario D4, the other way round. */
    @Test
    void shouldNotPublishWhatIsLate()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to));
            SnapshotReceiver receiver = store.exchange().receive(content))
        {
            assertTrue(append(receiver, bytes, bytes.length));
            publish(store, 25, 1);
            assertFalse(receiver.publish());
            assertEquals(List.of(25L), indexes(store));
            assertNull(store.exchange().receive(content));
        }
    }

    @Test
    void shouldRefuseAnImpossibleName()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(to)))
        {
            for (final SnapshotContent impossible : List.of(
                new SnapshotContent(new SnapshotId(0, 1), 1, 10, 10),
                new SnapshotContent(new SnapshotId(1, 0), 1, 10, 10),
                new SnapshotContent(new SnapshotId(1, 1), -1, 10, 10),
                new SnapshotContent(new SnapshotId(1, 1), 1, 0, 10),
                new SnapshotContent(new SnapshotId(1, 1), 1, 10, 9),
                new SnapshotContent(new SnapshotId(1, 1), 1, SnapshotContent.MANIFEST_LENGTH_MAX + 1, 1L << 33),
                new SnapshotContent(new SnapshotId(1, 1), 1, 10, SnapshotContent.LENGTH_MAX + 1)))
            {
                assertThrows(IllegalArgumentException.class, () -> store.exchange().receive(impossible));
            }
        }
    }

    /** A snapshot that is retired while somebody fetches it is given to its end. */
    @Test
    void shouldGiveWhatIsRetiredMeanwhile()
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(from));
            SnapshotSource source = store.exchange().source(content.id(), content.checksum()))
        {
            publish(store, 30, 1);
            publish(store, 40, 1);
            assertFalse(directoryOf(from, 20).exists());
            final UnsafeBuffer all = new UnsafeBuffer(new byte[bytes.length]);
            int position = 0;
            while (position < bytes.length)
            {
                position += source.read(position, all, position, bytes.length - position);
            }
            assertArrayEquals(bytes, all.byteArray());
            assertNull(store.exchange().source(content.id(), content.checksum()));
            assertEquals(40, store.exchange().newest().id().index());
        }
    }

    @Test
    void shouldPassOverANewestThatIsDamaged() throws IOException
    {
        try (RandomAccessFile manifest = new RandomAccessFile(
            new File(directoryOf(from, 20), SnapshotLayout.MANIFEST), "rw"))
        {
            manifest.setLength(7);
        }
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(from)))
        {
            assertEquals(10, store.exchange().newest().id().index());
        }
    }

    /** Others would fetch it again and again, and never find it whole. */
    @Test
    void shouldSetAsideRatherThanGiveWhatIsDamaged() throws IOException
    {
        try (RandomAccessFile records = new RandomAccessFile(
            new File(directoryOf(from, 20), SnapshotLayout.records(0)), "rw"))
        {
            records.seek(records.length() / 2);
            final int value = records.read();
            records.seek(records.length() / 2);
            records.write(value ^ 1);
        }
        final List<String> damaged = new ArrayList<>();
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(
            context(from).damageListener((id, reason) -> damaged.add(id + " " + reason))))
        {
            assertNull(store.exchange().source(content.id(), content.checksum()));
            assertEquals(List.of(10L), indexes(store));
            assertEquals(10, store.exchange().newestIndex());
            assertEquals(1, damaged.size());
            assertTrue(damaged.get(0).contains("records-00000.map is damaged"), damaged::toString);
        }
    }

    /** Scenarios D6 and D12: the process is killed, or the power goes, before each step. */
    @Test
    void shouldHaveTheOldOrTheNewOneAfterACrash()
    {
        final PowerLossFiles files = new PowerLossFiles(to);
        final List<File> killed = new ArrayList<>();
        final List<File> lost = new ArrayList<>();
        final List<String> steps = new ArrayList<>();
        final ChronicleSnapshotStore.Context ctx = context(to);
        ctx.conclude();
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(ctx, files, files))
        {
            publish(store, 5, 3);
            publish(store, 6, 3);
            files.onStep((step) ->
            {
                steps.add(step);
                killed.add(image("killed", steps.size()));
                copyTree(to, killed.get(killed.size() - 1));
                lost.add(image("lost", steps.size()));
                files.writeDurable(lost.get(lost.size() - 1));
            });
            try (SnapshotReceiver receiver = store.exchange().receive(content))
            {
                assertTrue(append(receiver, bytes, bytes.length));
                assertTrue(receiver.publish());
            }
        }
        final int renamed = steps.indexOf("rename " + SnapshotLayout.receiving(content.id()));
        assertTrue(renamed > 5, steps::toString);
        assertEquals("sync directory ", steps.get(renamed + 1));
        assertEquals("sync directory " + SnapshotLayout.receiving(content.id()), steps.get(renamed - 1));
        for (int i = 0; i < steps.size(); i++)
        {
            checkImage(killed.get(i), i > renamed ? 20 : 6, "killed before " + steps.get(i));
            checkImage(lost.get(i), i > renamed + 1 ? 20 : 6, "power lost before " + steps.get(i));
        }
    }

    private File image(final String kind, final int number)
    {
        final File image = new File(images, kind + "-" + number);
        assertTrue(image.mkdirs());
        return image;
    }

    /** What counts is whole, and what does not is gone on with. */
    private void checkImage(final File image, final long newest, final String step)
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(image)))
        {
            checkNewest(store, newest, newest == 20 ? RECORDS : 3);
            try (SnapshotReceiver receiver = store.exchange().receive(content))
            {
                if (newest == 20)
                {
                    assertNull(receiver, step);
                }
                else
                {
                    finish(receiver);
                    checkNewest(store, 20, RECORDS);
                }
            }
        }
        catch (final StorageException e)
        {
            throw new AssertionError(step + ": " + e.getMessage(), e);
        }
    }

    /** What a loss of power has left of a file may be wrong: then all of it is fetched again. */
    private void finish(final SnapshotReceiver receiver)
    {
        if (!append(receiver, bytes, bytes.length) || !receiver.publish())
        {
            throw new AssertionError("what a file holds that is whole was made durable");
        }
    }
}
