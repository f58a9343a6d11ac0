package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class MmapRaftLogTest
{
    @TempDir
    private File leaderDir;

    @TempDir
    private File followerDir;

    private final LogView view = new LogView();
    private TestMember leader;
    private TestMember follower;

    @BeforeEach
    void setUp()
    {
        leader = TestMember.open(leaderDir);
        follower = TestMember.open(followerDir);
    }

    @AfterEach
    void tearDown()
    {
        leader.close();
        follower.close();
    }

    @Test
    void shouldBeEmptyAtFirst()
    {
        assertEquals(1, leader.log.firstIndex());
        assertEquals(0, leader.log.lastIndex());
        assertEquals(0, leader.log.syncedIndex());
        assertEquals(0, leader.log.termAt(0));
        assertEquals(RaftLog.NULL_TERM, leader.log.termAt(1));
        assertEquals(RaftLog.NULL_TERM, leader.log.termAt(-1));
        assertEquals(0, leader.log.floorIndex(0, 9));
        assertFalse(leader.log.read(1, 1000, view));
        assertFalse(leader.log.read(0, 1000, view));
    }

    @Test
    void shouldReadBackEveryField()
    {
        final UnsafeBuffer payload = new UnsafeBuffer("xxhello".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(1, leader.log.append(3, EntryType.SESSION_OPEN, 11, 12, 13, 14, payload, 2, 5));
        assertTrue(leader.log.read(1, 1000, view));
        final EntryHeaderDecoder header = new EntryHeaderDecoder()
            .wrap(view.buffer(), 0, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
        assertEquals(EntryFrame.HEADER_LENGTH + 5, header.frameLength());
        assertEquals(1, header.index());
        assertEquals(3, header.term());
        assertEquals(11, header.timestampNs());
        assertEquals(12, header.sessionId());
        assertEquals(13, header.sequence());
        assertEquals(14, header.ackedSequence());
        assertEquals(EntryType.SESSION_OPEN, header.entryType());
        assertEquals("hello", view.buffer().getStringWithoutLengthAscii(EntryFrame.HEADER_LENGTH, 5));
        assertEquals(EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + 5), view.length());
    }

    @Test
    void shouldKnowTermsAcrossRuns()
    {
        final long[] terms = {1, 1, 3, 3, 3, 6};
        for (final long term : terms)
        {
            leader.append(term, 8);
        }
        assertEquals("113336", leader.terms());
        assertEquals(RaftLog.NULL_TERM, leader.log.termAt(7));
        assertEquals(6, leader.log.floorIndex(6, 6));
        assertEquals(5, leader.log.floorIndex(6, 5));
        assertEquals(4, leader.log.floorIndex(4, 3));
        assertEquals(2, leader.log.floorIndex(6, 2));
        assertEquals(0, leader.log.floorIndex(6, 0));
    }

    @Test
    void shouldReadWholeFramesUpToALength()
    {
        for (int i = 0; i < 10; i++)
        {
            leader.append(1, 16);
        }
        assertTrue(leader.log.read(3, 1, view));
        assertEquals(80, view.length());
        assertEquals(3, view.lastIndex());
        assertTrue(leader.log.read(3, 239, view));
        assertEquals(4, view.lastIndex());
        assertTrue(leader.log.read(3, 240, view));
        assertEquals(5, view.lastIndex());
        assertTrue(leader.log.read(3, Integer.MAX_VALUE, view));
        assertEquals(3, view.firstIndex());
        assertEquals(10, view.lastIndex());
        assertEquals(8 * 80, view.length());
    }

    @Test
    void shouldReadAsManyOfTheShortestFramesAsFit()
    {
        for (int i = 0; i < 10; i++)
        {
            leader.append(1, 0);
        }
        assertTrue(leader.log.read(3, 4 * 64 - 1, view));
        assertEquals(5, view.lastIndex());
        assertTrue(leader.log.read(3, 4 * 64, view));
        assertEquals(6, view.lastIndex());
    }

    @Test
    void shouldBackPressureUntilTheNextSegmentIsReady()
    {
        long index = 0;
        while (index >= 0)
        {
            index = leader.tryAppend(1, 1000);
        }
        assertEquals(RaftLog.BACK_PRESSURED, index);
        final long lastIndex = leader.log.lastIndex();
        leader.drain();
        assertEquals(lastIndex + 1, leader.tryAppend(1, 1000));
        assertTrue(leader.log.read(lastIndex, 1_000_000, view));
        assertEquals(lastIndex, view.lastIndex(), "a view never spans segments");
        assertTrue(leader.log.read(lastIndex + 1, 1_000_000, view));
        assertEquals(lastIndex + 1, leader.sync());
        assertTrue(TestMember.segment(leaderDir, lastIndex + 1).toFile().exists());
    }

    @Test
    void shouldReadFromAnyOfManySegments()
    {
        for (int i = 0; i < 500; i++)
        {
            leader.append(1 + i / 100, i * 3 % 1500);
        }
        leader.terms();
        assertEquals(500, leader.sync());
    }

    @Test
    void shouldAppendFramesVerbatim()
    {
        for (int i = 0; i < 20; i++)
        {
            leader.append(1 + i / 7, i * 13);
        }
        final UnsafeBuffer frames = leader.frames(1, 20);
        assertTrue(follower.log.verify(frames, 0, frames.capacity()));
        assertEquals(20, follower.log.append(frames, 0, frames.capacity()));
        assertEquals(leader.terms(), follower.terms());
        assertEquals(frames, follower.frames(1, 20));
        assertEquals(20, follower.log.append(frames, 0, 0));
    }

    @Test
    void shouldAppendAPartOfTheFramesAtTheEndOfASegment()
    {
        for (int i = 0; i < 100; i++)
        {
            leader.append(1, 1000);
        }
        final UnsafeBuffer frames = leader.frames(1, 100);
        int offset = 0;
        int refused = 0;
        while (follower.log.lastIndex() < 100)
        {
            final long before = follower.log.lastIndex();
            final long result = follower.log.append(frames, offset, frames.capacity() - offset);
            if (RaftLog.BACK_PRESSURED == result)
            {
                refused++;
                follower.sync();
            }
            else
            {
                assertEquals(result, follower.log.lastIndex());
                offset += (int)(result - before) * 1064;
            }
        }
        assertTrue(refused > 0);
        assertEquals(leader.terms(), follower.terms());
    }

    @Test
    void shouldRefuseHostileFrames()
    {
        leader.append(2, 20);
        leader.append(2, 100);
        follower.append(2, 4);
        follower.log.truncateSuffix(1);
        follower.sync();
        final UnsafeBuffer good = leader.frames(1, 2);
        final int second = 88;
        final int[] lengths = {Integer.MIN_VALUE, -1, 0, 1, 63, 165, 1000, 65536, Integer.MAX_VALUE};
        for (final int length : lengths)
        {
            final UnsafeBuffer bad = TestMember.copyOf(good);
            bad.putInt(second + 4, length, ByteOrder.LITTLE_ENDIAN);
            assertCorrupt(bad, bad.capacity());
        }
        for (int i = 0; i < good.capacity(); i++)
        {
            final UnsafeBuffer bad = TestMember.copyOf(good);
            bad.putByte(i, (byte)(bad.getByte(i) ^ 1));
            assertCorrupt(bad, bad.capacity());
        }
        for (int length = 1; length < good.capacity(); length++)
        {
            if (second != length)
            {
                assertCorrupt(good, length);
            }
        }
        assertEquals(RaftLog.CORRUPT, follower.log.append(good, 0, -8));
        assertEquals(RaftLog.CORRUPT, follower.log.append(good, 8, good.capacity()));
        assertEquals(RaftLog.CORRUPT, follower.log.append(good, -8, 8));
        assertFalse(follower.log.verify(good, 8, good.capacity()));
        assertFalse(follower.log.verify(good, -8, 8));
        assertFalse(follower.log.verify(good, 0, -8));
        assertFalse(follower.log.verify(new UnsafeBuffer(new byte[8]), 0, 8));
        assertEquals(RaftLog.CORRUPT, follower.log.append(good, second, good.capacity() - second), "a gap");
        assertEquals(2, follower.log.append(good, 0, good.capacity()));
    }

    private void assertCorrupt(final UnsafeBuffer frames, final int length)
    {
        assertFalse(follower.log.verify(frames, 0, length));
        assertEquals(RaftLog.CORRUPT, follower.log.append(frames, 0, length));
        assertEquals(0, follower.log.lastIndex());
        assertFalse(follower.log.read(1, 1000, view));
    }

    @Test
    void shouldRefuseFramesOfAnotherCluster(@TempDir final File directory)
    {
        try (TestMember other = new TestMember(TestMember.context(directory).clusterId(78)))
        {
            other.append(1, 8);
            final UnsafeBuffer frames = other.frames(1, 1);
            assertFalse(follower.log.verify(frames, 0, frames.capacity()));
            assertEquals(RaftLog.CORRUPT, follower.log.append(frames, 0, frames.capacity()));
        }
    }

    @Test
    void shouldRefuseFramesOfADecreasingTerm()
    {
        leader.append(2, 8);
        leader.append(3, 8);
        final UnsafeBuffer frames = leader.frames(2, 2);
        follower.append(4, 8);
        assertEquals(RaftLog.CORRUPT, follower.log.append(frames, 0, frames.capacity()));
        assertThrows(IllegalArgumentException.class, () -> follower.tryAppend(3, 8));
    }

    @Test
    void shouldLeaveZerosBehindRefusedFrames()
    {
        leader.append(1, 100);
        final UnsafeBuffer frames = leader.frames(1, 1);
        frames.putByte(frames.capacity() - 10, (byte)99);
        assertEquals(RaftLog.CORRUPT, follower.log.append(frames, 0, frames.capacity()));
        TestMember.assertZeroFrom(followerDir, LogSegment.FRAMES_OFFSET);
    }

    @Test
    void shouldTakePayloadsOfEveryLength(@TempDir final File directory)
    {
        try (TestMember member = new TestMember(
            TestMember.context(directory).segmentLength(4 * 1024 * 1024).payloadLengthMax(1024 * 1024)))
        {
            for (int length = 0; length < 80; length++)
            {
                member.append(1, length);
            }
            member.append(1, 1024 * 1024);
            member.append(1, 1024 * 1024 - 1);
            member.terms();
            final IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> member.tryAppend(1, 1024 * 1024 + 1));
            assertTrue(e.getMessage().contains("payloadLengthMax=1048576"));
            assertThrows(IllegalArgumentException.class, () -> member.log.append(
                1, EntryType.COMMAND, 0, 0, 0, 0, new UnsafeBuffer(new byte[8]), 0, -1));
        }
    }

    @Test
    void shouldTakeThePayloadThatFillsASegment(@TempDir final File directory)
    {
        final int length = TestMember.SEGMENT_LENGTH - LogSegment.OVERHEAD_LENGTH - EntryFrame.HEADER_LENGTH;
        try (TestMember member = new TestMember(TestMember.context(directory).payloadLengthMax(length)))
        {
            member.append(1, length);
            member.append(1, length);
            member.append(2, 0);
            member.terms();
        }
        try (TestMember member = new TestMember(TestMember.context(directory)))
        {
            assertEquals("112", member.terms());
        }
    }

    /** To the last byte: while no other segment is ready, what fits is taken. */
    @Test
    void shouldFillASegmentToItsLastByte(@TempDir final File directory)
    {
        final int room = TestMember.SEGMENT_LENGTH - LogSegment.OVERHEAD_LENGTH;
        final int first = room / 16 * 8 - EntryFrame.HEADER_LENGTH;
        final int length = room - first - 2 * EntryFrame.HEADER_LENGTH;
        try (TestMember member = new TestMember(TestMember.context(directory).payloadLengthMax(length)))
        {
            assertEquals(1, member.tryAppend(1, first));
            assertEquals(2, member.tryAppend(1, length));
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(1, 0));
            final UnsafeBuffer frames = member.frames(1, 2);
            try (TestMember copy = new TestMember(
                TestMember.context(new File(directory, "copy")).payloadLengthMax(length)))
            {
                assertEquals(2, copy.log.append(frames, 0, frames.capacity()));
                assertEquals(RaftLog.BACK_PRESSURED, copy.tryAppend(1, 0));
            }
        }
    }

    @Test
    void shouldForgetRemovedEntries()
    {
        for (int i = 0; i < 10; i++)
        {
            leader.append(1 + i, 30);
        }
        final long generation = leader.log.generation();
        leader.log.truncateSuffix(11);
        assertEquals(generation, leader.log.generation());
        leader.log.truncateSuffix(6);
        assertTrue(generation != leader.log.generation());
        assertEquals(5, leader.log.lastIndex());
        assertEquals(RaftLog.NULL_TERM, leader.log.termAt(6));
        assertFalse(leader.log.read(6, 100, view));
        leader.append(7, 500);
        assertEquals("123457", leader.terms());
        leader.log.truncateSuffix(1);
        assertEquals(0, leader.log.lastIndex());
        leader.append(9, 1);
        assertEquals("9", leader.terms());
        assertThrows(IllegalArgumentException.class, () -> leader.log.truncateSuffix(0));
    }

    /** An image keeps the bytes of removed entries. */
    @Test
    void shouldPadWithZerosWhereOtherEntriesWere()
    {
        leader.append(1, 100);
        leader.log.truncateSuffix(1);
        leader.drain();
        leader.append(2, 1);
        final UnsafeBuffer frames = leader.frames(1, 1);
        assertEquals(1, follower.log.append(frames, 0, frames.capacity()));
    }

    @Test
    void shouldBackPressureUntilATruncationIsDurable()
    {
        leader.append(1, 8);
        leader.append(1, 8);
        leader.log.truncateSuffix(2);
        assertEquals(RaftLog.BACK_PRESSURED, leader.tryAppend(2, 8));
        leader.log.truncateSuffix(1);
        assertEquals(RaftLog.BACK_PRESSURED, leader.tryAppend(2, 8));
        leader.drain();
        assertEquals(RaftLog.BACK_PRESSURED, leader.tryAppend(2, 8), "the second truncation is still to be done");
        leader.drain();
        assertEquals(1, leader.tryAppend(2, 8));
        assertEquals("2", leader.terms());
    }

    @Test
    void shouldTruncateAcrossSegments()
    {
        for (int i = 0; i < 400; i++)
        {
            leader.append(1, 1000);
        }
        leader.sync();
        leader.log.truncateSuffix(7);
        leader.drain();
        leader.append(2, 1000);
        assertEquals("1111112", leader.terms());
        int count = 0;
        for (final String name : leaderDir.list())
        {
            count += LogLayout.isSegment(name) ? 1 : 0;
            assertFalse(LogLayout.isTruncation(name));
        }
        assertEquals(1, count);
        for (int i = 0; i < 100; i++)
        {
            leader.append(3, 1000);
        }
        assertEquals(107, leader.sync());
    }

    @Test
    void shouldRemoveASegmentThatHasNoNameYet()
    {
        leader.drain();
        for (int i = 0; i < 70; i++)
        {
            assertTrue(leader.tryAppend(1, 1000) > 0);
        }
        leader.log.truncateSuffix(50);
        leader.drain();
        for (int i = 0; i < 30; i++)
        {
            leader.append(2, 1000);
        }
        assertEquals(79, leader.sync());
        leader.terms();
    }

    @Test
    void shouldTruncateToTheStartOfASegment()
    {
        while (leader.tryAppend(1, 1000) > 0)
        {
            // Up to the end of the segment.
        }
        final long base = leader.log.lastIndex() + 1;
        leader.append(1, 1000);
        leader.log.truncateSuffix(base);
        leader.drain();
        assertEquals(base - 1, leader.log.lastIndex());
        assertEquals(1, leader.log.termAt(base - 1));
        leader.append(2, 10);
        assertEquals(base, leader.sync());
        leader.log.truncateSuffix(base - 1);
        leader.append(3, 10);
        assertEquals(base - 1, leader.sync());
    }

    @Test
    void shouldNotBlessRewrittenEntriesWithALateSync()
    {
        leader.append(1, 8);
        leader.append(1, 8);
        leader.append(1, 8);
        leader.log.requestSync();
        leader.log.truncateSuffix(2);
        leader.agent.doWork();
        assertEquals(1, leader.log.syncedIndex());
        leader.append(2, 8);
        leader.append(2, 8);
        assertEquals(1, leader.log.syncedIndex(), "scenario B7: entries 2 and 3 are others than those synced");
        assertEquals(3, leader.sync());
    }

    @Test
    void shouldLowerTheSyncedIndexByATruncation()
    {
        leader.append(1, 8);
        leader.append(1, 8);
        assertEquals(2, leader.sync());
        leader.log.truncateSuffix(2);
        assertEquals(1, leader.log.syncedIndex());
        leader.append(2, 8);
        assertEquals(1, leader.log.syncedIndex());
        assertEquals(2, leader.sync());
    }

    @Test
    void shouldCoverWithTheNextSyncWhatArrivedDuringOne()
    {
        leader.append(1, 8);
        leader.log.requestSync();
        leader.append(1, 8);
        leader.log.requestSync();
        leader.append(1, 8);
        leader.log.requestSync();
        leader.append(1, 8);
        assertEquals(0, leader.log.syncedIndex());
        leader.agent.doWork();
        assertEquals(1, leader.log.syncedIndex(), "starts the remembered sync");
        leader.agent.doWork();
        assertEquals(4, leader.log.syncedIndex());
    }
}
