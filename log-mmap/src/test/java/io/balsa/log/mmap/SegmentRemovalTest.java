package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Old segments go, from the front of the log. */
@Timeout(60)
class SegmentRemovalTest
{
    private static final int ENTRY_COUNT = 200;
    private static final long SECOND_BASE = 58;
    private static final long THIRD_BASE = 115;
    private static final long LAST_BASE = 172;

    @TempDir
    private File directory;

    private FaultyStorage faulty;

    private TestMember open(final SyncMode mode)
    {
        faulty = new FaultyStorage(directory);
        final TestMember member = new TestMember(TestMember.context(directory).storage(faulty).syncMode(mode));
        for (int i = 1; i <= ENTRY_COUNT; i++)
        {
            member.append(i < 100 ? 1 : 2, 1000);
        }
        member.sync();
        return member;
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldRemoveWholeSegmentsBeforeAnIndex(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            final int openFileCount = faulty.openFileCount();
            member.log.truncatePrefix(THIRD_BASE - 1);
            assertEquals(SECOND_BASE, member.log.firstIndex());
            member.sync();
            member.log.truncatePrefix(LAST_BASE);
            assertEquals(LAST_BASE, member.log.firstIndex());
            member.sync();
            for (final long base : new long[]{1, SECOND_BASE, THIRD_BASE})
            {
                assertFalse(TestMember.segment(directory, base).toFile().exists());
            }
            assertEquals(openFileCount - (SyncMode.MEMORY == mode ? 0 : 3), faulty.openFileCount(), "unmapped");
            assertEquals("2".repeat((int)(ENTRY_COUNT - LAST_BASE + 1)), member.terms());
            assertEquals(2, member.log.termAt(LAST_BASE - 1));
            assertEquals(RaftLog.NULL_TERM, member.log.termAt(LAST_BASE - 2));
            assertEquals(LAST_BASE - 1, member.log.floorIndex(ENTRY_COUNT, 1));
            assertFalse(member.log.read(LAST_BASE - 1, 1, new LogView()));
            assertThrows(IllegalArgumentException.class, () -> member.log.truncateSuffix(LAST_BASE - 1));
        }
    }

