package io.balsa.log.mmap;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.File;
import java.util.Arrays;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class LogRepairTest
{
    private static final int SECTOR = SegmentScan.SECTOR_LENGTH;

    private final SmallLog whole = SmallLog.create();
    private final long lastIndex = whole.frames.size();
    private final String lastSegment = SmallLog.lastSegment(whole.files);
    private final HeapStorage damaged = whole.files.copy();

    /** Where the frame of an entry begins in its segment. */
    private int offset(final long index)
    {
        long base = 1;
        for (final String name : whole.files.list())
        {
            base = LogLayout.isSegment(name) && LogLayout.baseIndex(name) <= index ? LogLayout.baseIndex(name) : base;
        }
        int offset = LogSegment.FRAMES_OFFSET;
        for (long i = base; i < index; i++)
        {
            offset += whole.frames.get((int)i - 1).length;
        }
        return offset;
    }

    private void flip(final long index)
    {
        String name = null;
        for (final String candidate : whole.files.list())
        {
            name = LogLayout.isSegment(candidate) && LogLayout.baseIndex(candidate) <= index ? candidate : name;
        }
        damaged.bytes(name)[offset(index) + 80] ^= 1;
    }

    private void assertWhole(final HeapStorage files)
    {
        try (TestMember member = new TestMember(SmallLog.context(files).verifyAll(true)))
        {
            assertEquals(lastIndex, member.log.lastIndex());
            assertEquals(0, member.termState.fencedTerm());
            whole.assertServedBy(member);
        }
        assertNull(files.difference(whole.files));
    }

    @Test
    void shouldFindNothingToRepairInAWholeLog()
    {
        try (LogRepair repair = LogRepair.open(damaged, true))
        {
            assertNull(repair.damage());
            assertThrows(IllegalStateException.class, repair::startOver);
            assertThrows(IllegalStateException.class, repair::isFilled);
            assertThrows(StorageException.class, () -> FileStorage.openReadOnly(new File("/none")));
        }
        assertNull(damaged.difference(whole.files));
    }

    @Test
    void shouldTellWhatIsMissing()
    {
        flip(lastIndex - 1);
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            final Damage damage = repair.damage();
            assertEquals(lastSegment, damage.segmentName());
            assertEquals(lastIndex - 2, damage.afterIndex());
            assertEquals(lastIndex, damage.untilIndex());
            assertEquals(lastIndex - 1, damage.lastIndex());
            assertFalse(damage.isUntilMissing());
            assertFalse(damage.isTailUncertain());
            assertEquals(offset(lastIndex - 1), damage.fromOffset());
            assertEquals(offset(lastIndex), damage.toOffset());
            assertEquals(lastIndex - 1, repair.wantedIndex());
            assertEquals(0, repair.wantedOffset());
            assertEquals(1, repair.identity().memberId());
        }
    }

    @Test
    void shouldRepairOneDamageAfterTheOther()
    {
        flip(3);
        flip(4);
        flip(7);
        flip(lastIndex);
        int count = 0;
        try (LogRepair repair = LogRepair.open(damaged, true))
        {
            while (null != repair.damage())
            {
                count++;
                whole.fill(repair);
                assertTrue(repair.complete());
            }
        }
        assertEquals(3, count);
        assertWhole(damaged);
    }

    @Test
    void shouldTakeNothingThatIsNotMissing()
    {
        flip(lastIndex - 1);
        final HeapStorage before = damaged.copy();
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            final byte[] right = whole.frames.get((int)lastIndex - 2);
            for (int i = 0; i < right.length; i++)
            {
                final byte[] wrong = right.clone();
                wrong[i] ^= 1;
                assertFalse(repair.write(0, new UnsafeBuffer(wrong), 0, wrong.length));
                assertEquals(0, repair.filledLength());
            }
            for (final long index : new long[]{1, lastIndex - 2, lastIndex})
            {
                final byte[] other = whole.frames.get((int)index - 1);
                assertFalse(repair.write(0, new UnsafeBuffer(other), 0, other.length));
            }
            assertTrue(repair.write(0, new UnsafeBuffer(right), 0, 70));
            assertEquals(70, repair.wantedOffset());
            assertThrows(
                IllegalArgumentException.class, () -> repair.write(0, new UnsafeBuffer(right), 0, right.length));
            assertFalse(repair.complete());
            assertFalse(repair.isFilled());
        }
        assertNull(damaged.difference(before));
    }

    /** A log that differs between the two known entries cannot fill the same bytes with the right index and terms. */
    @Test
    void shouldTakeNoEntriesOfAnotherLog()
    {
        final HeapStorage other = whole.files.copy();
        final byte[] longer;
        try (TestMember member = SmallLog.open(other))
        {
            member.log.truncateSuffix(lastIndex - 1);
            member.drain();
            member.append(3, 600);
            final UnsafeBuffer frame = member.frames(lastIndex - 1, lastIndex - 1);
            longer = new byte[frame.capacity()];
            frame.getBytes(0, longer);
        }
        flip(lastIndex - 1);
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            assertFalse(repair.write(0, new UnsafeBuffer(longer), 0, longer.length));
            assertFalse(repair.isFilled());
            whole.fill(repair);
            assertTrue(repair.complete());
        }
        assertWhole(damaged);
    }

    /** What lies behind the gap in the last piece is left. */
    @Test
    void shouldLeaveWhatIsBehindTheGap()
    {
        flip(lastIndex - 1);
        final byte[] frame = whole.frames.get((int)lastIndex - 2);
        final byte[] next = whole.frames.get((int)lastIndex - 1);
        final byte[] both = Arrays.copyOf(frame, frame.length + next.length);
        System.arraycopy(next, 0, both, frame.length, next.length);
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            assertTrue(repair.write(0, new UnsafeBuffer(both), 0, both.length));
            assertEquals(frame.length, repair.filledLength());
            assertTrue(repair.complete());
        }
        assertWhole(damaged);
    }

    /** Sectors of a segment that is not sealed and has a follower: where the entries end is not known. */
    @Test
    void shouldFillAGapWhoseEndIsNotKnown()
    {
        for (final String name : damaged.list())
        {
            if (LogLayout.isSegment(name) && !name.equals(lastSegment))
            {
                final byte[] bytes = damaged.bytes(name);
                Arrays.fill(bytes, LogSegment.FRAMES_OFFSET + 6 * SECTOR, bytes.length, (byte)0);
            }
        }
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            assertEquals(Damage.UNKNOWN, repair.damage().toOffset());
            assertTrue(repair.damage().isUntilMissing());
        }
        assertTrue(whole.repair(damaged));
        assertWhole(damaged);
    }

    /** A sector that landed in the wrong place brings frames that do not belong there. */
    private void strayFrame(final long index, final int distance, final long strayIndex)
    {
        flip(index);
        final byte[] stray = whole.frames.get((int)strayIndex - 1);
        System.arraycopy(stray, 0, damaged.bytes(lastSegment), offset(index) + distance, stray.length);
    }

    private void assertWidened(final long index, final int distance)
    {
        final byte[] right = whole.frames.get((int)index - 1);
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            final Damage narrow = repair.damage();
            assertEquals(lastIndex - 1, narrow.untilIndex());
            assertEquals(distance, narrow.toOffset() - narrow.fromOffset());
            assertFalse(repair.write(0, new UnsafeBuffer(right), 0, right.length));
            final Damage wide = repair.damage();
            assertEquals(narrow.afterIndex(), wide.afterIndex());
            assertEquals(narrow.fromOffset(), wide.fromOffset());
            assertEquals(lastIndex, wide.untilIndex());
            assertFalse(wide.isTailUncertain());
            assertEquals(0, repair.filledLength());
            whole.fill(repair);
            assertTrue(repair.complete());
            assertNull(repair.damage());
        }
        assertWhole(damaged);
    }

    @Test
    void shouldWidenAGapThatIsTooShortForItsEntries()
    {
        strayFrame(lastIndex - 4, 8, lastIndex - 1);
        assertWidened(lastIndex - 4, 8);
    }

    @Test
    void shouldWidenAGapThatIsTooLongForItsEntries()
    {
        final int distance = whole.frames.get((int)lastIndex - 3).length + 8;
        strayFrame(lastIndex - 2, distance, lastIndex - 1);
        assertWidened(lastIndex - 2, distance);
    }

    @Test
    void shouldWidenAGapThatHasNoRoomForTheHeaderOfTheNextEntry()
    {
        final int distance = whole.frames.get((int)lastIndex - 4).length + 8;
        strayFrame(lastIndex - 3, distance, lastIndex - 1);
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            while (repair.damage().untilIndex() == lastIndex - 1)
            {
                whole.fillOne(repair);
            }
            assertEquals(lastIndex, repair.damage().untilIndex());
        }
    }

    /** Not even what is known apart from the frames tells where the gap ends: nothing proves what was there. */
    @Test
    void shouldNotFillAWideGapThatDoesNotFitEither()
    {
        flip(lastIndex - 1);
        try (TestMember member = SmallLog.open(whole.files))
        {
            member.log.truncateSuffix(lastIndex - 1);
            member.drain();
            member.append(3, 600);
            member.append(3, 600);
            whole.frames.subList((int)lastIndex - 2, (int)lastIndex).clear();
            whole.take(member);
        }
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            for (int i = 0; i < 2; i++)
            {
                assertFalse(repair.damage().isTailUncertain());
                assertEquals(0, repair.filledLength());
                while (whole.fillOne(repair))
                {
                    assertFalse(repair.isFilled());
                }
            }
            assertTrue(repair.damage().isTailUncertain());
            assertThrows(IllegalStateException.class, repair::isFilled);
            repair.startOver();
            assertNull(repair.damage());
            assertEquals(lastIndex - 2, repair.lastIndex());
        }
    }

    private interface Step
    {
        void run(Storage storage);
    }

    /** The step fails at each call that changes something, and is done again after a kill or a loss of power. */
    private void assertSurvives(final Step step, final Consumer<HeapStorage> check)
    {
        boolean isWhole = false;
        int steps = 0;
        for (; !isWhole; steps++)
        {
            final HeapStorage files = damaged.copy();
            final FaultyStorage faulty = new FaultyStorage(files);
            faulty.stepsLeft = steps;
            try
            {
                step.run(faulty);
                isWhole = true;
            }
            catch (final StorageException e)
            {
                assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
            }
            for (final HeapStorage left : leftOf(files))
            {
                step.run(left);
                check.accept(left);
            }
        }
        assertTrue(steps > 2);
    }

    /** After the death of the process, and after a loss of power that leaves all watermarks torn or none. */
    private static HeapStorage[] leftOf(final HeapStorage files)
    {
        return new HeapStorage[]{files.copy(), files.afterPowerLoss(), files.afterTornWatermarks()};
    }

    @Test
    void shouldSurviveACrashAtEachStepOfARepairByProof()
    {
        flip(lastIndex - 2);
        flip(lastIndex);
        assertSurvives(whole::repair, this::assertWhole);
    }

    private void startOver(final Storage files)
    {
        try (LogRepair repair = LogRepair.open(files, true))
        {
            if (null != repair.damage())
            {
                repair.startOver();
                assertNull(repair.damage());
            }
        }
    }

    private void assertStartedOver(final HeapStorage files, final long index)
    {
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(index, member.log.lastIndex());
            assertEquals(index, member.log.syncedIndex());
            whole.assertServedBy(member);
            assertTrue(member.termState.fencedTerm() > 3);
            assertEquals(member.termState.term(), member.termState.fencedTerm());
            assertEquals(-1, member.termState.votedFor());
            assertEquals(index + 1, member.append(member.termState.term() + 1, 40));
            assertEquals(index + 1, member.sync());
        }
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(index + 1, member.log.lastIndex());
        }
    }

    /** Cut inside the first segment, at the very start of one and at the start of the log. */
    @Test
    void shouldSurviveACrashAtEachStepOfStartingOver()
    {
        for (final long index : new long[]{5, LogLayout.baseIndex(lastSegment), 1, lastIndex})
        {
            final HeapStorage before = damaged.copy();
            flip(index);
            assertSurvives(this::startOver, (files) -> assertStartedOver(files, index - 1));
            before.bytes(lastSegment);
            for (final String name : before.list())
            {
                damaged.put(name, before.bytes(name));
            }
        }
    }

    /** Either nothing is changed, or the member is fenced: a crash never leaves a log that is cut and free to vote. */
    @Test
    void shouldFenceBeforeItCuts()
    {
        flip(lastIndex);
        for (int steps = 0; steps < 20; steps++)
        {
            final HeapStorage files = damaged.copy();
            final FaultyStorage faulty = new FaultyStorage(files);
            faulty.stepsLeft = steps;
            try
            {
                startOver(faulty);
            }
            catch (final StorageException e)
            {
                assertNotNull(e.getMessage());
            }
            for (final HeapStorage left : leftOf(files))
            {
                try (TestMember member = SmallLog.open(left))
                {
                    assertEquals(lastIndex - 1, member.log.lastIndex());
                    assertEquals(4, member.termState.fencedTerm());
                }
                catch (final DamagedLogException e)
                {
                    assertEquals(lastIndex - 1, e.damage().afterIndex());
                }
            }
        }
    }

    private void truncate(final Storage files, final long index)
    {
        try (LogRepair repair = LogRepair.open(files, true))
        {
            if (null != repair.damage() || repair.lastIndex() > index)
            {
                repair.truncate(index);
                assertNull(repair.damage());
            }
            assertEquals(index, repair.lastIndex());
        }
    }

    /** Behind the last entry of a segment, in one, in front of the last entry and of all. */
    @Test
    void shouldSurviveACrashAtEachStepOfATruncation()
    {
        for (final long index : new long[]{LogLayout.baseIndex(lastSegment) - 1, 5, lastIndex - 1, 0})
        {
            assertSurvives((files) -> truncate(files, index), (files) -> assertStartedOver(files, index));
        }
    }

    @Test
    void shouldSurviveACrashAtEachStepOfATruncationInFrontOfDamage()
    {
        flip(lastIndex - 1);
        assertSurvives((files) -> truncate(files, 7), (files) -> assertStartedOver(files, 7));
    }

    /** A start instead of the truncation again: all is as it was, or the member is fenced and the rest is cut. */
    @Test
    void shouldTruncateAllOrNothingWhereAStartComesFirst()
    {
        final long index = 5;
        int wholeCount = 0;
        int cutCount = 0;
        for (int steps = 0; steps < 20; steps++)
        {
            final HeapStorage files = damaged.copy();
            final FaultyStorage faulty = new FaultyStorage(files);
            faulty.stepsLeft = steps;
            try
            {
                truncate(faulty, index);
            }
            catch (final StorageException e)
            {
                assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
            }
            for (final HeapStorage left : leftOf(files))
            {
                try (TestMember member = SmallLog.open(left))
                {
                    if (lastIndex == member.log.lastIndex())
                    {
                        wholeCount++;
                        whole.assertServedBy(member);
                        continue;
                    }
                }
                cutCount++;
                assertStartedOver(left, index);
            }
        }
        assertTrue(wholeCount > 3 && cutCount > 3, "whole=" + wholeCount + " cut=" + cutCount);
    }

    @Test
    void shouldStartOverInFrontOfAMissingSegment()
    {
        final HeapStorage before = damaged.copy();
        for (final String name : before.list())
        {
            if (LogLayout.isSegment(name) && LogLayout.baseIndex(name) > 1)
            {
                damaged.delete(name);
                final DamagedLogException e =
                    assertThrows(DamagedLogException.class, () -> SmallLog.open(damaged));
                assertTrue(e.damage().isTailUncertain());
                assertEquals(name, e.damage().segmentName());
                final HeapStorage files = damaged.copy();
                startOver(files);
                assertStartedOver(files, LogLayout.baseIndex(name) - 1);
                damaged.put(name, before.bytes(name));
            }
        }
    }
}
