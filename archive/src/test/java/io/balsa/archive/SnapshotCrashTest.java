package io.balsa.archive;

import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.log.mmap.DiskFullException;
import io.balsa.log.mmap.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static io.balsa.archive.TestSnapshots.checkNewest;
import static io.balsa.archive.TestSnapshots.context;
import static io.balsa.archive.TestSnapshots.copyTree;
import static io.balsa.archive.TestSnapshots.directoryOf;
import static io.balsa.archive.TestSnapshots.indexes;
import static io.balsa.archive.TestSnapshots.publish;
import static io.balsa.archive.TestSnapshots.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The process is killed, or the power goes, at each step of writing, publishing, retiring and setting aside. */
@Timeout(120)
class SnapshotCrashTest
{
    private static final int RECORDS = 3;

    @TempDir
    private File directory;

    @TempDir
    private File images;

    private final List<String> steps = new ArrayList<>();
    private final List<File> killed = new ArrayList<>();
    private final List<File> lost = new ArrayList<>();

    @Test
    void shouldOpenTheNewestCompleteSnapshotAfterACrash()
    {
        final PowerLossFiles files = new PowerLossFiles(directory);
        try (ChronicleSnapshotStore store = open(files))
        {
            publish(store, 10, RECORDS);
            publish(store, 20, RECORDS);
            files.onStep(step -> keepImages(files, step));
            publish(store, 30, RECORDS);
            keepImages(files, "end");
        }
        assertTrue(steps.size() > 12, steps::toString);
        final int renamed = steps.indexOf("rename " + writing(30));
        final int synced = renamed + 1;
        assertEquals("sync directory ", steps.get(synced));
        for (int i = 0; i < steps.size(); i++)
        {
            checkImage("killed before " + steps.get(i), killed.get(i), i > renamed ? 30 : 20);
            checkImage("power lost before " + steps.get(i), lost.get(i), i > synced ? 30 : 20);
        }
    }

    @Test
    void shouldOpenTheOlderOneAfterACrashInSettingTheNewestAside() throws IOException
    {
        final PowerLossFiles files = new PowerLossFiles(directory);
        try (ChronicleSnapshotStore store = open(files))
        {
            publish(store, 10, RECORDS);
            publish(store, 20, RECORDS);
            try (RandomAccessFile manifest = new RandomAccessFile(
                new File(directoryOf(directory, 20), SnapshotLayout.MANIFEST), "rw"))
            {
                manifest.setLength(7);
            }
            files.onStep(step -> keepImages(files, step));
            checkNewest(store, 10, RECORDS);
            keepImages(files, "end");
        }
        assertTrue(steps.contains("rename " + directoryOf(directory, 20).getName()), steps::toString);
        for (int i = 0; i < steps.size(); i++)
        {
            checkImage("killed before " + steps.get(i), killed.get(i), 10);
        }
    }

