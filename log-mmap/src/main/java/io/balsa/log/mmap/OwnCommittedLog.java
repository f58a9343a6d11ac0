package io.balsa.log.mmap;

import io.balsa.consensus.port.CommittedEntryHandler;
import io.balsa.consensus.port.CommittedLog;

import java.io.File;
import java.util.function.BooleanSupplier;

/**
 * The committed log of the member that runs in this process, from when the member has told how far it may be read.
 * Before that it is empty: what the file still says of an earlier run need not hold any more.
 */
final class OwnCommittedLog implements CommittedLog
{
    private final File directory;
    private final BooleanSupplier isReadable;
    private CommittedLogReader reader;
    private long nextIndex = 1;

    OwnCommittedLog(final File directory, final BooleanSupplier isReadable)
    {
        this.directory = directory;
        this.isReadable = isReadable;
    }

    @Override
    public long position()
    {
        return null == reader ? nextIndex : reader.position();
    }

    @Override
    public void position(final long index)
    {
        nextIndex = index;
        if (null != reader)
        {
            reader.position(index);
        }
    }

    @Override
    public long firstIndex()
    {
        return isOpen() ? reader.firstIndex() : 1;
    }

    @Override
    public long committedIndex()
    {
        return isOpen() ? reader.committedIndex() : 0;
    }

    @Override
    public int poll(final CommittedEntryHandler handler, final int limit)
    {
        try
        {
            return isOpen() ? reader.poll(handler, limit) : 0;
        }
        catch (final EntryRemovedException e)
        {
            // Removed since it was asked for: the first index tells.
            return 0;
        }
    }

    private boolean isOpen()
    {
        if (null == reader && isReadable.getAsBoolean())
        {
            reader = CommittedLogReader.open(directory, nextIndex);
        }
        return null != reader;
    }

    @Override
    public void close()
    {
        if (null != reader)
        {
            reader.close();
            reader = null;
        }
    }
}
