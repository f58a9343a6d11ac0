package io.balsa.log.mmap;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A log in the smallest segments, in memory, with what it holds; and how it is repaired from a healthy one. */
final class SmallLog
{
    static final int SEGMENT_LENGTH = MemberStorage.Context.SEGMENT_LENGTH_MIN;

    /** Frames of all entries, by index from 1 on. */
    final List<byte[]> frames = new ArrayList<>();
    final HeapStorage files;

    private SmallLog(final HeapStorage files)
    {
        this.files = files;
    }

    static MemberStorage.Context context(final Storage storage)
    {
        return new MemberStorage.Context()
            .storage(storage)
            .clusterId(TestMember.CLUSTER_ID)
            .memberId(1)
            .segmentLength(SEGMENT_LENGTH)
            .payloadLengthMax(1024)
            .nanoClock(new TestClock())
            .epochNanoClock(() -> 0)
            .incarnationSource(() -> 0x1234_5678_9ABCL);
    }

    /** A member for which time does not pass: it never finds its log idle. */
    static TestMember openBusy(final Storage storage)
    {
        return new TestMember(context(storage).nanoClock(() -> 0));
    }

    static TestMember open(final Storage storage)
    {
        return new TestMember(context(storage));
    }

    /** A log of three segments, the last of which has room, that was closed and opened again. */
    static SmallLog create()
    {
        final SmallLog log = new SmallLog(new HeapStorage());
        try (TestMember member = openBusy(log.files))
        {
            assertTrue(member.termState.store(3, 2));
            member.drain();
            assertTrue(member.termState.pollStored());
            for (int i = 0; i < 52; i++)
            {
                member.append(1 + i / 25, 40 + 7 * (i % 20));
                member.sync();
            }
        }
        open(log.files).close();
        try (LogReader reader = LogReader.open(log.files))
        {
            assertEquals(3, segmentCount(log.files));
            for (long index = 1; index <= reader.lastIndex(); index++)
            {
                log.frames.add(frame(reader, index));
            }
        }
        return log;
    }

    /** Note what a member has appended since. */
    void take(final TestMember member)
    {
        while (frames.size() < member.log.lastIndex())
        {
            final UnsafeBuffer frame = member.frames(frames.size() + 1, frames.size() + 1);
            final byte[] bytes = new byte[frame.capacity()];
            frame.getBytes(0, bytes);
            frames.add(bytes);
        }
    }

    static int segmentCount(final HeapStorage files)
    {
        int count = 0;
        for (final String name : files.list())
        {
            count += LogLayout.isSegment(name) ? 1 : 0;
        }
        return count;
    }

    static String lastSegment(final HeapStorage files)
    {
        String last = null;
        for (final String name : files.list())
        {
            last = LogLayout.isSegment(name) ? name : last;
        }
        return last;
    }

    private static byte[] frame(final LogReader reader, final long index)
    {
        final LogView view = new LogView();
        assertTrue(reader.read(index, 1, view));
        final byte[] frame = new byte[view.length()];
        view.buffer().getBytes(0, frame);
        return frame;
    }

    /** Every entry that the member serves is the one that was written. */
    void assertServedBy(final TestMember member)
    {
        final LogView view = new LogView();
        assertTrue(member.log.lastIndex() <= frames.size());
        for (long index = member.log.firstIndex(); index <= member.log.lastIndex(); index++)
        {
            assertTrue(member.log.read(index, 1, view));
            final byte[] served = new byte[view.length()];
            view.buffer().getBytes(0, served);
            assertArrayEquals(frames.get((int)index - 1), served);
            assertEquals(EntryFrame.term(view.buffer(), 0), member.log.termAt(index));
        }
    }

    /** Fill the gap with the right frames, in pieces. */
    void fill(final LogRepair repair)
    {
        while (!repair.isFilled())
        {
            assertTrue(fillOne(repair));
        }
    }

    /** Offer the next piece; false when the gap has no room for it. */
    boolean fillOne(final LogRepair repair)
    {
        final byte[] frame = frames.get((int)repair.wantedIndex() - 1);
        final int offset = repair.wantedOffset();
        return repair.write(
            repair.filledLength(), new UnsafeBuffer(frame), offset, Math.min(100, frame.length - offset));
    }

    /** Repair all damage by proof; false when it cannot be, and nothing was changed by the attempt. */
    boolean repair(final Storage damaged)
    {
        try (LogRepair repair = LogRepair.open(damaged, false))
        {
            while (null != repair.damage())
            {
                if (repair.damage().isTailUncertain())
                {
                    return false;
                }
                fill(repair);
                assertTrue(repair.complete());
            }
            return true;
        }
    }
}
