package io.balsa.log.mmap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Real files. */
@Timeout(60)
class FileStorageTest
{
    @TempDir
    Path directory;

    /** A store to a page of a sparse file needs a block then, and kills the process where the device has none. */
    @Test
    void shouldGiveEachPageABlockBeforeItIsMapped() throws IOException
    {
        try (TestMember member = TestMember.open(directory.toFile()))
        {
            member.append(1, 8);
            member.drain();
        }
        final Path segment = TestMember.segment(directory.toFile(), 1);
        final String[] counts = stat(segment).split(" ");
        final long length = Long.parseLong(counts[2]);
        assertEquals(TestMember.readBytes(segment).length, length);
        assertTrue(Long.parseLong(counts[0]) * Long.parseLong(counts[1]) >= length, String.join(" ", counts));
    }

    @Test
    void shouldLoadUpToTheEndAndTellWhichFileCannotBeRead()
    {
        try (Storage storage = FileStorage.open(directory.toFile()))
        {
            final StorageFile file = storage.create("some");
            file.appendZeros(128 * 1024);
            file.load(4096, 124 * 1024);
            file.load(124 * 1024, 8 * 1024);
            file.close();
            final StorageException e = assertThrows(StorageException.class, () -> file.load(0, 1));
            assertTrue(e.getMessage().contains("read " + directory.resolve("some")), e.getMessage());
        }
    }

    @Test
    void shouldCountTheForcesOfAllItsFiles()
    {
        try (FileStorage storage = FileStorage.open(directory.toFile());
            StorageFile first = storage.create("first");
            StorageFile second = storage.create("second"))
        {
            first.force();
            second.force();
            first.force();
            storage.syncDirectory();
            assertEquals(3, storage.forceCount());
        }
    }

    @Test
    void shouldNameAFileThatCannotBeSyncedByTheNameThatItHas()
    {
        try (Storage storage = FileStorage.open(directory.toFile()))
        {
            final StorageFile file = storage.create("some");
            storage.rename("some", "other");
            file.renamed("other");
            file.close();
            final StorageException e = assertThrows(StorageException.class, file::force);
            assertTrue(e.getMessage().startsWith("cannot sync " + directory.resolve("other")), e.getMessage());
        }
    }

    /** Blocks, their size, and the length. */
    private static String stat(final Path file) throws IOException
    {
        final Process process = new ProcessBuilder("stat", "-c", "%b %B %s", file.toString()).start();
        try
        {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        }
        finally
        {
            process.destroyForcibly();
        }
    }
}
