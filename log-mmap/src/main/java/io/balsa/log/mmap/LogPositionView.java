package io.balsa.log.mmap;

import io.balsa.codecs.storage.LogPositionDecoder;
import org.agrona.concurrent.EpochNanoClock;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Reads the file {@code log-position} of a member that may run or not. When the member seems to be gone the file is
 * opened again now and then: another may have taken its place.
 */
final class LogPositionView implements AutoCloseable
{
    /** A member that has not told for so long that it runs is called silent. */
    static final long SILENCE_NS = 10 * LogPosition.HEARTBEAT_INTERVAL_NS;

    /** After what time the file of a member that is gone is opened again. */
    static final long REOPEN_INTERVAL_NS = 1_000_000_000L;

    private final Storage storage;
    private final EpochNanoClock clock;
    private final LogPositionDecoder decoder = new LogPositionDecoder();
    private final Identity identity;
    private StorageFile file;
    private long openedNs;

    /**
     * Open the file.
     *
     * @throws StorageException when there is none, or it says nothing yet.
     */
    LogPositionView(final Storage storage, final EpochNanoClock clock)
    {
        this.storage = storage;
        this.clock = clock;
        if (!Arrays.asList(storage.list()).contains(LogLayout.POSITION))
        {
            throw new StorageException(
                storage.location() + " has no " + LogLayout.POSITION +
                ": no member has run there; check the path, or start the member");
        }
        open();
        try
        {
            if (!isWritten())
            {
                throw new StorageException(path() + " says nothing; start the member, it writes the file anew");
            }
            FileHeader.checkVersion(path(), decoder.schemaVersion());
        }
        catch (final StorageException e)
        {
            close();
            throw e;
        }
        identity = new Identity(decoder.clusterId(), decoder.memberId(), decoder.incarnation(), 0);
    }

    private void open()
    {
        final StorageFile opened = storage.open(LogLayout.POSITION);
        if (LogPosition.FILE_LENGTH != opened.length())
        {
            opened.close();
            throw new CorruptStorageException(
                path() + " is not " + LogPosition.FILE_LENGTH + " bytes long; start the member, it writes it anew");
        }
        close();
        file = opened;
        openedNs = clock.nanoTime();
        decoder.wrap(file.buffer(), 0, LogPositionDecoder.BLOCK_LENGTH, LogPositionDecoder.SCHEMA_VERSION);
    }

    private String path()
    {
        return storage.location() + "/" + LogLayout.POSITION;
    }

    private boolean isWritten()
    {
        return FileHeader.POSITION_MAGIC == decoder.magic();
    }

    /** Whose log it is, created at an unknown time. */
    Identity identity()
    {
        return identity;
    }

    /** Entries up to here are committed, and to be found in the files by whoever has read this. */
    long committedIndex()
    {
        final long index = decoder.committedIndex();
        VarHandle.acquireFence();
        return index;
    }

    /** Oldest entry that the log holds. */
    long firstIndex()
    {
        final long index = decoder.firstIndex();
        VarHandle.acquireFence();
        return index;
    }

    /** Another one after each start of the member. */
    long generation()
    {
        final long generation = decoder.generation();
        VarHandle.acquireFence();
        return generation;
    }

    MemberState state()
    {
        if (0 != decoder.isClosed())
        {
            return MemberState.CLOSED;
        }
        return Math.abs(clock.nanoTime() - decoder.heartbeatNs()) < SILENCE_NS ?
            MemberState.RUNNING : MemberState.SILENT;
    }

    /**
     * Open the file again when the member is gone and it has not been tried for a while.
     *
     * @throws ForeignDirectoryException when the directory is another member's now.
     */
    void refresh()
    {
        if (MemberState.RUNNING == state() || Math.abs(clock.nanoTime() - openedNs) < REOPEN_INTERVAL_NS)
        {
            return;
        }
        open();
        if (isWritten())
        {
            FileHeader.checkOwner(
                path(), identity, decoder.clusterId(), decoder.memberId(), decoder.incarnation());
        }
    }

    @Override
    public void close()
    {
        if (null != file)
        {
            file.close();
            file = null;
        }
    }
}
