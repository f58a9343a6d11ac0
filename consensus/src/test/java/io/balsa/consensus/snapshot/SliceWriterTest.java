package io.balsa.consensus.snapshot;

import com.sun.management.ThreadMXBean;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.support.TestSnapshotStore;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class SliceWriterTest
{
    private static final int KEY_LENGTH = 50_000;
    private static final int VALUE_LENGTH = 3_000_001;

    private final OneToOneRingBuffer queue = new OneToOneRingBuffer(new UnsafeBuffer(
        ByteBuffer.allocateDirect(SnapshotCapture.QUEUE_LENGTH + RingBufferDescriptor.TRAILER_LENGTH)));
    private final SliceWriter writer = new SliceWriter(queue);
    private final SliceReader reader = new SliceReader(queue);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH + 1]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_LENGTH + 3]);

    @Test
    void shouldCarryARecordThatIsLongerThanSliceAndQueue()
    {
        new Random(1).nextBytes(key.byteArray());
        new Random(2).nextBytes(value.byteArray());
        final TestSnapshotStore store = new TestSnapshotStore();
        final SnapshotId id = new SnapshotId(3, 1);
        try (SnapshotWriter snapshot = store.begin(
            new SnapshotMetadata(id, 0, 0, new int[0], new int[0]), 0, 0))
        {
            reader.begin(snapshot);
            int sliceCount = 0;
            for (boolean isTaken = false; !isTaken; sliceCount++)
            {
                writer.begin();
                isTaken = writer.put(key, 1, KEY_LENGTH, value, 3, VALUE_LENGTH);
                assertTrue(writer.workCount() <= SliceWriter.BYTES_PER_SLICE_MAX, "bytes of a slice");
                reader.drain();
            }
            assertEquals(
                (KEY_LENGTH + VALUE_LENGTH + SliceWriter.BYTES_PER_SLICE_MAX - 1) / SliceWriter.BYTES_PER_SLICE_MAX,
                sliceCount);
            snapshot.publish();
        }
        try (SnapshotReader records = store.open(id))
        {
            final UnsafeBuffer found = new UnsafeBuffer(0, 0);
            assertTrue(records.get(key, 1, KEY_LENGTH, found));
            assertEquals(new UnsafeBuffer(value, 3, VALUE_LENGTH), found);
        }
        assertEquals(1, reader.recordCount());
        assertEquals(KEY_LENGTH + VALUE_LENGTH, reader.recordBytes());
    }

    @Test
    void shouldTakeNothingWhileTheQueueIsFull()
    {
        int sliceCount = 0;
        do
        {
            writer.begin();
            writer.put(key, 0, KEY_LENGTH, value, 0, VALUE_LENGTH);
            sliceCount++;
        }
        while (writer.workCount() > 0);
        assertTrue(sliceCount > 10, "slices");
        assertFalse(writer.isOver());
        while (reader.drain() > 0)
        {
            assertEquals(0, reader.recordCount());
        }
        writer.begin();
        assertFalse(writer.put(key, 0, KEY_LENGTH, value, 0, VALUE_LENGTH));
        assertEquals(SliceWriter.BYTES_PER_SLICE_MAX, writer.workCount());
    }

    @Test
    void shouldAllocateNothingForASlice()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        long smallest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++)
        {
            long allocated = 0;
            for (int i = 0; i < 100; i++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                writer.begin();
                while (!writer.isOver())
                {
                    writer.put(key, 0, 8, value, 0, 100);
                }
                writer.put(key, 0, 8, value, 0, SliceWriter.BYTES_PER_SLICE_MAX - 8);
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
                writer.begin();
                writer.put(key, 0, 8, value, 0, SliceWriter.BYTES_PER_SLICE_MAX - 8);
                reader.drain();
            }
            smallest = Math.min(smallest, allocated);
        }
        assertEquals(0, smallest);
    }

    @Test
    void shouldEndASliceAfterSoManySteps()
    {
        writer.begin();
        for (int i = 0; i < SliceWriter.STEPS_PER_SLICE_MAX; i++)
        {
            assertFalse(writer.isOver());
        }
        assertTrue(writer.isOver());
    }

    @Test
    void shouldRefuseWhatIsTooLongAndBytesThatAreNotThere()
    {
        writer.begin();
        assertThrows(IllegalArgumentException.class, () -> writer.put(key, 0, 0, value, 0, 1));
        assertThrows(IllegalArgumentException.class,
            () -> writer.put(key, 0, SnapshotWriter.KEY_LENGTH_MAX + 1, value, 0, 1));
        assertThrows(IllegalArgumentException.class,
            () -> writer.put(key, 0, 1, value, 0, SnapshotWriter.VALUE_LENGTH_MAX + 1));
        assertThrows(IndexOutOfBoundsException.class, () -> writer.put(key, 2, KEY_LENGTH, value, 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> writer.put(key, 0, 1, value, 4, VALUE_LENGTH));
        assertTrue(writer.put(key, 0, 1, value, 0, 1));
        assertEquals(1, reader.drain());
    }
}
