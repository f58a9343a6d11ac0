package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** All entries go and the log begins anew behind a snapshot: the old log or the empty one, at every moment. */
@Timeout(120)
class LogResetTest
{
    private static final long INDEX = 500;
    private static final long TERM = 7;

    @TempDir
    private File directory;

    @TempDir
    private File image;

    private static void fill(final TestMember member, final int entryCount)
    {
        member.drain();
        for (int i = 0; i < entryCount; i++)
        {
            member.append(1, 1000);
        }
        member.sync();
    }

    private static void assertEmptyBehind(final RaftLog log, final long index, final long term)
    {
        assertEquals(index + 1, log.firstIndex());
        assertEquals(index, log.lastIndex());
        assertEquals(term, log.termAt(index));
        assertEquals(RaftLog.NULL_TERM, log.termAt(index - 1));
        assertEquals(RaftLog.NULL_TERM, log.termAt(index + 1));
        assertFalse(log.read(index, 1, new LogView()));
        assertFalse(log.read(index + 1, 1, new LogView()));
        assertEquals(index, log.floorIndex(index, term));
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldGoOnBehindTheSnapshot(final SyncMode syncMode)
    {
        try (TestMember member = new TestMember(TestMember.context(directory).syncMode(syncMode)))
        {
            fill(member, 200);
            final long generation = member.log.generation();
            member.log.reset(INDEX, TERM);
            assertEmptyBehind(member.log, INDEX, TERM);
            assertTrue(member.log.generation() > generation);
            assertEquals(0, member.log.syncedIndex());
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(TERM, 10));
            assertEquals(RaftLog.BACK_PRESSURED, member.log.refusal());
            assertEquals(INDEX, member.sync());
            assertEmptyBehind(member.log, INDEX, TERM);
            assertThrows(IllegalArgumentException.class, () -> member.tryAppend(TERM - 1, 10));
            for (int i = 0; i < 100; i++)
            {
                member.append(TERM, 1000);
            }
            assertEquals(INDEX + 100, member.sync());
            assertEquals("7".repeat(100), member.terms());
        }
        if (SyncMode.MEMORY != syncMode)
        {
            try (TestMember member = TestMember.open(directory))
            {
                assertEquals(INDEX + 1, member.log.firstIndex());
                assertEquals("7".repeat(100), member.terms());
                assertEquals(TERM, member.log.termAt(INDEX));
            }
        }
    }

    @Test
    void shouldStayEmptyOverARestart()
    {
        try (TestMember member = TestMember.open(directory))
        {
            fill(member, 10);
            member.log.reset(INDEX, TERM);
            member.sync();
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEmptyBehind(member.log, INDEX, TERM);
            assertEquals(INDEX, member.log.recoveredCommitIndex());
            assertEquals(INDEX + 1, member.append(TERM, 10));
            assertEquals(INDEX + 1, member.sync());
        }
    }