    @Test
    void shouldKeepTheLastSegment()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.log.truncatePrefix(Long.MAX_VALUE);
            assertEquals(LAST_BASE, member.log.firstIndex());
            member.log.truncateSuffix(LAST_BASE);
            member.sync();
            assertEquals(2, member.log.termAt(LAST_BASE - 1));
            assertThrows(IllegalArgumentException.class, () -> member.tryAppend(1, 8));
            assertEquals(LAST_BASE, member.append(2, 8));
        }
    }

    /** Where the log begins is durable in both watermarks before anything is deleted. */
    @Test
    void shouldForceAWatermarkFirstAndTheDirectoryLast()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            faulty.steps.clear();
            member.log.truncatePrefix(THIRD_BASE);
            member.sync();
            assertEquals(
                List.of(
                    "sync " + LogLayout.segmentName(LAST_BASE),
                    "sync " + LogLayout.segmentName(LAST_BASE),
                    "delete " + LogLayout.segmentName(1),
                    "delete " + LogLayout.segmentName(SECOND_BASE),
                    "sync directory " + directory),
                faulty.steps);
        }
    }

    /** The watermark of a sync that was under way says where the log began before. */
    @Test
    void shouldNotBeginWithASyncThatWasUnderWay()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.append(2, 8);
            member.log.requestSync();
            member.log.truncatePrefix(THIRD_BASE);
            member.agent.doWork();
            member.log.syncedIndex();
            faulty.steps.clear();
            member.agent.doWork();
            final String sync = "sync " + LogLayout.segmentName(LAST_BASE);
            assertEquals(List.of(sync, sync), faulty.steps);
            member.log.syncedIndex();
            member.drain();
            assertFalse(TestMember.segment(directory, 1).toFile().exists());
        }
    }

    @Test
    void shouldNotDeleteWhatTheWatermarkStillHolds()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.log.truncatePrefix(THIRD_BASE);
            faulty.stepsLeft = 0;
            member.agent.doWork();
            member.agent.doWork();
            assertTrue(TestMember.segment(directory, 1).toFile().exists());
        }
        assertEquals(0, faulty.openFileCount());
    }

    @Test
    void shouldLeaveASegmentThatIsNotSealed()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            member.log.truncatePrefix(TestMember.ROLL_COUNT);
            assertEquals(1, member.log.firstIndex());
            member.sync();
            member.log.truncatePrefix(TestMember.ROLL_COUNT);
            assertEquals(SECOND_BASE, member.log.firstIndex());
        }
    }

    @Test
    void shouldKnowTheTermBeforeItsFirstEntryAfterARestart()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.log.truncatePrefix(SECOND_BASE);
            member.sync();
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(SECOND_BASE, member.log.firstIndex());
            assertEquals(1, member.log.termAt(SECOND_BASE - 1));
            assertEquals(RaftLog.NULL_TERM, member.log.termAt(SECOND_BASE - 2));
            assertEquals(SECOND_BASE - 1, member.log.floorIndex(ENTRY_COUNT, 0));
        }
    }

    /** Two threads never copy into one segment: while a sync is under way, that of the log waits for it. */
    @ParameterizedTest
    @EnumSource(value = SyncMode.class, names = {"ASYNC", "MEMORY"})
    void shouldNotCopyWhileASyncIsUnderWay(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            member.log.truncatePrefix(SECOND_BASE);
            member.append(2, 8);
            member.log.requestSync();
            assertEquals(ENTRY_COUNT, member.log.syncedIndex());
            assertEquals(ENTRY_COUNT + 1, member.sync());
        }
    }

    /** In every mode, and by whatever it is that writes a watermark. */
    @ParameterizedTest
    @EnumSource(value = SyncMode.class, names = "MEMORY", mode = EnumSource.Mode.EXCLUDE)
    void shouldKnowWhereItBeginsHoweverOftenItIsStarted(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            member.log.truncatePrefix(SECOND_BASE);
            member.sync();
        }
        final TestClock clock = new TestClock();
        for (int i = 1; i <= 4; i++)
        {
            try (TestMember member = new TestMember(
                TestMember.context(directory).syncMode(mode).nanoClock(clock)))
            {
                assertEquals(SECOND_BASE, member.log.firstIndex());
                for (int j = 0; j < 3; j++)
                {
                    member.append(2, 8);
                    member.sync();
                    member.sync();
                }
                assertEquals(ENTRY_COUNT + 3L * i, member.log.lastIndex());
            }
        }
    }

    /** Whatever is there of the old segments, the log is found from where it begins, old or new. */
    @Test
    void shouldSurviveAFailureAtEachStep()
    {
        open(SyncMode.SYNC).close();
        final File image = new File(directory, "image");
        boolean isWhole = false;
        for (int steps = 0; !isWhole; steps++)
        {
            for (final String name : directory.list())
            {
                if (LogLayout.isKnown(name))
                {
                    assertTrue(image.isDirectory() || image.mkdir());
                    TestMember.writeBytes(image.toPath().resolve(name),
                        TestMember.readBytes(directory.toPath().resolve(name)));
                }
            }
            final FaultyStorage failing = new FaultyStorage(image);
            final MemberStorage storage = MemberStorage.open(TestMember.context(image).storage(failing));
            storage.log().syncedIndex();
            while (storage.syncAgent().doWork() > 0)
            {
                storage.log().syncedIndex();
            }
            storage.log().truncatePrefix(THIRD_BASE);
            failing.stepsLeft = steps;
            for (int i = 0; i < 8; i++)
            {
                storage.syncAgent().doWork();
                isWhole = failing.stepsLeft >= 0;
                if (isWhole)
                {
                    storage.log().syncedIndex();
                }
            }
            failing.stepsLeft = 0;
            storage.close();
            try (TestMember member = TestMember.open(image))
            {
                final long firstIndex = member.log.firstIndex();
                assertTrue(firstIndex == THIRD_BASE || (firstIndex == 1 && !isWhole), "firstIndex=" + firstIndex);
                assertEquals(ENTRY_COUNT - firstIndex + 1, member.terms().length());
                assertFalse(firstIndex == THIRD_BASE && TestMember.segment(image, 1).toFile().exists());
            }
        }
    }

    @Test
    void shouldTellWhereItsNewestBytesBegin()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            assertEquals(LAST_BASE, member.log.tailIndex(0));
            assertEquals(LAST_BASE, member.log.tailIndex(1));
            assertEquals(THIRD_BASE, member.log.tailIndex((ENTRY_COUNT - LAST_BASE + 2) * 1_072L));
            assertEquals(1, member.log.tailIndex(Long.MAX_VALUE));
            member.log.truncatePrefix(THIRD_BASE);
            assertEquals(THIRD_BASE, member.log.tailIndex(Long.MAX_VALUE));
        }
    }
}
