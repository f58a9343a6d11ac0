package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;

import java.util.Arrays;
import java.util.List;

/**
 * The segments of a log in order. All stay mapped. An entry of a segment that was not checked since it was opened is
 * checked before it is served.
 */
final class SegmentList
{
    private final String location;
    private final FrameChecksum checksum;
    private LogSegment[] segments = new LogSegment[16];
    private int count;
    /** Index of the next entry while there is no segment. */
    private long emptyIndex = 1;
    private LogSegment damaged;

    SegmentList(final String location, final long clusterId)
    {
        this.location = location;
        checksum = new FrameChecksum(clusterId);
    }

    void add(final LogSegment segment)
    {
        if (count == segments.length)
        {
            segments = Arrays.copyOf(segments, count * 2);
        }
        segments[count++] = segment;
    }

    boolean isEmpty()
    {
        return 0 == count;
    }

    LogSegment first()
    {
        return segments[0];
    }

    LogSegment last()
    {
        return segments[count - 1];
    }

    /** The segment before the last one, null when there is none. */
    LogSegment previous()
    {
        return count > 1 ? segments[count - 2] : null;
    }

    /** Index of the oldest entry, or of the next one where there is none. */
    long firstIndex()
    {
        return isEmpty() ? emptyIndex : first().baseIndex();
    }

    long lastIndex()
    {
        return isEmpty() ? emptyIndex - 1 : last().lastIndex();
    }

    /** Take out all segments, the newest first, and go on with an entry. */
    void reset(final long nextIndex, final List<LogSegment> removed)
    {
        while (count > 0)
        {
            last().removed();
            removed.add(last());
            segments[--count] = null;
        }
        emptyIndex = nextIndex;
    }

    /** Take out the segments that begin behind an index, the newest first. */
    void removeBehind(final long index, final List<LogSegment> removed)
    {
        while (count > 1 && last().baseIndex() > index)
        {
            last().removed();
            removed.add(last());
            segments[--count] = null;
        }
    }

    /** Take out the sealed segments all of whose entries are before an index, the oldest first; never the last one. */
    LogSegment[] removeBefore(final long index)
    {
        int removedCount = 0;
        while (removedCount < count - 1 &&
            segments[removedCount].lastIndex() < index &&
            !segments[removedCount].hasImage())
        {
            segments[removedCount].removed();
            removedCount++;
        }
        final LogSegment[] removed = Arrays.copyOf(segments, removedCount);
        count -= removedCount;
        System.arraycopy(segments, removedCount, segments, 0, count);
        Arrays.fill(segments, count, count + removedCount, null);
        return removed;
    }

    /** First index of the newest segments whose frames take a length together, of all when they take less. */
    long tailIndex(final long lengthBytes)
    {
        long length = 0;
        int place = count - 1;
        while (place > 0 && length < lengthBytes)
        {
            length += segments[place].endOffset() - LogSegment.FRAMES_OFFSET;
            if (length < lengthBytes)
            {
                place--;
            }
        }
        return segments[place].baseIndex();
    }

    /** Length of the longest segment in bytes, 0 when there is none. */
    int lengthMax()
    {
        int length = 0;
        for (int i = 0; i < count; i++)
        {
            length = Math.max(length, segments[i].length());
        }
        return length;
    }

    /** By its place in the log, from 0 on. */
    LogSegment segment(final int place)
    {
        return segments[place];
    }

    int count()
    {
        return count;
    }

    /** Segments that were not checked since they were opened, the oldest first. */
    LogSegment[] unverified()
    {
        return Arrays.stream(segments, 0, count).filter((segment) -> !segment.isVerified()).toArray(LogSegment[]::new);
    }

    /**
     * Read whole frames in place.
     *
     * @throws DamagedLogException when one of them does not hold.
     */
    boolean read(final long fromIndex, final int lengthMax, final LogView view)
    {
        if (fromIndex < firstIndex() || fromIndex > lastIndex())
        {
            return false;
        }
        final LogSegment segment = find(fromIndex);
        final long lastIndex = segment.lastIndexWithin(fromIndex, lengthMax);
        final int offset = segment.offset(fromIndex);
        final int end = segment.endOffset(lastIndex);
        if (!segment.isVerified())
        {
            check(segment, fromIndex, lastIndex, offset, end);
        }
        view.wrap(segment.buffer(), offset, end - offset, fromIndex, lastIndex);
        return true;
    }

    /** Neither the frames nor their offsets are believed before. */
    private void check(
        final LogSegment segment, final long fromIndex, final long lastIndex, final int fromOffset, final int end)
    {
        if (fromOffset < LogSegment.FRAMES_OFFSET || end <= fromOffset || end > segment.footerOffset())
        {
            throw damaged(segment, fromIndex, fromOffset);
        }
        long index = fromIndex;
        int offset = fromOffset;
        while (offset < end)
        {
            final int alignedLength =
                FrameCheck.alignedLength(segment.buffer(), offset, end, end - fromOffset, index, 0);
            if (FrameCheck.MALFORMED == alignedLength || !checksum.holds(segment.buffer(), offset))
            {
                throw damaged(segment, index, offset);
            }
            offset += alignedLength;
            index++;
        }
        if (index != lastIndex + 1)
        {
            throw damaged(segment, index, offset);
        }
    }

    private DamagedLogException damaged(final LogSegment segment, final long index, final int offset)
    {
        damaged = segment;
        return new DamagedLogException(
            location,
            new Damage(
                segment.name(), index - 1, Damage.UNKNOWN, Damage.UNKNOWN, Damage.UNKNOWN, true, offset,
                Damage.UNKNOWN, true, "the checksum of the entry does not hold"));
    }

    /** A segment of which an entry was refused must not be trusted by the next start. */
    void distrustDamaged()
    {
        if (null != damaged)
        {
            damaged.distrust();
            damaged = null;
        }
    }

    private LogSegment find(final long index)
    {
        if (index >= last().baseIndex())
        {
            return last();
        }
        int low = 0;
        int high = count - 2;
        while (low < high)
        {
            final int middle = (low + high + 1) >>> 1;
            if (segments[middle].baseIndex() <= index)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }
        return segments[low];
    }

    void close()
    {
        while (count > 0)
        {
            segments[--count].close();
        }
    }
}
