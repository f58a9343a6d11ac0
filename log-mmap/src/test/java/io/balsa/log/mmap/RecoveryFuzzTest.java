package io.balsa.log.mmap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.balsa.consensus.port.LogView;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whatever became of its files, a directory opens or is refused in one line that says where: never with another
 * failure, never without end. The normal build replays the inputs that were kept.
 */
@Timeout(60)
class RecoveryFuzzTest
{
    private static final SmallLog WHOLE = SmallLog.create();
    private static final long REFUSED = -1;

    /** No entry, term or vote that is served is another than was written; what is repaired is whole. */
    @FuzzTest(maxDuration = "10m")
    void shouldServeOnlyWhatWasWritten(final byte[] edits)
    {
        final HeapStorage files = WHOLE.files.copy();
        FileEdits.damage(files, edits);
        final boolean hasTermState = files.has(LogLayout.TERM_STATE);
        inspect(files);
        final long lastIndex = openAndRead(files, hasTermState, true);
        if (REFUSED == lastIndex)
        {
            repair(files, true);
        }
        else
        {
            assertEquals(lastIndex, openAndRead(files, hasTermState, true), "the second time as the first");
        }
    }

    /** Checksums that hold over nonsense lead no one beyond the bounds of a file. */
    @FuzzTest(maxDuration = "10m")
    void shouldOpenOrRefuseWhatIsForged(final byte[] edits)
    {
        final HeapStorage files = WHOLE.files.copy();
        FileEdits.forge(files, edits);
        inspect(files);
        if (REFUSED == openAndRead(files, false, false))
        {
            repair(files, false);
        }
    }

    private static void inspect(final HeapStorage files)
    {
        files.lock(LogLayout.LOCK);
        final HeapStorage copy = files.copy();
        try (LogReader reader = LogReader.open(copy))
        {
            assertTrue(reader.lastIndex() >= reader.firstIndex() - 1);
        }
        catch (final StorageException e)
        {
            assertSaysWhere(e);
        }
        assertNull(copy.difference(files), "a reader changes nothing");
    }

    private static long openAndRead(final HeapStorage files, final boolean hasTermState, final boolean isProven)
    {
        try (TestMember member = SmallLog.open(files))
        {
            if (isProven)
            {
                WHOLE.assertServedBy(member);
            }
            else
            {
                touchAll(member);
            }
            if (hasTermState)
            {
                assertEquals(3, member.termState.term());
                assertEquals(2, member.termState.votedFor());
                assertEquals(0, member.termState.fencedTerm());
            }
            final long lastIndex = member.log.lastIndex();
            member.drain();
            member.append(Math.max(9, member.log.termAt(lastIndex)), 100);
            member.sync();
            member.log.truncateSuffix(lastIndex + 1);
            member.sync();
            return lastIndex;
        }
        catch (final StorageException e)
        {
            assertSaysWhere(e);
            return REFUSED;
        }
    }

    private static void touchAll(final TestMember member)
    {
        final LogView view = new LogView();
        for (long index = member.log.firstIndex(); index <= member.log.lastIndex(); index++)
        {
            assertTrue(member.log.read(index, 1, view));
            assertTrue(view.length() > 0);
            view.buffer().getByte(view.length() - 1);
        }
    }

    /** With the right entries it is whole afterwards; else it stays as it was. */
    private static void repair(final HeapStorage files, final boolean isProven)
    {
        try (LogRepair repair = LogRepair.open(files, true))
        {
            if (null == repair.damage() || repair.damage().isTailUncertain())
            {
                return;
            }
            while (!repair.isFilled() && repair.wantedIndex() <= WHOLE.frames.size())
            {
                if (!WHOLE.fillOne(repair))
                {
                    return;
                }
            }
            final long untilIndex = repair.damage().untilIndex();
            if (repair.isFilled() && repair.complete() && isProven && null != repair.damage())
            {
                assertTrue(repair.damage().afterIndex() >= untilIndex - 1, "the next damage is behind");
            }
        }
        catch (final StorageException e)
        {
            assertSaysWhere(e);
        }
    }

    private static void assertSaysWhere(final StorageException e)
    {
        final String message = e.getMessage();
        assertTrue(message.contains("/heap"), message);
        assertFalse(message.contains("\n"), message);
    }
}
