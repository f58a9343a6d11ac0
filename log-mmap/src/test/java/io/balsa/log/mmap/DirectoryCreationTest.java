package io.balsa.log.mmap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** On a file system of which a directory is there after a loss of power only if the one that it is in was forced. */
@Timeout(60)
class DirectoryCreationTest
{
    @TempDir
    private Path root;

    private final Set<Path> durable = new HashSet<>();
    private final List<Path> synced = new ArrayList<>();
    private int stepsLeft = Integer.MAX_VALUE;
    private Path directory;

    @BeforeEach
    void setUp() throws IOException
    {
        Files.createFile(root.resolve("other"));
        directory = root.resolve("a/b/c");
        durable.add(root);
    }

    private void create() throws IOException
    {
        DirectoryCreation.create(directory, this::sync);
    }

    private void sync(final Path path)
    {
        if (--stepsLeft < 0)
        {
            throw new StorageException("cannot sync directory " + path);
        }
        synced.add(path);
        for (final File file : path.toFile().listFiles())
        {
            durable.add(file.toPath());
        }
    }

    /** Whether it is there after a loss of power. */
    private boolean isDurable()
    {
        for (Path path = directory; !path.equals(root); path = path.getParent())
        {
            if (!durable.contains(path))
            {
                return false;
            }
        }
        return true;
    }

    @Test
    void shouldForceEachDirectoryThatHoldsANewOne() throws IOException
    {
        create();
        assertTrue(isDurable());
        assertEquals(List.of(root, root.resolve("a"), root.resolve("a/b")), synced);
    }

    @Test
    void shouldForceNothingForADirectoryInUse() throws IOException
    {
        create();
        Files.createFile(directory.resolve("some"));
        synced.clear();
        create();
        assertEquals(List.of(), synced);
    }

    /** It dies at each step and begins anew: nothing is put into a directory that is not durable. */
    @Test
    void shouldForceWhatAnEarlierProcessHasCreated() throws IOException
    {
        for (int steps = 0; steps < 3; steps++)
        {
            directory = root.resolve("d" + steps).resolve("e/f");
            stepsLeft = steps;
            assertThrows(StorageException.class, this::create);
            assertFalse(isDurable());
            stepsLeft = Integer.MAX_VALUE;
            create();
            assertTrue(isDurable(), "steps=" + steps);
        }
    }

    @Test
    void shouldBeWhatAStorageIsOpenedIn() throws IOException
    {
        FileStorage.open(directory.toFile()).close();
        assertTrue(Files.isDirectory(directory));
        final Path file = Files.createFile(root.resolve("file"));
        final StorageException e = assertThrows(
            StorageException.class, () -> FileStorage.open(file.resolve("member").toFile()));
        assertTrue(e.getMessage().startsWith("cannot create directory " + file.resolve("member")), e.getMessage());
    }
}