    @Test
    void shouldBeResetBeforeTheFirstSyncAndTwice()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            member.log.reset(INDEX, TERM);
            member.log.reset(INDEX + 5, TERM + 1);
            assertEmptyBehind(member.log, INDEX + 5, TERM + 1);
            assertEquals(INDEX + 5, member.sync());
            member.log.reset(INDEX + 6, TERM + 1);
            member.agent.doWork();
            member.log.reset(INDEX + 7, TERM + 1);
            assertEquals(INDEX + 7, member.sync());
            assertEmptyBehind(member.log, INDEX + 7, TERM + 1);
            member.append(TERM + 2, 10);
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals("9", member.terms());
            assertEquals(INDEX + 8, member.log.firstIndex());
        }
    }

    @Test
    void shouldResetWhileATruncationOrASyncIsUnderWay()
    {
        try (TestMember member = TestMember.open(directory))
        {
            fill(member, 200);
            member.log.truncateSuffix(70);
            member.log.reset(INDEX, TERM);
            assertEquals(INDEX, member.sync());
            member.append(TERM, 100);
            member.log.requestSync();
            member.log.reset(INDEX + 1, TERM);
            assertEquals(0, member.log.syncedIndex());
            assertEquals(INDEX + 1, member.sync());
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEmptyBehind(member.log, INDEX + 1, TERM);
        }
    }

    @Test
    void shouldFinishAtClose()
    {
        try (TestMember member = TestMember.open(directory))
        {
            fill(member, 200);
            member.log.reset(INDEX, TERM);
        }
        try (LogReader reader = LogReader.open(directory))
        {
            assertEquals(INDEX + 1, reader.firstIndex());
            assertEquals(INDEX, reader.lastIndex());
        }
    }

    /** After every step of the reset a process dies: it is the old log, or the new one. */
    @Test
    void shouldBeTheOldLogOrTheNewOneAfterACrashAtAnyStep()
    {
        boolean isNewSeen = false;
        boolean isOldSeen = false;
        boolean isDone = false;
        for (int steps = 0; !isDone; steps++)
        {
            final File live = new File(directory, "live-" + steps);
            assertTrue(live.mkdirs());
            final FaultyStorage faulty = new FaultyStorage(live);
            try (TestMember member = new TestMember(TestMember.context(live).storage(faulty)))
            {
                fill(member, 130);
                member.log.committed(100);
                member.log.reset(INDEX, TERM);
                faulty.stepsLeft = steps;
                // One cycle deletes, the next begins anew.
                member.agent.doWork();
                member.agent.doWork();
                isDone = faulty.stepsLeft > 0;
                TestMember.copy(live, image);
            }
            catch (final StorageException e)
            {
                assertFalse(isDone, e.getMessage());
            }
            // Recovery is interrupted at its steps too, at each of them by and by.
            for (int again = steps % 4; again < 12; again += 4)
            {
                openAndFail(again);
            }
            try (TestMember member = TestMember.open(image))
            {
                if (member.log.firstIndex() == 1)
                {
                    isOldSeen = true;
                    assertFalse(isNewSeen, "the old log came back");
                    assertEquals("1".repeat(130), member.terms());
                }
                else
                {
                    isNewSeen = true;
                    assertEmptyBehind(member.log, INDEX, TERM);
                    assertEquals(INDEX + 1, member.append(TERM, 10));
                }
            }
        }
        assertTrue(isOldSeen && isNewSeen);
    }

    private void openAndFail(final int steps)
    {
        final FaultyStorage faulty = new FaultyStorage(image);
        faulty.stepsLeft = steps;
        try (TestMember member = new TestMember(TestMember.context(image).storage(faulty)))
        {
            assertTrue(member.log.firstIndex() > 0);
        }
        catch (final StorageException e)
        {
            assertFalse(e.getMessage().isEmpty());
        }
    }

    @Test
    void shouldWaitForRoom()
    {
        final FaultyStorage faulty = new FaultyStorage(directory);
        final CachedNanoClock clock = new CachedNanoClock();
        try (TestMember member = new TestMember(
            TestMember.context(directory).storage(faulty).nanoClock(clock)))
        {
            member.roll();
            faulty.isFull = true;
            member.log.reset(INDEX, TERM);
            member.drain();
            assertEquals(0, member.log.syncedIndex());
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(TERM, 10));
            faulty.isFull = false;
            clock.update(SegmentSupply.RETRY_INTERVAL_NS);
            assertEquals(INDEX, member.sync());
        }
    }

    @Test
    void shouldRefuseAnIndexThatIsNotAhead()
    {
        try (TestMember member = TestMember.open(directory))
        {
            fill(member, 3);
            assertThrows(IllegalArgumentException.class, () -> member.log.reset(0, 1));
            assertThrows(IllegalArgumentException.class, () -> member.log.reset(5, 0));
            assertEquals("111", member.terms());
        }
    }
}
