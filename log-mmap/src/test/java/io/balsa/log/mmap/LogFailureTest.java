package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
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

@Timeout(60)
class LogFailureTest
{
    @TempDir
    private File directory;

    private final CachedNanoClock clock = new CachedNanoClock();
    private FaultyStorage faulty;

    @BeforeEach
    void setUp()
    {
        faulty = new FaultyStorage(directory);
    }

    private TestMember open(final SyncMode mode)
    {
        return new TestMember(
            TestMember.context(directory).storage(faulty).nanoClock(clock).syncMode(mode));
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldRefuseAllWorkAfterAFailedSync(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            member.drain();
            member.append(1, 8);
            final UnsafeBuffer frames = member.frames(1, 1);
            faulty.stepsLeft = 0;
            if (SyncMode.INLINE == mode)
            {
                assertThrows(StorageException.class, member.log::requestSync);
            }
            else
            {
                member.log.requestSync();
                member.agent.doWork();
                if (SyncMode.ASYNC == mode)
                {
                    clock.update(LogTask.FORCE_INTERVAL_NS);
                    assertEquals(1, member.log.syncedIndex());
                    member.agent.doWork();
                }
            }
            faulty.stepsLeft = Integer.MAX_VALUE;
            final int forceCount = faulty.forceCount;
            final StorageException e = assertThrows(StorageException.class, member.log::syncedIndex);
            assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
            assertTrue(e.getMessage().contains(LogLayout.segmentName(1)), e.getMessage());
            assertThrows(StorageException.class, member.log::requestSync);
            assertThrows(StorageException.class, () -> member.tryAppend(1, 8));
            assertThrows(StorageException.class, () -> member.log.append(frames, 0, frames.capacity()));
            assertThrows(StorageException.class,
                () -> member.log.appendFragment(2, frames.capacity(), 0, frames, 0, 64));
            assertThrows(StorageException.class, () -> member.log.truncateSuffix(1));
            assertThrows(StorageException.class, () -> member.log.read(1, 8, new LogView()));
            assertThrows(StorageException.class, () -> member.termState.store(1, 1));
            assertEquals(0, member.agent.doWork());
            assertEquals(forceCount, faulty.forceCount, "never tried again");
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals("1", member.terms());
        }
    }

