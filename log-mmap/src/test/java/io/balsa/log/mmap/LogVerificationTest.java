package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Sealed segments are trusted at the start, and checked before anything of them is served, and in the background. */
@Timeout(60)
class LogVerificationTest
{
    private final SmallLog whole = SmallLog.create();
    private final HeapStorage files = whole.files.copy();
    private final String first = LogLayout.segmentName(1);

    private void run(final TestMember member)
    {
        for (int i = 0; i < 20; i++)
        {
            member.log.syncedIndex();
            member.drain();
        }
    }

    private void assertRefusedByTheNextStart(final int index)
    {
        final DamagedLogException e = assertThrows(DamagedLogException.class, () -> SmallLog.open(files));
        assertEquals(first, e.damage().segmentName());
        assertEquals(index - 1, e.damage().afterIndex());
        assertEquals(index, e.damage().lastIndex());
        assertTrue(whole.repair(files));
        SmallLog.open(files).close();
        assertEquals(null, files.difference(whole.files));
    }

    @Test
    void shouldCheckAllThatWasTrusted()
    {
        try (TestMember member = SmallLog.open(files))
        {
            assertEquals(0, member.log.verifiedBytes());
            run(member);
            long length = 0;
            for (int i = 0; i < LogLayout.baseIndex(SmallLog.lastSegment(files)) - 1; i++)
            {
                length += whole.frames.get(i).length;
            }
            assertEquals(length, member.log.verifiedBytes());
            whole.assertServedBy(member);
        }
    }

    @Test
    void shouldCheckNothingTwice()
    {
        try (TestMember member = new TestMember(SmallLog.context(files).verifyAll(true)))
        {
            run(member);
            assertEquals(0, member.log.verifiedBytes());
        }
    }

    @Test
    void shouldFindDamageInTheBackground()
    {
        final int offset = LogSegment.FRAMES_OFFSET + whole.frames.get(0).length + 70;
        files.bytes(first)[offset] ^= 4;
        try (TestMember member = SmallLog.open(files))
        {
            final DamagedLogException e = assertThrows(DamagedLogException.class, () -> run(member));
            assertTrue(e.getMessage().contains(first + " is damaged at offset "), e.getMessage());
            assertTrue(e.getMessage().contains("index 2"), e.getMessage());
            assertThrows(DamagedLogException.class, () -> member.log.read(whole.frames.size(), 1, new LogView()));
            assertThrows(DamagedLogException.class, () -> member.termState.store(9, 1));
        }
        assertRefusedByTheNextStart(2);
    }

    @Test
    void shouldNotServeAnEntryThatIsDamaged()
    {
        files.bytes(first)[LogSegment.FRAMES_OFFSET + whole.frames.get(0).length + 70] ^= 4;
        try (TestMember member = SmallLog.open(files))
        {
            final LogView view = new LogView();
            assertTrue(member.log.read(1, 1, view));
            assertTrue(member.log.read(3, 1, view));
            assertThrows(DamagedLogException.class, () -> member.log.read(1, 4096, view));
            assertThrows(DamagedLogException.class, () -> member.log.read(3, 1, view), "nothing is served any more");
        }
        assertRefusedByTheNextStart(2);
    }

    /** Offsets and footer are read at the start; what rots later is found too, and the next start builds them anew. */
    @Test
    void shouldFindADamagedFooterInTheBackground()
    {
        try (TestMember member = SmallLog.open(files))
        {
            final byte[] bytes = files.bytes(first);
            bytes[bytes.length - SegmentFooter.LENGTH - 1] ^= 1;
            assertThrows(DamagedLogException.class, () -> run(member));
        }
        SmallLog.open(files).close();
        assertEquals(null, files.difference(whole.files));
    }

    @Test
    void shouldKeepToItsRate()
    {
        final long[] nowNs = {0};
        try (TestMember member = new TestMember(SmallLog.context(files).nanoClock(() -> nowNs[0])))
        {
            member.log.syncedIndex();
            member.drain();
            final long firstLength = member.log.verifiedBytes();
            assertTrue(firstLength > 0 && firstLength <= LogVerification.SLICE_LENGTH);
            member.log.syncedIndex();
            member.drain();
            assertEquals(firstLength, member.log.verifiedBytes());
            nowNs[0] += firstLength * 1_000_000_000L / LogVerification.BYTES_PER_SECOND;
            member.log.syncedIndex();
            member.drain();
            assertTrue(member.log.verifiedBytes() > firstLength);
        }
    }

    /** A truncation writes to the segment that is being checked, or removes it. */
    @Test
    void shouldGiveUpASegmentThatIsTruncated()
    {
        final long[] nowNs = {0};
        for (final int fromIndex : new int[]{1, 5, 30})
        {
            final HeapStorage copy = files.copy();
            try (TestMember member = new TestMember(SmallLog.context(copy).nanoClock(() -> nowNs[0])))
            {
                member.log.syncedIndex();
                member.log.truncateSuffix(fromIndex);
                member.drain();
                for (int i = 0; i < 60; i++)
                {
                    nowNs[0] += 1_000_000_000L;
                    member.append(5, 100);
                    member.sync();
                }
                assertEquals(fromIndex + 59, member.log.lastIndex());
                assertFalse(member.terms().isEmpty());
            }
            try (LogReader reader = LogReader.open(copy))
            {
                assertEquals(fromIndex + 59, reader.lastIndex());
            }
        }
    }
}
