package io.balsa.log.mmap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LogPositionTest
{
    private static final Identity IDENTITY = new Identity(77, 1, 5, 0);

    @TempDir
    private File directory;

    private long nowNs = 1_000;

    private LogPosition position(final Storage storage, final boolean isWritten)
    {
        final Watermark recovered = new Watermark();
        recovered.firstIndex(3);
        recovered.commitIndex(9);
        recovered.durable(7, 1, 0);
        return new LogPosition(storage, IDENTITY, () -> nowNs, () -> nowNs, recovered, isWritten);
    }

    private LogPositionView view()
    {
        return new LogPositionView(FileStorage.openReadOnly(directory), () -> nowNs);
    }

    @Test
    void shouldTellWhatWasRecoveredAndThenWhatIsBothCommittedAndCopied()
    {
        final LogPosition position = position(FileStorage.open(directory), true);
        position.write();
        try (LogPositionView view = view())
        {
            assertEquals(new Identity(77, 1, 5, 0), view.identity());
            assertEquals(3, view.firstIndex());
            assertEquals(7, view.committedIndex());
            position.copied(20);
            position.write();
            assertEquals(9, view.committedIndex());
            position.committed(15);
            position.firstIndex(4);
            position.write();
            assertEquals(15, view.committedIndex());
            assertEquals(4, view.firstIndex());
            position.committed(16);
            position.close();
            assertEquals(16, view.committedIndex());
            assertEquals(MemberState.CLOSED, view.state());
        }
    }

    @Test
    void shouldBeTriedAgainWhereItCannotBeWritten()
    {
        final FaultyStorage faulty = new FaultyStorage(directory);
        faulty.isFull = true;
        final LogPosition position = position(faulty, true);
        position.write();
        faulty.isFull = false;
        position.write();
        assertThrows(StorageException.class, this::view);
        nowNs += LogPosition.RETRY_INTERVAL_NS;
        faulty.stepsLeft = 2;
        position.write();
        assertThrows(StorageException.class, this::view);
        faulty.stepsLeft = Integer.MAX_VALUE;
        nowNs += LogPosition.RETRY_INTERVAL_NS;
        position.write();
        view().close();
        position.close();
        assertEquals(0, faulty.openFileCount());
    }

    @Test
    void shouldUseTheFileThatReadersHaveMapped()
    {
        final LogPosition first = position(FileStorage.open(directory), true);
        first.write();
        try (LogPositionView view = view())
        {
            final long generation = view.generation();
            first.close();
            final LogPosition second = position(FileStorage.open(directory), true);
            second.write();
            assertEquals(MemberState.RUNNING, view.state());
            assertTrue(view.generation() > generation);
            second.close();
        }
    }

    @Test
    void shouldReplaceAFileOfAnotherLength() throws IOException
    {
        final Path file = directory.toPath().resolve(LogLayout.POSITION);
        Files.write(file, new byte[LogPosition.FILE_LENGTH - 1]);
        final LogPosition position = position(FileStorage.open(directory), true);
        position.write();
        position.close();
        assertEquals(LogPosition.FILE_LENGTH, Files.size(file));
        view().close();
    }

    @Test
    void shouldNotBeWrittenWhereNobodyCanReadIt()
    {
        final FaultyStorage files = new FaultyStorage(directory);
        final LogPosition position = position(files, false);
        position.write();
        position.close();
        position.write();
        assertTrue(files.steps.isEmpty());
        assertFalse(directory.toPath().resolve(LogLayout.POSITION).toFile().exists());
    }
}
