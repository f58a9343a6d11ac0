package io.balsa.node.torture;

import io.balsa.log.mmap.LogReader;
import io.balsa.log.mmap.SyncMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.Serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Each broken promise is told, and what is allowed is not. */
@Timeout(60)
class WriterHistoryTest
{
    private static final long SEED = 4;

    @TempDir
    private File dir;

    private final WriterHistory history = new WriterHistory(new EntryContent(SEED));

    @Test
    void shouldAcceptWhatAWriterLeaves()
    {
        write(history, 1, 150);
        check(history);
        write(history, 2, 150);
        check(history);
        assertTrue(history.syncs() > 10 && history.termStates() >= 2 && history.newTerms() >= 2);
    }

    @Test
    void shouldMissAnAcknowledgedEntry()
    {
        write(history, 1, 30);
        history.onLine("synced 1000000");
        assertTrue(message(() -> check(history)).matches("lost: entries [0-9]+ to 1000000 were acknowledged"));
    }

    @Test
    void shouldFindAForeignContent()
    {
        final WriterHistory stranger = new WriterHistory(new EntryContent(SEED + 1));
        write(stranger, 1, 30);
        assertTrue(message(() -> check(stranger)).matches("entry 1 of term [0-9]+ has a foreign content"));
    }

    @Test
    void shouldMissTheTermOfAnAcknowledgedEntry()
    {
        lines("beginning 1 1", "begun 1 1", "beginning 5 2", "begun 5 2", "synced 7");
        history.check(4, 1, 1);
        history.check(5, 2, 1);
        history.check(7, 2, 2);
        assertEquals("lost: entry 5 of term 2 was acknowledged; there is one of term 1",
            message(() -> history.check(5, 1, 1)));
    }

    @Test
    void shouldFindWhatWasInvented()
    {
        lines("beginning 1 1", "begun 1 1", "beginning 5 2", "begun 5 2", "synced 7");
        history.check(8, 2, 2);
        assertEquals("invented: entry 8 of term 3 was never appended", message(() -> history.check(8, 3, 2)));
        assertEquals("invented: entry 8 of term 1 was never appended", message(() -> history.check(8, 1, 2)));
        lines("beginning 9 3");
        assertEquals("invented: entry 8 of term 3 was never appended", message(() -> history.check(8, 3, 2)));
        history.check(9, 3, 2);
    }

    @Test
    void shouldFindWhatHadBeenRemoved()
    {
        lines("beginning 1 1", "begun 1 1", "synced 9", "beginning 5 2");
        history.check(5, 1, 1);
        lines("begun 5 2");
        assertEquals("back again: entry 5 of term 1 was removed from the log, durably, in term 2",
            message(() -> history.check(5, 1, 1)));
        lines("beginning 3 3", "begun 3 3");
        assertEquals("back again: entry 7 of term 2 was removed from the log, durably, in term 3",
            message(() -> history.check(7, 2, 2)));
    }

    @Test
    void shouldMissAVote()
    {
        lines("opened 0 0 -1", "storing 3 1", "stored 3 1", "storing 4 2");
        lines("opened 0 3 1");
        lines("storing 4 2", "opened 0 4 2");
        final String end = " with vote 1 was found; stored was 4 with 2, being stored was 4 with 2";
        assertEquals("term 3" + end, message(() -> lines("opened 0 3 1")));
        assertEquals("term 4" + end, message(() -> lines("opened 0 4 1")));
    }

    @Test
    void shouldCompareWhatWasReadWithWhatWasOpened()
    {
        assertEquals("the log was opened with last index 3 and had been read with 0",
            message(() -> lines("opened 3 0 -1")));
    }

    private void lines(final String... lines)
    {
        for (final String line : lines)
        {
            history.onLine(line);
        }
    }

    private static String message(final Executable action)
    {
        return assertThrows(TortureException.class, action).getMessage();
    }

    private void check(final WriterHistory found)
    {
        try (LogReader log = LogReader.open(dir))
        {
            found.check(log);
        }
    }

    /** Run a writer until it has said a number of lines. */
    private void write(final WriterHistory told, final long runSeed, final int lineCount)
    {
        final int[] count = new int[1];
        assertThrows(EnoughException.class, () -> LogWriter.run(dir.toPath(), SyncMode.SYNC, SEED, runSeed, line ->
        {
            if (++count[0] > lineCount)
            {
                throw new EnoughException();
            }
            told.onLine(line);
        }));
    }

    private static final class EnoughException extends RuntimeException
    {
        @Serial
        private static final long serialVersionUID = 1L;
    }
}
