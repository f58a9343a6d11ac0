package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Full segments get an index and a footer in the background, and give their image back. */
@Timeout(60)
class SegmentSealTest
{
    private static final int ROLL_INDEX = 57;

    @TempDir
    private File directory;

    private static boolean isSealed(final File directory, final long baseIndex, final int entryCount)
    {
        try (Storage storage = FileStorage.openReadOnly(directory);
            StorageFile file = storage.open(LogLayout.segmentName(baseIndex)))
        {
            final LogSegment segment = new LogSegment(file, LogLayout.segmentName(baseIndex));
            final Identity identity = IdentityFile.read(storage);
            segment.readHeader("segment", identity);
            final SegmentFooter footer = new SegmentFooter();
            final boolean isSealed = footer.read(segment, identity.incarnation()) && footer.indexHolds(segment);
            if (isSealed)
            {
                final TermTable terms = new TermTable();
                footer.take(segment, terms);
                assertEquals(entryCount, segment.entryCount());
                assertEquals(footer.decoder().lastTerm(), terms.lastTerm());
            }
            return isSealed;
        }
    }

    @Test
    void shouldSealASegmentWhenTheNextHasItsName()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            assertFalse(isSealed(directory, 1, ROLL_INDEX));
            final String terms = member.terms();
            member.sync();
            assertTrue(isSealed(directory, 1, ROLL_INDEX));
            assertEquals(terms, member.terms(), "read from the file now");
            assertFalse(isSealed(directory, ROLL_INDEX + 1, 0));
        }
    }

    @Test
    void shouldForceTheIndexBeforeTheFooter()
    {
        final FaultyStorage faulty = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(faulty)))
        {
            member.roll();
            member.log.requestSync();
            member.agent.doWork();
            member.log.syncedIndex();
            faulty.steps.clear();
            member.agent.doWork();
            assertFalse(isSealed(directory, 1, ROLL_INDEX));
            member.agent.doWork();
            assertTrue(isSealed(directory, 1, ROLL_INDEX));
            final String name = LogLayout.segmentName(1);
            assertEquals(List.of("sync " + name, "sync " + name), faulty.steps);
        }
    }

    /** The checksum of the index tells of every byte of it. */
    @Test
    void shouldNoticeEachByteOfADamagedIndex()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            member.sync();
        }
        final Path segment = TestMember.segment(directory, 1);
        final byte[] whole = TestMember.readBytes(segment);
        final int footerOffset = whole.length - SegmentFooter.LENGTH;
        for (int i = footerOffset - ROLL_INDEX * Integer.BYTES; i < whole.length; i++)
        {
            final byte[] bad = whole.clone();
            bad[i] ^= 1;
            TestMember.writeBytes(segment, bad);
            assertFalse(isSealed(directory, 1, ROLL_INDEX), "offset " + i);
        }
        for (int i = SegmentFooter.TERM_RUNS_OFFSET; i < SegmentFooter.termRunOffset(1); i++)
        {
            final byte[] bad = whole.clone();
            bad[i] ^= 1;
            TestMember.writeBytes(segment, bad);
            assertFalse(isSealed(directory, 1, ROLL_INDEX), "offset " + i);
        }
    }

    @Test
    void shouldBackPressureWhileTheSegmentBeforeIsNotSealed()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            member.log.requestSync();
            member.drain();
            while (member.tryAppend(1, 1000) > 0)
            {
                // Up to the end of the second segment.
            }
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(1, 1000), "there are two images");
            member.log.syncedIndex();
            member.drain();
            assertEquals(RaftLog.BACK_PRESSURED, member.tryAppend(1, 1000), "its image was not given back");
            member.log.syncedIndex();
            assertTrue(member.tryAppend(1, 1000) > 0);
        }
    }

    /** What is read stays until the end of the duty cycle, also while the segment is sealed. */
    @Test
    void shouldKeepWhatWasReadFromAnImage()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            final LogView view = new LogView();
            assertTrue(member.log.read(1, 1, view));
            final UnsafeBuffer frame = member.frames(1, 1);
            member.sync();
            for (int i = 0; i < frame.capacity(); i++)
            {
                assertEquals(frame.getByte(i), view.buffer().getByte(i));
            }
        }
    }

    @Test
    void shouldUnsealASegmentThatIsTruncated()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            member.sync();
            member.log.truncateSuffix(10);
            assertEquals("1".repeat(9), member.terms(), "read while it is cut");
            member.drain();
            assertFalse(isSealed(directory, 1, ROLL_INDEX));
            TestMember.assertZeroFrom(directory, LogSegment.FRAMES_OFFSET + 9 * 1064);
            member.append(2, 1000);
            assertEquals("1".repeat(9) + "2", member.terms());
            member.sync();
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals("1".repeat(9) + "2", member.terms());
        }
    }

    /** Twice, before the first is done: the offsets of what stays are needed until then. */
    @Test
    void shouldTruncateASealedSegmentTwice()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            member.sync();
            member.log.truncateSuffix(50);
            member.agent.doWork();
            member.log.truncateSuffix(20);
            member.sync();
            assertEquals("1".repeat(19), member.terms());
            member.append(3, 8);
            assertEquals(20, member.sync());
            assertEquals("1".repeat(19) + "3", member.terms());
        }
    }

    /** A seal that is under way, or done and not taken notice of, is not believed for a segment that was cut. */
    @Test
    void shouldAbandonASealForATruncation()
    {
        for (int slices = 0; slices < 4; slices++)
        {
            final File dir = new File(directory, "slices-" + slices);
            try (TestMember member = TestMember.open(dir))
            {
                member.roll();
                member.log.requestSync();
                member.agent.doWork();
                member.log.syncedIndex();
                for (int i = 0; i < slices; i++)
                {
                    member.agent.doWork();
                }
                member.log.truncateSuffix(30);
                member.sync();
                assertFalse(isSealed(dir, 1, ROLL_INDEX));
                member.roll();
                member.sync();
                assertTrue(isSealed(dir, 1, ROLL_INDEX));
            }
            try (TestMember member = TestMember.open(dir))
            {
                assertEquals("1".repeat(29 + TestMember.ROLL_COUNT), member.terms());
            }
        }
    }

    @Test
    void shouldRollWhenASegmentHasAllItsTermRuns()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.drain();
            for (int term = 1; term <= SegmentFooter.TERM_RUNS_MAX; term++)
            {
                assertEquals(term, member.tryAppend(term, 8));
            }
            assertEquals(SegmentFooter.TERM_RUNS_MAX + 1, member.tryAppend(SegmentFooter.TERM_RUNS_MAX, 8));
            final UnsafeBuffer frames = member.frames(1, SegmentFooter.TERM_RUNS_MAX + 1);
            final long last = member.append(SegmentFooter.TERM_RUNS_MAX + 1, 8);
            member.sync();
            assertTrue(TestMember.segment(directory, last).toFile().exists());
            assertTrue(isSealed(directory, 1, SegmentFooter.TERM_RUNS_MAX + 1));
            try (TestMember follower = TestMember.open(new File(directory, "follower")))
            {
                assertEquals(last - 1, follower.log.append(frames, 0, frames.capacity()));
                final UnsafeBuffer next = member.frames(last, last);
                assertEquals(RaftLog.BACK_PRESSURED, follower.log.append(next, 0, next.capacity()));
                follower.sync();
                assertEquals(last, follower.log.append(next, 0, next.capacity()));
            }
        }
    }
}
