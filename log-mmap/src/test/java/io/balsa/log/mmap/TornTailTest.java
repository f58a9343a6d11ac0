package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a loss of power or a kill leaves of a batch is cut, and what can have come of rot alone is not. */
@Timeout(120)
class TornTailTest
{
    private static final int SECTOR = SegmentScan.SECTOR_LENGTH;

    private final SmallLog log = SmallLog.create();
    private final long durableIndex = log.frames.size();
    private final String segment = SmallLog.lastSegment(log.files);
    private final byte[] before = log.files.bytes(segment).clone();

    /** A batch that was copied into the file, not forced. */
    private byte[] appendBatch(final int... payloadLengths)
    {
        return appendBatch(3, payloadLengths);
    }

    private byte[] appendBatch(final long term, final int... payloadLengths)
    {
        final HeapStorage files = log.files.copy();
        try (TestMember member = SmallLog.openBusy(files))
        {
            for (final int payloadLength : payloadLengths)
            {
                member.append(term, payloadLength);
            }
            member.sync();
            log.take(member);
            return files.bytes(segment).clone();
        }
    }

    private long assertOpens(final byte[] torn)
    {
        final HeapStorage files = log.files.copy();
        files.put(segment, torn);
        final long lastIndex;
        try (LogReader reader = LogReader.open(files))
        {
            lastIndex = reader.lastIndex();
        }
        try (TestMember member = SmallLog.open(files))
        {
            log.assertServedBy(member);
            assertEquals(lastIndex, member.log.lastIndex());
        }
        final HeapStorage once = files.copy();
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(null, once.difference(files), "recovery twice gives the same");
            member.append(4, 100);
            member.sync();
        }
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(lastIndex + 1, member.log.lastIndex());
            assertEquals(4, member.log.termAt(lastIndex + 1));
        }
        assertTrue(lastIndex >= durableIndex);
        return lastIndex;
    }

    /** Every combination of sectors that reached the device, wherever frames begin in their sectors. */
    @ParameterizedTest
    @ValueSource(ints = {1, 9, 17, 25, 33, 41, 49, 57, 65, 105, 201, 297, 393, 441, 449, 457, 465, 473, 481, 489, 497})
    void shouldCutABatchWhicheverSectorsAreMissing(final int firstLength)
    {
        final byte[] after = appendBatch(firstLength, 700, 8, 40, 300);
        final List<Integer> sectors = new ArrayList<>();
        for (int offset = 0; offset < after.length; offset += SECTOR)
        {
            if (!Arrays.equals(before, offset, offset + SECTOR, after, offset, offset + SECTOR))
            {
                sectors.add(offset);
            }
        }
        assertTrue(sectors.size() >= 4 && sectors.size() <= 6, "sectors=" + sectors);
        boolean isWholeSeen = false;
        for (int kept = 0; kept < 1 << sectors.size(); kept++)
        {
            final byte[] torn = before.clone();
            for (int i = 0; i < sectors.size(); i++)
            {
                if (0 != (kept & 1 << i))
                {
                    System.arraycopy(after, sectors.get(i), torn, sectors.get(i), SECTOR);
                }
            }
            isWholeSeen |= assertOpens(torn) == log.frames.size();
        }
        assertTrue(isWholeSeen);
    }

    /** A process dies while it copies a batch into the file: the first word is not there yet. */
    @Test
    void shouldCutABatchThatWasBeingCopied()
    {
        final byte[] after = appendBatch(30, 100, 30);
        final int from = endOffset();
        for (int end = from + Long.BYTES; end < from + 400; end++)
        {
            final byte[] torn = before.clone();
            System.arraycopy(after, from + Long.BYTES, torn, from + Long.BYTES, end - from - Long.BYTES);
            assertEquals(durableIndex, assertOpens(torn));
        }
    }

    private int endOffset()
    {
        try (TestMember member = SmallLog.open(log.files.copy()))
        {
            int end = LogSegment.FRAMES_OFFSET;
            for (long index = LogLayout.baseIndex(segment); index <= member.log.lastIndex(); index++)
            {
                end += log.frames.get((int)index - 1).length;
            }
            return end;
        }
    }

    /** What lies behind a hole is not believed, even if it is whole. */
    @Test
    void shouldCutWholeFramesBehindAHole()
    {
        final byte[] after = appendBatch(600, 8, 8);
        final int hole = (endOffset() + SECTOR) / SECTOR * SECTOR;
        Arrays.fill(after, hole, hole + SECTOR, (byte)0);
        System.arraycopy(before, 0, after, 0, LogSegment.FRAMES_OFFSET);
        assertEquals(durableIndex, assertOpens(after));
    }

    /** A sector that is there as a whole was not torn: the entry may have been acknowledged. */
    @Test
    void shouldNotCutTheLastEntryWhenItWasNotTorn()
    {
        final byte[] after = appendBatch(600);
        after[endOffset() + 70] ^= 1;
        System.arraycopy(before, 0, after, 0, LogSegment.FRAMES_OFFSET);
        final Damage damage = damage(after);
        assertTrue(damage.isTailUncertain());
        assertEquals(durableIndex, damage.afterIndex());
        assertEquals(Damage.UNKNOWN, damage.lastIndex());
    }

    /** Zeros of the payload itself are no sector that was not written. */
    @Test
    void shouldNotCutTheLastEntryForOneTurnedBitThoughItHasNothingButZeros()
    {
        final long termOfZeros = (1 << Byte.SIZE) - durableIndex - 1;
        final byte[] after = appendBatch(termOfZeros, 1000);
        final int end = endOffset();
        assertEquals(0, after[end + EntryFrame.HEADER_LENGTH]);
        System.arraycopy(before, 0, after, 0, LogSegment.FRAMES_OFFSET);
        for (int offset = 0; offset < EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + 1000); offset++)
        {
            final byte[] bad = after.clone();
            bad[end + offset] ^= (byte)(1 << offset % Byte.SIZE);
            assertTrue(damage(bad).isTailUncertain(), "offset=" + offset);
        }
    }

    /** A sector that is missing is missed also when it had no more than a bit that is not zero. */
    @Test
    void shouldCutTheLastEntryWhenAMissingSectorHadOneBit()
    {
        final long termOfZeros = (1 << Byte.SIZE) - durableIndex - 1;
        final byte[] after = appendBatch(termOfZeros, 1000);
        final int hole = (endOffset() + EntryFrame.HEADER_LENGTH + SECTOR) / SECTOR * SECTOR;
        after[hole + 7] = 1;
        store(after);
        after[hole + 7] = 0;
        System.arraycopy(before, 0, after, 0, LogSegment.FRAMES_OFFSET);
        assertEquals(durableIndex, assertOpens(after));
    }

    /** Make the checksums of the last entry hold again. */
    private void store(final byte[] bytes)
    {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final UnsafeBuffer frames = new UnsafeBuffer(bytes);
        final int end = endOffset();
        new FrameChecksum(TestMember.CLUSTER_ID).store(frames, buffer, end, EntryFrame.frameLength(frames, end));
    }

    /** More than a bit is wrong where the zeros are those of a sector that was not written. */
    @Test
    void shouldCutTheLastEntryWhenASectorOfItIsMissing()
    {
        final byte[] after = appendBatch(1000);
        final int hole = (endOffset() + SECTOR) / SECTOR * SECTOR;
        Arrays.fill(after, hole, hole + SECTOR, (byte)0);
        System.arraycopy(before, 0, after, 0, LogSegment.FRAMES_OFFSET);
        assertEquals(durableIndex, assertOpens(after));
    }

    /** With whole entries behind it the damaged one can be proven, and is fetched instead. */
    @Test
    void shouldProveADamagedEntryInTheLastBatchByThoseBehindIt()
    {
        final byte[] after = appendBatch(600, 8);
        for (final int offset : new int[]{4, 9, 20, 63, 64, 300})
        {
            final byte[] bad = after.clone();
            bad[endOffset() + offset] ^= 1;
            System.arraycopy(before, 0, bad, 0, LogSegment.FRAMES_OFFSET);
            final Damage damage = damage(bad);
            assertEquals(durableIndex + 2, damage.untilIndex());
            assertEquals(3, damage.untilTerm());
            assertEquals(664, damage.toOffset() - damage.fromOffset());
        }
    }

    /** Up to the watermark nothing is ever torn, however it looks. */
    @Test
    void shouldNotCutWhatTheWatermarkSaysWasDurable()
    {
        final byte[] after = appendBatch(30);
        Arrays.fill(after, LogSegment.FRAMES_OFFSET, after.length, (byte)0);
        final Damage damage = damage(after);
        assertEquals(LogLayout.baseIndex(segment) - 1, damage.afterIndex());
        assertEquals(durableIndex, damage.lastIndex());
        assertTrue(damage.isUntilMissing());
        final HeapStorage files = log.files.copy();
        files.put(segment, after);
        assertTrue(log.repair(files));
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(durableIndex, member.log.lastIndex());
            log.assertServedBy(member);
        }
    }

    /** Old frames of another term in the place of those that were durable, as after a write that was lost. */
    @Test
    void shouldNotTakeAnotherLogForTheDurableOne()
    {
        final HeapStorage files = log.files.copy();
        try (TestMember member = SmallLog.open(files))
        {
            member.log.truncateSuffix(durableIndex);
            member.drain();
            final int payloadLength = log.frames.get((int)durableIndex - 1).length - 64;
            member.append(7, payloadLength);
            member.sync();
        }
        SmallLog.open(files).close();
        System.arraycopy(
            before, LogSegment.FRAMES_OFFSET, files.bytes(segment), LogSegment.FRAMES_OFFSET,
            before.length - LogSegment.FRAMES_OFFSET);
        final DamagedLogException e = assertThrows(DamagedLogException.class, () -> SmallLog.open(files));
        assertEquals(LogLayout.baseIndex(segment) - 1, e.damage().afterIndex());
        assertEquals(7, e.damage().untilTerm());
    }

    private Damage damage(final byte[] bad)
    {
        final HeapStorage files = log.files.copy();
        files.put(segment, bad.clone());
        final DamagedLogException e = assertThrows(DamagedLogException.class, () -> SmallLog.open(files));
        assertArrayEquals(bad, files.bytes(segment), "nothing was changed");
        final DamagedLogException seen = assertThrows(DamagedLogException.class, () -> LogReader.open(files));
        assertEquals(e.damage(), seen.damage());
        assertEquals(
            "/heap/" + segment + " is damaged at offset " + e.damage().fromOffset() + ", index " +
            (e.damage().afterIndex() + 1) + ": " + e.damage().reason() +
            "; nothing was cut, repair the log from another member (balsa log repair) or restore the directory",
            e.getMessage());
        return e.damage();
    }
}
