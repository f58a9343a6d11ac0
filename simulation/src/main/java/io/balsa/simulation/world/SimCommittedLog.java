package io.balsa.simulation.world;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.consensus.port.CommittedLog;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;

import java.util.function.LongSupplier;

/** What is committed and durable of a member's log, as its other threads read it through the files. */
final class SimCommittedLog implements CommittedLog
{
    private final RaftLog log;
    private final LongSupplier committedIndex;
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private long nextIndex = 1;

    SimCommittedLog(final RaftLog log, final LongSupplier committedIndex)
    {
        this.log = log;
        this.committedIndex = committedIndex;
    }

    @Override
    public long position()
    {
        return nextIndex;
    }

    @Override
    public void position(final long index)
    {
        nextIndex = index;
    }

    @Override
    public long firstIndex()
    {
        return log.firstIndex();
    }

    @Override
    public long committedIndex()
    {
        return committedIndex.getAsLong();
    }

    @Override
    public int poll(final CommittedEntryHandler handler, final int limit)
    {
        int count = 0;
        while (count < limit && nextIndex <= committedIndex() && log.read(nextIndex, 0, view))
        {
            header.wrap(view.buffer(), 0, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            handler.onEntry(
                header, view.buffer(), EntryFrame.HEADER_LENGTH, header.frameLength() - EntryFrame.HEADER_LENGTH);
            nextIndex++;
            count++;
        }
        return count;
    }

    @Override
    public void close()
    {
    }
}
