package io.balsa.log.mmap;

import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

/** What segments tell of what was durable. */
@Timeout(60)
class WatermarkTest
{
    private static final int SLOT_OFFSET = 512;
    private static final int SLOT_LENGTH = 512;

    @TempDir
    private File directory;

    /** The one that is in force in a segment, null when there is none. */
    private Watermark watermark(final long baseIndex)
    {
        try (Storage storage = FileStorage.openReadOnly(directory);
            StorageFile file = storage.open(LogLayout.segmentName(baseIndex)))
        {
            final Watermark watermark = new Watermark();
            final LogSegment segment = new LogSegment(file, LogLayout.segmentName(baseIndex));
            return watermark.read(segment, IdentityFile.read(storage).incarnation()) ? watermark : null;
        }
    }

    @Test
    void shouldTellWhatWasDurableBeforeTheSync()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.append(3, 8);
            member.append(4, 8);
            member.sync();
            assertEquals(0, watermark(1).durableIndex());
            assertEquals(LogSegment.FRAMES_OFFSET, watermark(1).durableOffset());
            member.append(5, 8);
            member.sync();
            assertEquals(2, watermark(1).durableIndex());
            assertEquals(4, watermark(1).durableTerm());
            assertEquals(LogSegment.FRAMES_OFFSET + 2 * 72, watermark(1).durableOffset());
            assertEquals(1, watermark(1).firstIndex());
            assertEquals(2, watermark(1).slotSequence());
        }
    }

    @Test
    void shouldBeginANewSegmentWithAllBeforeIt()
    {
        try (TestMember member = TestMember.open(directory))
        {
            member.roll();
            member.sync();
            assertEquals(57, watermark(58).durableIndex());
            assertEquals(1, watermark(58).durableTerm());
            assertEquals(LogSegment.FRAMES_OFFSET, watermark(58).durableOffset());
        }
    }

    @Test
    void shouldKeepTheOtherSlotWhenOneIsTorn()
    {
        try (TestMember member = TestMember.open(directory))
        {
            for (int i = 0; i < 4; i++)
            {
                member.append(1, 8);
                member.sync();
            }
        }
        final Path segment = TestMember.segment(directory, 1);
        final byte[] bytes = TestMember.readBytes(segment);
        assertEquals(5, watermark(1).slotSequence());
        bytes[SLOT_OFFSET + SLOT_LENGTH + 20] ^= 1;
        TestMember.writeBytes(segment, bytes);
        assertEquals(4, watermark(1).slotSequence());
        assertEquals(3, watermark(1).durableIndex());
        bytes[SLOT_OFFSET + 20] ^= 1;
        TestMember.writeBytes(segment, bytes);
        assertNull(watermark(1));
    }

    @Test
    void shouldBeLoweredInBothSlotsByATruncation()
    {
        try (TestMember member = TestMember.open(directory))
        {
            for (int i = 0; i < 10; i++)
            {
                member.append(1 + i, 8);
                member.sync();
            }
            member.log.truncateSuffix(4);
            member.drain();
        }
        final Path segment = TestMember.segment(directory, 1);
        final byte[] bytes = TestMember.readBytes(segment);
        for (int slot = 0; slot < 2; slot++)
        {
            final byte[] torn = bytes.clone();
            torn[SLOT_OFFSET + slot * SLOT_LENGTH] ^= 1;
            TestMember.writeBytes(segment, torn);
            assertEquals(3, watermark(1).durableIndex());
            assertEquals(3, watermark(1).durableTerm());
            assertEquals(LogSegment.FRAMES_OFFSET + 3 * 72, watermark(1).durableOffset());
        }
    }

    @Test
    void shouldRememberTheCommitIndex()
    {
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(0, member.log.recoveredCommitIndex());
            member.append(1, 8);
            member.append(1, 8);
            member.log.committed(1);
            member.sync();
            member.log.committed(2);
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(2, member.log.recoveredCommitIndex());
            member.append(1, 8);
            member.log.committed(9);
            member.sync();
        }
        try (TestMember member = TestMember.open(directory))
        {
            assertEquals(3, member.log.recoveredCommitIndex(), "never above the last index");
        }
    }

    /** What is only in the page cache is not called durable. */
    @Test
    void shouldTellOnlyWhatWasForcedInModeAsync()
    {
        final CachedNanoClock clock = new CachedNanoClock();
        try (TestMember member = new TestMember(
            TestMember.context(directory).syncMode(SyncMode.ASYNC).nanoClock(clock)))
        {
            member.append(1, 8);
            assertEquals(1, member.sync());
            assertNull(watermark(1));
            clock.update(LogTask.FORCE_INTERVAL_NS);
            member.log.syncedIndex();
            member.drain();
            assertEquals(0, watermark(1).durableIndex());
            member.append(1, 8);
            member.sync();
            clock.update(2 * LogTask.FORCE_INTERVAL_NS);
            member.log.syncedIndex();
            member.drain();
            assertEquals(1, watermark(1).durableIndex());
            assertEquals(2, member.log.syncedIndex());
        }
    }
}
