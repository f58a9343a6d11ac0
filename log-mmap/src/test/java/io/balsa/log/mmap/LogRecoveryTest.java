package io.balsa.log.mmap;

import io.balsa.codecs.storage.SegmentHeaderEncoder;
import io.balsa.consensus.port.LogView;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class LogRecoveryTest
{
    private static final int FRAME_LENGTH = 88;
    private static final int SECTOR_LENGTH = 512;

    @TempDir
    private File directory;

    @TempDir
    private File image;

    private void write(final int entryCount, final int payloadLength)
    {
        try (TestMember member = TestMember.open(directory))
        {
            for (int i = 0; i < entryCount; i++)
            {
                member.append(1, payloadLength);
            }
            assertEquals(entryCount, member.sync());
        }
    }

    /** All is durable when the process dies, and no watermark says so of the last batch. */
    private void writeAndDie(final int entryCount, final int payloadLength)
    {
        final Path segment = TestMember.segment(directory, 1);
        final byte[] bytes;
        try (TestMember member = new TestMember(TestMember.context(directory).nanoClock(() -> 0)))
        {
            for (int i = 0; i < entryCount; i++)
            {
                member.append(1, payloadLength);
            }
            assertEquals(entryCount, member.sync());
            bytes = TestMember.readBytes(segment);
        }
        TestMember.writeBytes(segment, bytes);
    }

    @Test
    void shouldFindEverythingAgain()
    {
        final String terms;
        try (TestMember member = TestMember.open(directory))
        {
            for (int i = 0; i < 300; i++)
            {
                member.append(1 + i / 50, i * 5);
            }
            terms = member.terms();
            member.sync();
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(terms, member.terms());
            assertEquals(300, member.log.syncedIndex());
            member.append(9, 10);
            assertEquals(terms + "9", member.terms());
        }
    }

    @Test
    void shouldCutABatchAtEverySector()
    {
        writeAndDie(20, 200);
        final Path segment = TestMember.segment(directory, 1);
        final byte[] whole = TestMember.readBytes(segment);
        final int frameLength = 264;
        final int end = LogSegment.FRAMES_OFFSET + 20 * frameLength;
        for (int length = LogSegment.FRAMES_OFFSET; length < end; length += SECTOR_LENGTH)
        {
            final byte[] torn = whole.clone();
            Arrays.fill(torn, length, torn.length, (byte)0);
            TestMember.writeBytes(segment, torn);
            try (TestMember member = TestMember.open(directory))
            {
                assertEquals((length - LogSegment.FRAMES_OFFSET) / frameLength, member.log.lastIndex());
                member.append(5, 20);
                member.sync();
            }
            try (TestMember member = TestMember.open(directory))
            {
                assertEquals((length - LogSegment.FRAMES_OFFSET) / frameLength + 1, member.log.lastIndex());
                assertEquals(5, member.log.termAt(member.log.lastIndex()));
            }
        }
    }

    @Test
    void shouldCutGarbageBehindTheEnd()
    {
        write(2, 20);
        final Path segment = TestMember.segment(directory, 1);
        final byte[] bytes = TestMember.readBytes(segment);
        bytes[bytes.length - 1] = 1;
        Arrays.fill(bytes, 20_000, 30_000, (byte)-1);
        TestMember.writeBytes(segment, bytes);
        assertCutTo("11", "115");
    }

    /** What looks like an entry behind the end proves damage only if it is one that comes later. */
    @Test
    void shouldCutAWholeFrameOfAnEarlierIndexBehindTheEnd()
    {
        write(3, 20);
        final Path segment = TestMember.segment(directory, 1);
        final byte[] bytes = TestMember.readBytes(segment);
        System.arraycopy(bytes, LogSegment.FRAMES_OFFSET, bytes, 20_000, FRAME_LENGTH);
        TestMember.writeBytes(segment, bytes);
        assertCutTo("111", "1115");
    }

    /** Opens, appends one entry of term 5 where asked for, and opens again. */
    private void assertCutTo(final String terms, final String termsThen)
    {
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(terms, member.terms());
            assertEquals(terms.length(), member.log.syncedIndex());
        }
        final Path segment = TestMember.segment(directory, 1);
        final byte[] recovered = TestMember.readBytes(segment);
        for (int i = LogSegment.FRAMES_OFFSET + terms.length() * FRAME_LENGTH; i < recovered.length; i++)
        {
            assertEquals(0, recovered[i]);
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertArrayEquals(recovered, TestMember.readBytes(segment), "recovery is idempotent");
            for (int i = terms.length(); i < termsThen.length(); i++)
            {
                member.append(termsThen.charAt(i) - '0', 20);
            }
            member.sync();
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(termsThen, member.terms());
        }
    }

    @Test
    void shouldRefuseEveryFlippedBitBeforeTheLastFrame()
    {
        write(3, 20);
        final Path segment = TestMember.segment(directory, 1);
        final byte[] whole = TestMember.readBytes(segment);
        for (int i = LogSegment.FRAMES_OFFSET; i < LogSegment.FRAMES_OFFSET + FRAME_LENGTH; i++)
        {
            final byte[] bad = whole.clone();
            bad[i] ^= (byte)(1 << (i & 7));
            TestMember.writeBytes(segment, bad);
            final CorruptStorageException e =
                assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
            assertTrue(e.getMessage().contains(segment + " is damaged at offset 4096, index 1"), e.getMessage());
            assertArrayEquals(bad, TestMember.readBytes(segment), "nothing was changed");
        }
        TestMember.writeBytes(segment, whole);
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals("111", member.terms());
        }
    }

    @Test
    void shouldRebuildADamagedSegmentHeader()
    {
        write(3, 20);
        TestMember.open(directory).close();
        final Path segment = TestMember.segment(directory, 1);
        final byte[] whole = TestMember.readBytes(segment);
        for (int i = 0; i < FileHeader.LENGTH; i++)
        {
            final byte[] bad = whole.clone();
            bad[i] ^= (byte)(1 << (i & 7));
            TestMember.writeBytes(segment, bad);
            TestMember.open(directory).close();
            assertArrayEquals(whole, TestMember.readBytes(segment), "byte=" + i);
        }
    }

    @Test
    void shouldRefuseDamageInASegmentThatIsNotTheLast()
    {
        write(100, 1000);
        final Path segment = TestMember.segment(directory, 1);
        final byte[] bytes = TestMember.readBytes(segment);
        final int lastFrame = LogSegment.FRAMES_OFFSET + (bytes.length - LogSegment.FRAMES_OFFSET) / 1064 * 1064 - 1064;
        bytes[lastFrame + 100] ^= 1;
        TestMember.writeBytes(segment, bytes);
        final CorruptStorageException e = assertThrows(
            CorruptStorageException.class, () -> new TestMember(TestMember.context(directory).verifyAll(true)));
        assertTrue(e.getMessage().contains("damaged at offset " + lastFrame), e.getMessage());
    }

    @Test
    void shouldRefuseAMissingSegment()
    {
        write(200, 1000);
        final String[] names = Arrays.stream(directory.list()).filter(LogLayout::isSegment).sorted()
            .toArray(String[]::new);
        assertTrue(names.length > 2);
        assertTrue(new File(directory, names[1]).renameTo(new File(image, names[1])));
        assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        assertTrue(new File(directory, names[0]).renameTo(new File(image, names[0])));
        assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        for (int i = 2; i < names.length; i++)
        {
            assertTrue(new File(directory, names[i]).delete());
        }
        final CorruptStorageException e =
            assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        assertTrue(e.getMessage().contains("lost its log"), e.getMessage());
    }

    @Test
    void shouldRefuseASegmentUnderAnotherName()
    {
        write(3, 20);
        assertTrue(TestMember.segment(directory, 1).toFile().renameTo(TestMember.segment(directory, 2).toFile()));
        assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
    }

    @Test
    void shouldRefuseASegmentThatFollowsAnotherTerm()
    {
        write(100, 1000);
        final Path segment = TestMember.segment(directory, 58);
        final byte[] bytes = TestMember.readBytes(segment);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final SegmentHeaderEncoder header = new SegmentHeaderEncoder();
        header.wrap(buffer, 0).prevTerm(2);
        header.checksum(FileHeader.checksum(buffer, 0));
        TestMember.writeBytes(segment, bytes);
        final CorruptStorageException e =
            assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        assertTrue(e.getMessage().contains("follows an entry of term 2"), e.getMessage());
    }

    @Test
    void shouldRefuseAShortenedSegment()
    {
        write(3, 20);
        final Path segment = TestMember.segment(directory, 1);
        final byte[] bytes = TestMember.readBytes(segment);
        for (final int length : new int[]{0, 100, 4096, 8192})
        {
            TestMember.writeBytes(segment, Arrays.copyOf(bytes, length));
            assertThrows(CorruptStorageException.class, () -> TestMember.open(directory));
        }
    }

    @Test
    void shouldRemoveASpareThatWasNotInUse()
    {
        write(3, 20);
        for (final int length : new int[]{0, 100, 4096, TestMember.SEGMENT_LENGTH})
        {
            TestMember.writeBytes(directory.toPath().resolve(LogLayout.SPARE), new byte[length]);
            try (TestMember member = TestMember.open(directory))
            {
                assertEquals("111", member.terms());
                assertFalse(new File(directory, LogLayout.SPARE).exists());
            }
        }
    }

    /** A sync that dies before it names the second segment. */
    private void leaveASpareInUse()
    {
        final FaultyStorage faulty = new FaultyStorage(directory);
        try (TestMember member = new TestMember(TestMember.context(directory).storage(faulty)))
        {
            member.roll();
            member.log.requestSync();
            faulty.stepsLeft = 2;
            member.agent.doWork();
            TestMember.copy(directory, image);
        }
        assertTrue(new File(image, LogLayout.SPARE).exists());
    }

    @Test
    void shouldKeepEntriesOfASegmentWithoutAName()
    {
        final long lastIndex = TestMember.ROLL_COUNT;
        leaveASpareInUse();
        try (LogReader reader = LogReader.open(image))
        {
            assertEquals(lastIndex, reader.lastIndex());
        }
        try (TestMember member = TestMember.open(image))
        {
            assertEquals(lastIndex, member.log.lastIndex());
            assertFalse(new File(image, LogLayout.SPARE).exists());
            member.terms();
            member.append(2, 8);
            assertEquals(lastIndex + 1, member.sync());
        }
    }

    /** The header of the next segment is written when all before it is durable. */
    @Test
    void shouldRefuseAGapInFrontOfASegmentWithoutAName()
    {
        leaveASpareInUse();
        final Path segment = TestMember.segment(image, 1);
        final byte[] bytes = TestMember.readBytes(segment);
        Arrays.fill(bytes, 20_000, bytes.length, (byte)0);
        TestMember.writeBytes(segment, bytes);
        final DamagedLogException e = assertThrows(DamagedLogException.class, () -> TestMember.open(image));
        assertEquals((20_000 - LogSegment.FRAMES_OFFSET) / 1064, e.damage().afterIndex());
        assertEquals(TestMember.ROLL_INDEX, e.damage().lastIndex());
        assertTrue(e.damage().isUntilMissing());
    }

    @Test
    void shouldNeverBringBackARemovedSuffix()
    {
        try (TestMember member = TestMember.open(directory))
        {
            for (int i = 0; i < 10; i++)
            {
                member.append(1, 20);
            }
            member.sync();
            member.log.truncateSuffix(4);
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals("111", member.terms());
            member.append(2, 20);
            member.sync();
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals("1112", member.terms());
        }
    }

    @Test
    void shouldSurviveAFailureAtEachStepOfATruncation()
    {
        write(200, 1000);
        boolean isWhole = false;
        for (int steps = 0; !isWhole; steps++)
        {
            TestMember.copy(directory, image);
            final FaultyStorage faulty = new FaultyStorage(image);
            final MemberStorage storage = MemberStorage.open(TestMember.context(image).storage(faulty));
            storage.log().truncateSuffix(70);
            faulty.stepsLeft = steps;
            storage.syncAgent().doWork();
            isWhole = faulty.stepsLeft >= 0;
            faulty.stepsLeft = 0;
            storage.close();
            final long expected = steps < 1 ? 200 : 69;
            assertOpensEachTimeWith(expected);
        }
    }

    /** Recovery is interrupted at each step too, and begun anew. */
    private void assertOpensEachTimeWith(final long lastIndex)
    {
        for (int steps = 0;; steps++)
        {
            final FaultyStorage faulty = new FaultyStorage(image);
            faulty.stepsLeft = steps;
            try (MemberStorage storage = MemberStorage.open(TestMember.context(image).storage(faulty)))
            {
                assertEquals(lastIndex, storage.log().lastIndex());
                assertEquals(lastIndex, storage.log().syncedIndex());
                return;
            }
            catch (final StorageException e)
            {
                assertTrue(e.getMessage().contains("Input/output error"), e.getMessage());
            }
        }
    }

    @Test
    void shouldSurviveAFailureAtEachStepOfARoll()
    {
        boolean isWhole = false;
        for (int steps = 0; !isWhole; steps++)
        {
            TestMember.copy(directory, image);
            final FaultyStorage faulty = new FaultyStorage(image);
            try (TestMember member = new TestMember(TestMember.context(image).storage(faulty)))
            {
                member.roll();
                faulty.stepsLeft = steps;
                member.log.requestSync();
                member.agent.doWork();
                isWhole = faulty.stepsLeft >= 0;
                faulty.stepsLeft = Integer.MAX_VALUE;
            }
            assertOpensEachTimeWith(0 == steps ? TestMember.ROLL_INDEX : TestMember.ROLL_COUNT);
        }
    }

    @Test
    void shouldSurviveAFailureAtEachStepOfCreation()
    {
        assertOpensEachTimeWith(0);
        try (TestMember member = TestMember.open(image))
        {
            assertEquals(1, member.append(1, 1));
        }
    }

    @Test
    void shouldOpenWithAnotherSegmentLength()
    {
        write(100, 1000);
        try (TestMember member = new TestMember(TestMember.context(directory).segmentLength(256 * 1024)))
        {
            for (int i = 0; i < 400; i++)
            {
                member.append(2, 1000);
            }
            member.sync();
        }
        try (TestMember member = new TestMember(TestMember.context(directory).payloadLengthMax(10)))
        {
            assertEquals(500, member.log.lastIndex(), "a lower limit is for new entries");
            member.terms();
        }
    }

    @Test
    void shouldReadTheLogOfAStoppedMember()
    {
        write(100, 1000);
        final LogView view = new LogView();
        try (LogReader reader = LogReader.open(directory))
        {
            assertEquals(1, reader.identity().memberId());
            assertEquals(TestMember.CLUSTER_ID, reader.identity().clusterId());
            assertEquals(1, reader.firstIndex());
            assertEquals(100, reader.lastIndex());
            assertEquals(1, reader.termAt(100));
            assertTrue(reader.read(100, 1, view));
            assertEquals(100, view.lastIndex());
            assertFalse(reader.read(101, 1, view));
            assertThrows(StorageException.class, () -> TestMember.open(directory));
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertThrows(StorageException.class, () -> LogReader.open(directory));
            assertEquals(100, member.log.lastIndex());
        }
    }

    @Test
    void shouldReadWithoutChangingAnything()
    {
        writeAndDie(3, 20);
        final Path segment = TestMember.segment(directory, 1);
        final byte[] torn = TestMember.readBytes(segment);
        Arrays.fill(torn, LogSegment.FRAMES_OFFSET + 2 * FRAME_LENGTH, torn.length, (byte)0);
        torn[torn.length - 1] = 1;
        TestMember.writeBytes(segment, torn);
        try (LogReader reader = LogReader.open(directory))
        {
            assertEquals(2, reader.lastIndex());
        }
        assertArrayEquals(torn, TestMember.readBytes(segment));
    }

    @Test
    void shouldReadWhatAnUnfinishedTruncationLeaves()
    {
        write(200, 1000);
        TestMember.writeBytes(directory.toPath().resolve(LogLayout.truncationName(50)), new byte[0]);
        final String[] names = directory.list();
        try (LogReader reader = LogReader.open(directory))
        {
            assertEquals(49, reader.lastIndex());
        }
        assertEquals(names.length, directory.list().length);
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(49, member.log.lastIndex());
        }
    }

    @Test
    void shouldAppendToAnOldSegmentAfterATruncation()
    {
        write(200, 1000);
        try (TestMember member = TestMember.open(directory))
        {
            member.log.truncateSuffix(5);
            for (int i = 0; i < 1500; i++)
            {
                member.append(2, 0);
            }
            member.terms();
            assertEquals(1504, member.sync());
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(1504, member.log.lastIndex());
        }
    }
}
