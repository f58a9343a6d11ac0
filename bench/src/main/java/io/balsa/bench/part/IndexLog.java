package io.balsa.bench.part;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/** A leader's log of one term that keeps indexes alone and is always durable, so that it costs its users nothing. */
final class IndexLog implements RaftLog
{
    private static final int FRAME_LENGTH_MAX = 4096;

    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(FRAME_LENGTH_MAX));
    private int frameLength;
    private long term;
    private long lastIndex;

    @Override
    public long append(
        final long entryTerm,
        final EntryType type,
        final long timestampNs,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        term = entryTerm;
        frameLength = EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + length);
        return ++lastIndex;
    }

    @Override
    public boolean read(final long fromIndex, final int lengthMax, final LogView view)
    {
        if (fromIndex < 1 || fromIndex > lastIndex)
        {
            return false;
        }
        view.wrap(frame, 0, frameLength, fromIndex, fromIndex);
        return true;
    }

    @Override
    public long firstIndex()
    {
        return 1;
    }

    @Override
    public long lastIndex()
    {
        return lastIndex;
    }

    @Override
    public long termAt(final long index)
    {
        return index == 0 ? 0 : index <= lastIndex ? term : NULL_TERM;
    }

    @Override
    public long floorIndex(final long index, final long entryTerm)
    {
        return entryTerm >= term ? index : 0;
    }

    @Override
    public long append(final DirectBuffer frames, final int offset, final int length)
    {
        throw new UnsupportedOperationException("a leader has no use for it");
    }

    @Override
    public long appendFragment(
        final long index,
        final int length,
        final int fragmentOffset,
        final DirectBuffer fragment,
        final int offset,
        final int fragmentLength)
    {
        throw new UnsupportedOperationException("a leader has no use for it");
    }

    @Override
    public boolean verify(final DirectBuffer frames, final int offset, final int length)
    {
        throw new UnsupportedOperationException("a leader has no use for it");
    }

    @Override
    public long refusal()
    {
        return 0;
    }

    @Override
    public void truncateSuffix(final long fromIndex)
    {
        throw new UnsupportedOperationException("a leader has no use for it");
    }

    @Override
    public void truncatePrefix(final long index)
    {
        throw new UnsupportedOperationException("there is nothing to remove");
    }

    @Override
    public void reset(final long index, final long entryTerm)
    {
        throw new IllegalStateException("nothing is installed");
    }

    @Override
    public long tailIndex(final long lengthBytes)
    {
        return firstIndex();
    }

    @Override
    public void committed(final long index)
    {
    }

    @Override
    public long recoveredCommitIndex()
    {
        return 0;
    }

    @Override
    public long generation()
    {
        return 0;
    }

    @Override
    public void requestSync()
    {
    }

    @Override
    public long syncedIndex()
    {
        return lastIndex;
    }

    @Override
    public void close()
    {
    }
}