    @Test
    void shouldAnswerDiskFullAndRecoverByItself()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            faulty.isFull = true;
            while (member.tryAppend(1, 1000) > 0)
            {
                // Up to the end of the segment.
            }
            final long lastIndex = member.log.lastIndex();
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(1, 1000));
            member.drain();
            assertEquals(RaftLog.DISK_FULL, member.tryAppend(1, 1000));
            assertEquals(lastIndex, member.sync(), "syncs go on");
            assertFalse(new File(directory, LogLayout.SPARE).exists(), "its space is given back");
            assertTrue(member.tryAppend(1, 1) > 0, "what fits is taken");

            faulty.isFull = false;
            clock.update(SegmentSupply.RETRY_INTERVAL_NS - 1);
            assertEquals(1, member.agent.doWork(), "the watermark of an idle log");
            assertEquals(0, member.agent.doWork());
            assertEquals(RaftLog.DISK_FULL, member.tryAppend(1, 1000));
            clock.update(SegmentSupply.RETRY_INTERVAL_NS);
            member.drain();
            assertEquals(lastIndex + 2, member.tryAppend(1, 1000));
            assertEquals(lastIndex + 2, member.sync());
        }
    }

    @Test
    void shouldDoNoDeviceWorkOnTheCallersThread()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.drain();
            faulty.stepsLeft = 0;
            for (int i = 0; i < 70; i++)
            {
                assertTrue(member.tryAppend(1, 1000) > 0);
            }
            member.log.requestSync();
            assertEquals(0, member.log.syncedIndex());
            member.log.truncateSuffix(3);
            assertTrue(member.termState.store(1, 1));
            assertFalse(member.termState.pollStored());
            faulty.stepsLeft = Integer.MAX_VALUE;
            member.drain();
        }
    }

    @Test
    void shouldSyncOnTheCallersThreadInModeInline()
    {
        try (TestMember member = open(SyncMode.INLINE))
        {
            member.drain();
            for (int i = 0; i < 70; i++)
            {
                assertTrue(member.tryAppend(1, 1000) > 0);
            }
            assertEquals(0, member.log.syncedIndex());
            member.log.requestSync();
            assertEquals(70, member.log.syncedIndex());
            assertFalse(new File(directory, LogLayout.SPARE).exists());
            member.log.truncateSuffix(69);
            member.log.requestSync();
            assertEquals(68, member.log.syncedIndex());
            member.drain();
            assertEquals(69, member.append(2, 8));
            member.log.requestSync();
            assertEquals(69, member.log.syncedIndex());
        }
    }

    @Test
    void shouldCountThePageCacheAsDurableInModeAsync()
    {
        try (TestMember member = open(SyncMode.ASYNC))
        {
            member.drain();
            final int forceCount = faulty.forceCount;
            member.append(1, 8);
            assertEquals(0, member.log.syncedIndex(), "not in the page cache yet");
            member.log.requestSync();
            assertEquals(1, member.log.syncedIndex(), "copied by the thread of the log");
            clock.update(LogTask.FORCE_INTERVAL_NS - 1);
            member.append(1, 8);
            assertEquals(2, member.sync());
            assertEquals(forceCount, faulty.forceCount);
            clock.update(LogTask.FORCE_INTERVAL_NS);
            assertEquals(2, member.log.syncedIndex());
            assertEquals(1, member.agent.doWork());
            assertEquals(forceCount + 1, faulty.forceCount, "forced in the background");
            assertEquals(0, member.agent.doWork());
            member.log.truncateSuffix(1);
            assertEquals(0, member.log.syncedIndex());
        }
    }

    @Test
    void shouldNotSyncWhenNothingIsNew()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.drain();
            member.append(1, 8);
            member.sync();
            final int forceCount = faulty.forceCount;
            member.sync();
            assertEquals(forceCount, faulty.forceCount);
        }
    }

    @Test
    void shouldPrepareInSlicesThatLetASyncThrough()
    {
        try (TestMember member = new TestMember(
            TestMember.context(directory).storage(faulty).segmentLength(4 * SegmentSupply.FILL_LENGTH)))
        {
            member.agent.doWork();
            member.append(1, 8);
            member.log.requestSync();
            final int forceCount = faulty.forceCount;
            member.agent.doWork();
            assertEquals(forceCount + 2, faulty.forceCount, "the sync and one slice");
            assertEquals(1, member.log.syncedIndex());
        }
    }

    @Test
    void shouldNameASegmentOnlyAfterAllBeforeItIsDurable()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.drain();
            for (int i = 0; i < 70; i++)
            {
                assertTrue(member.tryAppend(1, 1000) > 0);
            }
            faulty.steps.clear();
            member.log.requestSync();
            member.agent.doWork();
            assertEquals(
                List.of(
                    "sync " + LogLayout.segmentName(1),
                    "sync " + LogLayout.SPARE,
                    "rename " + LogLayout.SPARE,
                    "sync directory " + directory,
                    "create " + LogLayout.SPARE),
                faulty.steps);
        }
    }

    @Test
    void shouldNameTheSegmentOfAFailedSyncByTheNameThatItHas()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.roll();
            member.sync();
            member.append(1, 8);
            member.log.requestSync();
            faulty.stepsLeft = 0;
            member.agent.doWork();
            assertEquals(
                "cannot sync " + LogLayout.segmentName(TestMember.ROLL_INDEX + 1) +
                ": Input/output error; log and term state refuse all work, restart the member",
                assertThrows(StorageException.class, member.log::syncedIndex).getMessage());
        }
    }

    @Test
    void shouldMarkATruncationBeforeItAndUntilItIsDurable()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            for (int i = 0; i < 130; i++)
            {
                member.append(1, 1000);
            }
            member.sync();
            member.drain();
            faulty.steps.clear();
            member.log.truncateSuffix(5);
            member.agent.doWork();
            final String marker = LogLayout.truncationName(5);
            assertEquals(
                List.of(
                    "create " + marker,
                    "sync directory " + directory,
                    "sync " + LogLayout.segmentName(1),
                    "sync " + LogLayout.segmentName(1),
                    "delete " + LogLayout.segmentName(115),
                    "delete " + LogLayout.segmentName(58),
                    "sync directory " + directory,
                    "delete " + marker,
                    "sync directory " + directory),
                faulty.steps);
        }
    }

    @Test
    void shouldForceWhatItFindsBeforeItIsCalledDurable()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            member.append(1, 8);
        }
        faulty = new FaultyStorage(directory);
        try (TestMember member = open(SyncMode.SYNC))
        {
            assertEquals("sync " + LogLayout.segmentName(1), faulty.steps.get(0));
            assertEquals(1, member.log.syncedIndex());
        }
    }
}
