package io.balsa.log.mmap;

import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A log that has come to rest or was closed tells of its last batch too. */
@Timeout(60)
class IdleWatermarkTest
{
    private static final int SECTOR = SegmentScan.SECTOR_LENGTH;
    private static final int PAYLOAD_LENGTH = 1000;
    private static final String SEGMENT = LogLayout.segmentName(1);

    private final CachedNanoClock clock = new CachedNanoClock();
    private final HeapStorage files = new HeapStorage();
    private final FaultyStorage faulty = new FaultyStorage(files);
    private long nowNs;

    private TestMember open(final SyncMode mode)
    {
        final TestMember member = new TestMember(
            SmallLog.context(faulty).segmentLength(TestMember.SEGMENT_LENGTH).nanoClock(clock).syncMode(mode));
        member.sync();
        return member;
    }

    private void pass(final TestMember member, final long durationNs)
    {
        nowNs += durationNs;
        clock.update(nowNs);
        member.log.syncedIndex();
        member.drain();
        member.log.syncedIndex();
    }

    /** Append, sync and, where that is left for later, force. */
    private void appendAndForce(final TestMember member, final SyncMode mode)
    {
        final long index = member.append(1, PAYLOAD_LENGTH);
        assertEquals(index, member.sync());
        if (SyncMode.ASYNC == mode)
        {
            pass(member, LogTask.FORCE_INTERVAL_NS);
        }
    }

