package io.balsa.simulation.world;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import io.balsa.simulation.check.ContentHash;
import org.agrona.DirectBuffer;

/**
 * The real log of a member, with somebody who looks on: each entry that is taken or removed, and what is reported as
 * synced.
 */
final class ObservedLog implements RaftLog
{
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private final LogView view = new LogView();
    private final RaftLog log;
    private final Observer observer;
    private long syncedIndex = -1;

    ObservedLog(final RaftLog log, final Observer observer)
    {
        this.log = log;
        this.observer = observer;
    }

    /** Looks on. */
    interface Observer
    {
        void onEntry(EntryHeaderDecoder header, long frameHash, DirectBuffer buffer, int payloadOffset);

        /** There is to be room for an entry, by what it says of its length. */
        void onRoomWanted(long index, int frameLength);

        void onTruncate(long fromIndex);

        void onReset(long index, long term);

        void onSynced(long index);

        /** Entries are gone from the front. */
        void onRemoved(long firstIndex);

        /** The sync agent may have work. */
        void onSyncWanted();
    }

    /** Show all entries that were recovered, in order. */
    void showAll()
    {
        show(log.firstIndex());
    }

    private void show(final long fromIndex)
    {
        long index = fromIndex;
        while (index <= log.lastIndex() && log.read(index, Integer.MAX_VALUE, view))
        {
            show(view.buffer(), 0, view.length());
            index = view.lastIndex() + 1;
        }
    }

    private void show(final DirectBuffer frames, final int offset, final int length)
    {
        int position = offset;
        while (position < offset + length)
        {
            header.wrap(frames, position, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            final int frameLength = header.frameLength();
            observer.onEntry(header, ContentHash.of(frames, position, frameLength), frames,
                position + EntryFrame.HEADER_LENGTH);
            position += EntryFrame.alignedLength(frameLength);
        }
    }

    @Override
    public long firstIndex()
    {
        return log.firstIndex();
    }

    @Override
    public long lastIndex()
    {
        return log.lastIndex();
    }

    @Override
    public long termAt(final long index)
    {
        return log.termAt(index);
    }

    @Override
    public long floorIndex(final long index, final long term)
    {
        return log.floorIndex(index, term);
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
        return shown(log.lastIndex(), log.append(
            term, type, timestampNs, sessionId, sequence, ackedSequence, payload, offset, length));
    }

    @Override
    public long append(final DirectBuffer frames, final int offset, final int length)
    {
        onFrame(log.lastIndex() + 1, frames, offset, length);
        return shown(log.lastIndex(), log.append(frames, offset, length));
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
        if (fragmentOffset == 0)
        {
            onFrame(index, fragment, offset, length);
        }
        return shown(
            log.lastIndex(), log.appendFragment(index, frameLength, fragmentOffset, fragment, offset, length));
    }

    private void onFrame(final long index, final DirectBuffer frames, final int offset, final int length)
    {
        if (length >= EntryFrame.HEADER_LENGTH)
        {
            observer.onRoomWanted(index, EntryFrame.frameLength(frames, offset));
        }
    }

    private long shown(final long lastIndexBefore, final long answer)
    {
        if (log.lastIndex() > lastIndexBefore)
        {
            show(lastIndexBefore + 1);
        }
        observer.onSyncWanted();
        return answer;
    }

    @Override
    public boolean verify(final DirectBuffer frames, final int offset, final int length)
    {
        return log.verify(frames, offset, length);
    }

    @Override
    public long refusal()
    {
        return log.refusal();
    }

    @Override
    public void truncateSuffix(final long fromIndex)
    {
        observer.onTruncate(fromIndex);
        syncedIndex = -1;
        log.truncateSuffix(fromIndex);
        observer.onSyncWanted();
    }

    @Override
    public void reset(final long index, final long term)
    {
        observer.onReset(index, term);
        syncedIndex = -1;
        log.reset(index, term);
        observer.onSyncWanted();
    }

    @Override
    public void truncatePrefix(final long index)
    {
        final long before = log.firstIndex();
        log.truncatePrefix(index);
        if (log.firstIndex() != before)
        {
            observer.onRemoved(log.firstIndex());
        }
        observer.onSyncWanted();
    }

    @Override
    public long tailIndex(final long lengthBytes)
    {
        return log.tailIndex(lengthBytes);
    }

    @Override
    public void committed(final long index)
    {
        log.committed(index);
    }

    @Override
    public long recoveredCommitIndex()
    {
        return log.recoveredCommitIndex();
    }

    @Override
    public boolean read(final long fromIndex, final int lengthMax, final LogView logView)
    {
        return log.read(fromIndex, lengthMax, logView);
    }

    @Override
    public long generation()
    {
        return log.generation();
    }

    @Override
    public void requestSync()
    {
        log.requestSync();
        observer.onSyncWanted();
    }

    @Override
    public long syncedIndex()
    {
        final long index = log.syncedIndex();
        if (index != syncedIndex)
        {
            syncedIndex = index;
            observer.onSynced(index);
        }
        return index;
    }

    @Override
    public void close()
    {
        log.close();
    }
}
