package io.balsa.consensus.support;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryHeaderEncoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A log in memory whose durability is in the test's hands. What was appended and what is durable are two images, as
 * with a page cache and a disk; {@link #powerLoss} goes back to the second. Allocates nothing while it fits.
 */
public final class TestLog implements RaftLog
{
    private static final int CLUSTER_ID_LENGTH = 8;
    private static final int CHECKSUM_LENGTH = 4;

    private final CRC32C crc = new CRC32C();
    private final byte[] clusterId = new byte[CLUSTER_ID_LENGTH];
    private final EntryHeaderEncoder header = new EntryHeaderEncoder();
    private final EntryHeaderDecoder decoder = new EntryHeaderDecoder();
    private final TestFrames visible;
    private final TestFrames durable;
    private boolean isAutoSync = true;
    private boolean isSyncRequested;
    private boolean isSyncing;
    private long syncingIndex;
    private long syncingGeneration;
    private long syncedIndex;
    private long generation;
    private long baseTerm;
    private int resetCount;
    private long commitIndex;
    private long recoveredCommitIndex;
    private long refusal;
    private int room = Integer.MAX_VALUE;
    private long firstIndex = 1;
    private long fragmentIndex;
    private int fragmentEnd;
    private int verifyCount;

    public TestLog()
    {
        this(1 << 14);
    }

    /**
     * @param capacity bytes that fit without allocation.
     */
    public TestLog(final int capacity)
    {
        visible = new TestFrames(capacity);
        durable = new TestFrames(capacity);
        new UnsafeBuffer(clusterId).putLong(0, 7, ByteOrder.LITTLE_ENDIAN);
    }

    public void autoSync(final boolean isOn)
    {
        isAutoSync = isOn;
        if (isOn)
        {
            completeSync();
        }
    }

    /** Answer of all appends from now on: 0 to take entries. */
    public void refuse(final long code)
    {
        refusal = code;
    }

    /** How many more entries fit. */
    public void room(final int entries)
    {
        room = entries;
    }

    public boolean isSyncing()
    {
        return isSyncing;
    }

    public int verifyCount()
    {
        return verifyCount;
    }

    /** The sync that is under way ends. */
    public void completeSync()
    {
        if (isSyncing)
        {
            isSyncing = false;
            if (syncingGeneration == generation)
            {
                durable.copyFrom(visible, syncedIndex + 1, syncingIndex);
                syncedIndex = syncingIndex;
            }
        }
    }

    /**
     * The power fails and comes back.
     *
     * @param survivors how many of the entries that were not synced are found again; negative when, besides, a
     *                  truncation that was not synced is undone.
     */
    public void powerLoss(final int survivors)
    {
        if (survivors < 0)
        {
            visible.copyFrom(durable, syncedIndex + 1, durable.count());
        }
        else
        {
            visible.truncate(Math.min(visible.count(), syncedIndex + survivors) + 1);
        }
        recover();
    }

    /** The process ends and starts again; the machine stays up. */
    public void recover()
    {
        durable.copyFrom(visible, syncedIndex + 1, visible.count());
        syncedIndex = visible.count();
        recoveredCommitIndex = Math.min(commitIndex, syncedIndex);
        generation++;
        isSyncing = false;
        isSyncRequested = false;
        fragmentEnd = 0;
    }

    /** Entries were damaged, and whoever repaired the log has cut them off. */
    public void cut(final long fromIndex)
    {
        visible.truncate(fromIndex);
        durable.truncate(fromIndex);
        recover();
    }

    public long chainAt(final long index)
    {
        return visible.chainAt(index);
    }

    public boolean isDurable(final long index, final long chain)
    {
        return index <= durable.count() && durable.chainAt(index) == chain;
    }

    public EntryHeaderDecoder headerAt(final long index)
    {
        return decoder.wrap(visible.buffer(), visible.startOf(index), EntryFrame.HEADER_LENGTH, 0);
    }

    /** All frames of a range, as a leader would send them. */
    public UnsafeBuffer frames(final long fromIndex, final long toIndex)
    {
        final int start = visible.startOf(fromIndex);
        final byte[] copy = new byte[visible.endOf(toIndex) - start];
        visible.buffer().getBytes(start, copy);
        return new UnsafeBuffer(copy);
    }

    /** Terms of all entries in order. */
    public long[] terms()
    {
        final long[] terms = new long[(int)(lastIndex() - visible.base())];
        for (int i = 0; i < terms.length; i++)
        {
            terms[i] = termAt(visible.base() + i + 1L);
        }
        return terms;
    }

    @Override
    public long firstIndex()
    {
        return firstIndex;
    }

    @Override
    public long lastIndex()
    {
        return visible.count();
    }

    @Override
    public long termAt(final long index)
    {
        if (index == visible.base() && firstIndex == index + 1)
        {
            return baseTerm;
        }
        return index < firstIndex - 1 || index > visible.count() ? NULL_TERM :
            EntryFrame.term(visible.buffer(), visible.startOf(index));
    }

    @Override
    public long floorIndex(final long index, final long term)
    {
        long floor = index;
        while (floor >= firstIndex && termAt(floor) > term)
        {
            floor--;
        }
        return floor;
    }

    @Override
    public long append(
        final long term,
        final EntryType type,
        final long timestampNs,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        fragmentEnd = 0;
        if (refusal != 0 || room == 0)
        {
            return refusal != 0 ? refusal : DISK_FULL;
        }
        final int frameLength = EntryFrame.HEADER_LENGTH + length;
        final UnsafeBuffer target = visible.claim(EntryFrame.alignedLength(frameLength));
        final int start = visible.end();
        header.wrap(target, start)
            .frameLength(frameLength)
            .index(visible.count() + 1)
            .term(term)
            .timestampNs(timestampNs)
            .sessionId(sessionId)
            .sequence(sequence)
            .ackedSequence(ackedSequence)
            .entryType(type);
        target.putBytes(start + EntryFrame.HEADER_LENGTH, payload, offset, length);
        header.checksum(checksum(start, frameLength));
        room--;
        return visible.add();
    }

    @Override
    public long append(final DirectBuffer frames, final int offset, final int length)
    {
        fragmentEnd = 0;
        if (refusal != 0 || room == 0)
        {
            return refusal != 0 ? refusal : DISK_FULL;
        }
        if (!isIntact(frames, offset, length))
        {
            return CORRUPT;
        }
        int position = 0;
        while (position < length && room > 0)
        {
            final int alignedLength =
                EntryFrame.alignedLength(EntryFrame.frameLength(frames, offset + position));
            visible.claim(alignedLength).putBytes(visible.end(), frames, offset + position, alignedLength);
            checkNext(visible.end());
            visible.add();
            room--;
            position += alignedLength;
        }
        return visible.count();
    }

    @Override
    public long appendFragment(
        final long index,
        final int frameLength,
        final int fragmentOffset,
        final DirectBuffer fragment,
        final int offset,
        final int length)
    {
        if (index != lastIndex() + 1)
        {
            throw new IllegalStateException("index=" + index + " lastIndex=" + lastIndex());
        }
        if (refusal != 0 || room == 0)
        {
            return refusal != 0 ? refusal : DISK_FULL;
        }
        final int alignedLength = EntryFrame.alignedLength(frameLength);
        final int expectedOffset = fragmentIndex == index ? fragmentEnd : 0;
        if ((fragmentOffset != 0 && fragmentOffset != expectedOffset) || fragmentOffset + length > alignedLength)
        {
            return index - 1;
        }
        visible.claim(alignedLength).putBytes(visible.end() + fragmentOffset, fragment, offset, length);
        fragmentIndex = index;
        fragmentEnd = fragmentOffset + length;
        if (fragmentEnd < alignedLength)
        {
            return index - 1;
        }
        fragmentEnd = 0;
        if (!isFrameIntact(visible.end()))
        {
            visible.claim(0);
            return CORRUPT;
        }
        checkNext(visible.end());
        room--;
        return visible.add();
    }

    @Override
    public boolean verify(final DirectBuffer frames, final int offset, final int length)
    {
        verifyCount++;
        return isIntact(frames, offset, length);
    }

    @Override
    public long refusal()
    {
        return refusal == 0 && room == 0 ? DISK_FULL : refusal;
    }

    @Override
    public void truncateSuffix(final long fromIndex)
    {
        visible.truncate(fromIndex);
        syncedIndex = Math.min(syncedIndex, fromIndex - 1);
        generation++;
        fragmentEnd = 0;
    }

    @Override
    public void reset(final long index, final long term)
    {
        if (index < firstIndex())
        {
            throw new IllegalArgumentException("index=" + index);
        }
        firstIndex = index + 1;
        visible.reset(index);
        durable.reset(index);
        baseTerm = term;
        syncedIndex = index;
        generation++;
        fragmentEnd = 0;
        resetCount++;
    }

    /** How often it was reset. */
    public int resetCount()
    {
        return resetCount;
    }

    /** Forgets what was there by the index only. */
    @Override
    public void truncatePrefix(final long index)
    {
        if (index > visible.count() + 1)
        {
            throw new IllegalArgumentException("index=" + index);
        }
        firstIndex = Math.max(firstIndex, index);
    }

    @Override
    public long tailIndex(final long lengthBytes)
    {
        long index = lastIndex() + 1;
        while (index > firstIndex && visible.end() - visible.startOf(index) < lengthBytes)
        {
            index--;
        }
        return index;
    }

    @Override
    public void committed(final long index)
    {
        commitIndex = index;
    }

    @Override
    public long recoveredCommitIndex()
    {
        return recoveredCommitIndex;
    }

    @Override
    public boolean read(final long fromIndex, final int lengthMax, final LogView view)
    {
        if (fromIndex < firstIndex || fromIndex > visible.count())
        {
            return false;
        }
        final int start = visible.startOf(fromIndex);
        long lastIndex = fromIndex;
        while (lastIndex < visible.count() && visible.endOf(lastIndex + 1) - start <= lengthMax)
        {
            lastIndex++;
        }
        view.wrap(visible.buffer(), start, visible.endOf(lastIndex) - start, fromIndex, lastIndex);
        return true;
    }

    @Override
    public long generation()
    {
        return generation;
    }

    @Override
    public void requestSync()
    {
        isSyncRequested = true;
        startSync();
    }

    @Override
    public long syncedIndex()
    {
        startSync();
        return syncedIndex;
    }

    @Override
    public void close()
    {
    }

    private void startSync()
    {
        if (isSyncRequested && !isSyncing)
        {
            isSyncRequested = false;
            isSyncing = true;
            syncingIndex = visible.count();
            syncingGeneration = generation;
            if (isAutoSync)
            {
                completeSync();
            }
        }
    }

    private void checkNext(final int start)
    {
        final long index = EntryFrame.index(visible.buffer(), start);
        final long term = EntryFrame.term(visible.buffer(), start);
        if (index != lastIndex() + 1 || term < termAt(lastIndex()))
        {
            throw new IllegalStateException("index=" + index + " term=" + term + " lastIndex=" + lastIndex());
        }
    }

    private boolean isIntact(final DirectBuffer frames, final int offset, final int length)
    {
        fragmentEnd = 0;
        visible.claim(length).putBytes(visible.end(), frames, offset, length);
        int position = 0;
        while (position < length && isFrameIntact(visible.end() + position))
        {
            position += EntryFrame.alignedLength(
                EntryFrame.frameLength(visible.buffer(), visible.end() + position));
        }
        visible.claim(0);
        return position == length;
    }

    private boolean isFrameIntact(final int start)
    {
        final UnsafeBuffer buffer = visible.buffer();
        return buffer.getInt(start, ByteOrder.LITTLE_ENDIAN) ==
            (int)checksum(start, EntryFrame.frameLength(buffer, start));
    }

    private long checksum(final int start, final int frameLength)
    {
        crc.reset();
        crc.update(clusterId, 0, CLUSTER_ID_LENGTH);
        crc.update(visible.bytes(), start + CHECKSUM_LENGTH, frameLength - CHECKSUM_LENGTH);
        return crc.getValue();
    }
}