    /** What is imported is the new one or the old one, never half of it and never none. */
    @Test
    void shouldHaveWhatWasThereOrWhatIsImportedAfterACrash()
    {
        final File other = image("other", PowerLossFiles::ignore);
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(context(other)))
        {
            publish(store, 30, RECORDS);
        }
        final PowerLossFiles files = new PowerLossFiles(directory);
        try (ChronicleSnapshotStore store = open(files);
            SnapshotDirectory from = SnapshotDirectory.open(other);
            SnapshotStream stream = from.stream(TestSnapshots.metadata(30).id()))
        {
            publish(store, 10, RECORDS);
            publish(store, 20, RECORDS);
            files.onStep(step -> keepImages(files, step));
            SnapshotImport.run(stream, store, SnapshotProgress.NONE);
            keepImages(files, "end");
        }
        final int renamed = steps.indexOf("rename " + SnapshotLayout.receiving(TestSnapshots.metadata(30).id()));
        assertTrue(renamed > 3, steps::toString);
        assertEquals("sync directory ", steps.get(renamed + 1));
        for (int i = 0; i < steps.size(); i++)
        {
            checkNewestOf("killed before " + steps.get(i), killed.get(i), i > renamed ? 30 : 20);
            checkNewestOf("power lost before " + steps.get(i), lost.get(i), i > renamed + 1 ? 30 : 20);
        }
    }

    /** Those that are to stay stay, and what has not gone goes the next time. */
    @Test
    void shouldKeepWhatIsNotPrunedAfterACrash()
    {
        final PowerLossFiles files = new PowerLossFiles(directory);
        try (ChronicleSnapshotStore store = open(files))
        {
            publish(store, 10, RECORDS);
            publish(store, 20, RECORDS);
            publish(store, 30, RECORDS);
        }
        try (SnapshotPruning pruning =
            SnapshotPruning.open(SnapshotDirectory.open(files, true), 1, SnapshotProgress.NONE))
        {
            files.onStep(step -> keepImages(files, step));
            pruning.run();
            keepImages(files, "end");
        }
        assertTrue(steps.contains("rename " + directoryOf(directory, 20).getName()), steps::toString);
        for (int i = 0; i < steps.size(); i++)
        {
            checkPruned("killed before " + steps.get(i), killed.get(i));
            checkPruned("power lost before " + steps.get(i), lost.get(i));
        }
    }

    private static void checkPruned(final String step, final File image)
    {
        checkNewestOf(step, image, 30);
        try (SnapshotPruning pruning = SnapshotPruning.open(image, 1, SnapshotProgress.NONE))
        {
            pruning.run();
        }
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(tolerant(image)))
        {
            assertEquals(List.of(30L), indexes(store), step);
        }
        checkImage(step, image, 30);
    }

    private static void checkNewestOf(final String step, final File image, final long newest)
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(tolerant(image)))
        {
            checkNewest(store, newest, RECORDS);
        }
        catch (final StorageException e)
        {
            throw new AssertionError(step + ": " + e.getMessage(), e);
        }
    }

    @Test
    void shouldStayAsItWasWhereAnyStepFails()
    {
        final PowerLossFiles files = new PowerLossFiles(directory);
        final List<String> all = new ArrayList<>();
        try (ChronicleSnapshotStore store = open(files))
        {
            publish(store, 10, RECORDS);
            publish(store, 20, RECORDS);
            files.onStep(all::add);
            try (SnapshotWriter writer = store.begin(TestSnapshots.metadata(21), 0, 0))
            {
                TestSnapshots.writeRecords(writer, 21, RECORDS);
                assertTrue(writer.publish());
            }
            final int publishing = all.indexOf("rename " + writing(21));
            for (int i = 0; i < publishing; i++)
            {
                final int failing = i;
                final List<String> done = new ArrayList<>();
                files.onStep(step ->
                {
                    done.add(step);
                    if (done.size() == failing + 1)
                    {
                        throw new DiskFullException("cannot " + step + ": No space left on device", null);
                    }
                });
                assertThrows(DiskFullException.class, () -> publish(store, 30, RECORDS));
                files.onStep(PowerLossFiles::ignore);
                assertEquals(List.of(20L, 21L), indexes(store));
                assertTrue(tree(directory).stream().noneMatch(SnapshotLayout::isLeftover));
            }
            publish(store, 30, RECORDS);
            checkNewest(store, 30, RECORDS);
        }
    }

    @Test
    void shouldRefuseWhereTheDeviceHasNoRoom()
    {
        assumeTrue(directory.getUsableSpace() < ChronicleSnapshotStore.Context.FILE_LENGTH_MAX);
        final long length = ChronicleSnapshotStore.Context.FILE_LENGTH_MAX;
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(
            context(directory).fileLengthMax(length).fileRecordsMax(ChronicleSnapshotStore.Context.FILE_RECORDS_MAX)))
        {
            publish(store, 10, RECORDS);
            final String message = assertThrows(
                DiskFullException.class, () -> publish(store, 20, RECORDS, length / 200, length / 200 * 160))
                .getMessage();
            assertTrue(message.startsWith("cannot create " + directory) && message.endsWith("; free some space"),
                message);
            assertEquals(List.of(10L), indexes(store));
            assertTrue(tree(directory).stream().noneMatch(SnapshotLayout::isLeftover));
            publish(store, 20, RECORDS);
            checkNewest(store, 20, RECORDS);
        }
    }

    @Test
    void shouldSyncEverythingBeforeItPublishes()
    {
        final PowerLossFiles files = new PowerLossFiles(directory);
        try (ChronicleSnapshotStore store = open(files))
        {
            files.onStep(steps::add);
            publish(store, 30, 1);
            publish(store, 40, 1);
            steps.clear();
            publish(store, 50, 1);
        }
        final String writing = writing(50);
        final String deleting = SnapshotLayout.deleting(TestSnapshots.metadata(30).id());
        assertEquals(
            List.of(
                "create " + writing,
                "sync " + writing + "/records-00000.map",
                "write " + writing + "/manifest",
                "sync " + writing + "/manifest",
                "sync directory " + writing,
                "rename " + writing,
                "sync directory ",
                "rename " + directoryOf(directory, 30).getName(),
                "sync directory ",
                "delete " + deleting + "/manifest",
                "delete " + deleting + "/records-00000.map",
                "delete " + deleting),
            steps);
    }

    private static String writing(final long index)
    {
        return SnapshotLayout.writing(TestSnapshots.metadata(index).id());
    }

    private static ChronicleSnapshotStore open(final PowerLossFiles files)
    {
        final ChronicleSnapshotStore.Context ctx = tolerant(new File(files.location()));
        ctx.conclude();
        return ChronicleSnapshotStore.open(ctx, files, files);
    }

    private static ChronicleSnapshotStore.Context tolerant(final File directory)
    {
        return context(directory).damageListener((id, reason) -> PowerLossFiles.ignore(id));
    }

    private void keepImages(final PowerLossFiles files, final String step)
    {
        steps.add(step);
        killed.add(image("killed", image -> copyTree(directory, image)));
        lost.add(image("lost", files::writeDurable));
    }

    private File image(final String kind, final Consumer<File> writer)
    {
        final File image = new File(images, kind + "-" + steps.size());
        if (!image.mkdir())
        {
            throw new AssertionError(image + " cannot be made");
        }
        writer.accept(image);
        return image;
    }

    private static void checkImage(final String step, final File image, final long newest)
    {
        try (ChronicleSnapshotStore store = ChronicleSnapshotStore.open(tolerant(image)))
        {
            checkNewest(store, newest, RECORDS);
            assertEquals(newest, indexes(store).get(indexes(store).size() - 1), step);
            publish(store, 99, 1);
            checkNewest(store, 99, 1);
        }
        catch (final StorageException e)
        {
            throw new AssertionError(step + ": " + e.getMessage(), e);
        }
        assertTrue(tree(image).stream().noneMatch(SnapshotLayout::isLeftover), step);
    }
}