    private static long durableIndex(final HeapStorage files)
    {
        try (StorageFile file = files.open(SEGMENT))
        {
            final Watermark watermark = new Watermark();
            watermark.read(new LogSegment(file, SEGMENT), IdentityFile.read(files).incarnation());
            return watermark.durableIndex();
        }
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldBeWrittenOnceWhenTheLogHasComeToRest(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            for (int round = 1; round <= 3; round++)
            {
                final int before = faulty.forceCount;
                appendAndForce(member, mode);
                assertEquals(before + 1, faulty.forceCount);
                pass(member, LogTask.MARK_DELAY_NS - 1);
                assertEquals(before + 1, faulty.forceCount);
                assertEquals(round - 1, durableIndex(files));
                pass(member, 1);
                assertEquals(before + 2, faulty.forceCount);
                assertEquals(round, durableIndex(files.afterPowerLoss()));
                pass(member, 10 * LogTask.MARK_DELAY_NS);
                assertEquals(before + 2, faulty.forceCount);
            }
        }
        assertEquals(0, faulty.openFileCount());
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, names = {"SYNC", "INLINE"})
    void shouldNotBeForcedWhileSyncsGoOn(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            final int before = faulty.forceCount;
            for (int i = 1; i <= 20; i++)
            {
                appendAndForce(member, mode);
                pass(member, LogTask.MARK_DELAY_NS - 1);
                assertEquals(before + i, faulty.forceCount);
            }
        }
    }

    @Test
    void shouldNotBeForcedInModeAsyncWhileEntriesAreCopied()
    {
        try (TestMember member = open(SyncMode.ASYNC))
        {
            final int before = faulty.forceCount;
            for (int i = 0; i < 100; i++)
            {
                member.append(1, 8);
                member.sync();
                pass(member, LogTask.FORCE_INTERVAL_NS / 10);
            }
            // Each interval begins with the first copy behind the force before it.
            assertEquals(before + 10, faulty.forceCount);
        }
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldBeWrittenByAClose(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            for (int i = 0; i < 3; i++)
            {
                member.append(1, PAYLOAD_LENGTH);
                member.sync();
            }
            member.append(1, PAYLOAD_LENGTH);
        }
        assertEquals(4, durableIndex(files.afterPowerLoss()));
        assertEquals(2, segmentForcesOfAStart(mode), "the log, and the other slot");
        assertEquals(1, segmentForcesOfAStart(mode));
    }

    private long segmentForcesOfAStart(final SyncMode mode)
    {
        faulty.steps.clear();
        open(mode).close();
        return faulty.steps.stream().filter(("sync " + SEGMENT)::equals).count();
    }

    @Test
    void shouldSayWhatIsLeftByATruncationInModeAsync()
    {
        try (TestMember member = open(SyncMode.ASYNC))
        {
            for (int i = 0; i < 3; i++)
            {
                member.append(1, PAYLOAD_LENGTH);
                member.sync();
            }
            member.log.truncateSuffix(3);
            member.drain();
            assertEquals(0, durableIndex(files), "the force of a truncation takes the entries with it");
            pass(member, LogTask.MARK_DELAY_NS);
            assertEquals(2, durableIndex(files.afterPowerLoss()));
        }
    }

    /** Several bits, and a sector that became zero: what an unfinished write looks like. */
    private static HeapStorage damaged(final HeapStorage files)
    {
        final HeapStorage damaged = files.copy();
        final byte[] bytes = damaged.bytes(SEGMENT);
        final int frameOffset = LogSegment.FRAMES_OFFSET + 2 * (64 + PAYLOAD_LENGTH);
        final int sector = (frameOffset + SECTOR) / SECTOR * SECTOR;
        Arrays.fill(bytes, sector, sector + SECTOR, (byte)0);
        return damaged;
    }

    private static void assertDamaged(final HeapStorage damaged)
    {
        final DamagedLogException e = assertThrows(DamagedLogException.class, () -> SmallLog.open(damaged));
        assertEquals(2, e.damage().afterIndex());
        assertEquals(3, e.damage().lastIndex());
    }

    @ParameterizedTest
    @EnumSource(value = SyncMode.class, mode = EnumSource.Mode.EXCLUDE, names = "MEMORY")
    void shouldTellDamageOfTheLastEntryFromATornOne(final SyncMode mode)
    {
        try (TestMember member = open(mode))
        {
            for (int i = 0; i < 3; i++)
            {
                appendAndForce(member, mode);
            }
            try (TestMember cut = SmallLog.open(damaged(files)))
            {
                assertEquals(2, cut.log.lastIndex(), "nothing tells that it was whole");
            }
            pass(member, LogTask.MARK_DELAY_NS);
            assertDamaged(damaged(files));
            member.log.requestSync();
        }
        assertDamaged(damaged(files));
    }

    @Test
    void shouldTellDamageOfTheLastEntryOfAClosedLog()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            for (int i = 0; i < 3; i++)
            {
                appendAndForce(member, SyncMode.SYNC);
            }
        }
        assertDamaged(damaged(files));
    }

    /** However much of the slot is there, the other one is as it was, and nothing of the log is lost. */
    @Test
    void shouldLeaveTheOtherSlotWhereItIsTorn()
    {
        try (TestMember member = open(SyncMode.SYNC))
        {
            for (int i = 0; i < 3; i++)
            {
                appendAndForce(member, SyncMode.SYNC);
            }
            final byte[] before = files.bytes(SEGMENT).clone();
            faulty.stepsLeft = 0;
            clock.update(nowNs + LogTask.MARK_DELAY_NS);
            member.agent.doWork();
            faulty.stepsLeft = Integer.MAX_VALUE;
            final byte[] after = files.bytes(SEGMENT).clone();
            assertFalse(Arrays.equals(before, after));
            for (int length = 0; length <= FileHeader.LENGTH; length++)
            {
                for (int slot = 0; slot < Watermark.SLOT_COUNT; slot++)
                {
                    final int offset = Watermark.SLOTS_OFFSET + slot * Watermark.SLOT_LENGTH;
                    final HeapStorage torn = files.copy();
                    torn.put(SEGMENT, before.clone());
                    System.arraycopy(after, offset, torn.bytes(SEGMENT), offset, length);
                    assertTrue(durableIndex(torn) >= 2);
                    try (TestMember opened = SmallLog.open(torn))
                    {
                        assertEquals("111", opened.terms());
                    }
                }
            }
        }
    }

    /** Where the log begins is told by the watermarks alone once old segments are gone: one must hold at any time. */
    @Test
    void shouldNeverHaveBothSlotsTorn()
    {
        final HeapStorage begun = logThatBeginsLater();
        boolean isWhole = false;
        int steps = 0;
        for (; !isWhole; steps++)
        {
            final HeapStorage crashed = begun.copy();
            final FaultyStorage failing = new FaultyStorage(crashed);
            failing.stepsLeft = steps;
            try (TestMember member = SmallLog.openBusy(failing))
            {
                member.log.truncateSuffix(member.log.lastIndex());
                member.drain();
                isWhole = failing.stepsLeft >= 0;
                failing.stepsLeft = Integer.MAX_VALUE;
            }
            catch (final StorageException e)
            {
                assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
            }
            final HeapStorage torn = crashed.afterTornWatermarks();
            try (TestMember member = SmallLog.open(torn))
            {
                assertTrue(member.log.firstIndex() > 1, "steps=" + steps);
                assertTrue(member.log.lastIndex() >= 51, "steps=" + steps);
            }
        }
        assertTrue(steps > 10, "steps=" + steps);
    }

    /** Its old segments are gone, and it was not closed. */
    private static HeapStorage logThatBeginsLater()
    {
        final HeapStorage begun = SmallLog.create().files.copy();
        try (TestMember member = SmallLog.openBusy(begun))
        {
            member.log.truncatePrefix(member.log.lastIndex());
            for (int i = 0; i < 3; i++)
            {
                member.log.syncedIndex();
                member.drain();
            }
            member.append(3, 8);
            member.sync();
            assertEquals(1, SmallLog.segmentCount(begun));
            return begun.copy();
        }
    }
}
