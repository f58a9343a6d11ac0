package io.balsa.consensus.support;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.consensus.port.CommittedLog;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;

import java.util.function.LongSupplier;

/** The committed entries of a {@link TestLog}. */
public final class TestCommittedLog implements CommittedLog
{
    private final TestLog log;
    private final LongSupplier committedIndex;
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private long nextIndex = 1;
    private boolean isClosed;

    public TestCommittedLog(final TestLog log, final LongSupplier committedIndex)
    {
        this.log = log;
        this.committedIndex = committedIndex;
    }

    public boolean isClosed()
    {
        return isClosed;
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
        isClosed = true;
    }
}
