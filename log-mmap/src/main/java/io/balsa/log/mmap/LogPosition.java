package io.balsa.log.mmap;

import io.balsa.codecs.storage.LogPositionDecoder;
import io.balsa.codecs.storage.LogPositionEncoder;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells readers of the directory how far they may read: the file {@code log-position}. The member itself never reads
 * it, so it is not forced; it is written anew by the first duty cycle of the sync agent. The threads that know
 * something hand over numbers, and the sync agent alone writes the file.
 * <p>
 * Where it cannot be written, on a full device for one, it is tried again later: no reader is served, and the member
 * needs nothing of it.
 */
final class LogPosition
{
    /** How often a running member tells that it runs. */
    static final long HEARTBEAT_INTERVAL_NS = 100_000_000L;

    /** After what time it is tried again where it could not be written. */
    static final long RETRY_INTERVAL_NS = 1_000_000_000L;

    /** Length of the file in bytes. */
    static final int FILE_LENGTH = 4096;

    private final Storage storage;
    private final Identity identity;
    private final NanoClock clock;
    private final EpochNanoClock epochClock;
    private final AtomicLong firstIndex;
    private final AtomicLong commitIndex;
    private final AtomicLong fileIndex;
    private final LogPositionEncoder encoder = new LogPositionEncoder();

    // Of the sync agent.
    private StorageFile file;
    private long writtenFirstIndex;
    private long writtenIndex;
    private long dueNs;
    private boolean isClosed;

    private volatile boolean isReadable;

    /**
     * Prepare.
     *
     * @param storage    of the log.
     * @param identity   of the directory.
     * @param clock      for intervals.
     * @param epochClock for the time that readers compare with theirs.
     * @param recovered  what is known of the log when it is opened.
     * @param isWritten  whether there is a directory that others can read.
     */
    LogPosition(
        final Storage storage,
        final Identity identity,
        final NanoClock clock,
        final EpochNanoClock epochClock,
        final Watermark recovered,
        final boolean isWritten)
    {
        this.storage = storage;
        this.identity = identity;
        this.clock = clock;
        this.epochClock = epochClock;
        firstIndex = new AtomicLong(Math.max(1, recovered.firstIndex()));
        commitIndex = new AtomicLong(recovered.commitIndex());
        fileIndex = new AtomicLong(recovered.durableIndex());
        dueNs = clock.nanoTime();
        isClosed = !isWritten;
    }

    /** Entries up to an index are committed, whether or not they are in the files yet. */
    void committed(final long index)
    {
        commitIndex.lazySet(index);
    }

    /** Up to where entries are known to be committed. */
    long commitIndex()
    {
        return commitIndex.get();
    }

    /** Entries up to an index are in files that have their names, and no others. */
    void copied(final long index)
    {
        fileIndex.lazySet(index);
    }

    /** The log begins at an index: to be written before the segments in front of it go. */
    void firstIndex(final long index)
    {
        firstIndex.lazySet(index);
    }

    /**
     * All entries are about to go, on the thread of the sync agent: a reader must not go on in a file that it has open.
     * What was not committed by then is never told to be.
     */
    void reset(final long newFirstIndex)
    {
        firstIndex(newFirstIndex);
        if (null != file)
        {
            encoder.generation(generation() + 1);
            VarHandle.releaseFence();
            writeIndexes();
        }
    }

    private long generation()
    {
        return new LogPositionDecoder().wrap(
            file.buffer(), 0, LogPositionDecoder.BLOCK_LENGTH, LogPositionDecoder.SCHEMA_VERSION).generation();
    }

    /** Write what is new, on the thread of the sync agent. */
    void write()
    {
        if (isClosed)
        {
            return;
        }
        final long nowNs = clock.nanoTime();
        final boolean isDue = nowNs - dueNs >= 0;
        if (null != file)
        {
            writeIndexes();
            if (isDue)
            {
                encoder.heartbeatNs(epochClock.nanoTime());
                dueNs = nowNs + HEARTBEAT_INTERVAL_NS;
            }
        }
        else if (isDue)
        {
            open();
            dueNs = nowNs + (null == file ? RETRY_INTERVAL_NS : HEARTBEAT_INTERVAL_NS);
        }
    }

    private void writeIndexes()
    {
        final long newFirstIndex = firstIndex.get();
        final long newIndex = Math.min(commitIndex.get(), fileIndex.get());
        if (newFirstIndex != writtenFirstIndex || newIndex != writtenIndex)
        {
            VarHandle.releaseFence();
            encoder.firstIndex(newFirstIndex).committedIndex(newIndex);
            writtenFirstIndex = newFirstIndex;
            writtenIndex = newIndex;
        }
    }

    /** One that is there is used again: it is mapped by readers, and must not be cut under them. */
    private void open()
    {
        try
        {
            if (!Arrays.asList(storage.list()).contains(LogLayout.POSITION) || !reopen())
            {
                create();
            }
            begin();
        }
        catch (final StorageException e)
        {
            closeFile();
        }
    }

    private boolean reopen()
    {
        file = storage.open(LogLayout.POSITION);
        if (FILE_LENGTH == file.length())
        {
            return true;
        }
        closeFile();
        return false;
    }

    private void create()
    {
        file = storage.create(LogLayout.POSITION_TMP);
        file.appendZeros(FILE_LENGTH);
        file.map();
        storage.rename(LogLayout.POSITION_TMP, LogLayout.POSITION);
    }

    /**
     * The generation comes first: who sees anything of this start sees that it is another one. What is committed comes
     * last.
     */
    private void begin()
    {
        final UnsafeBuffer buffer = file.buffer();
        encoder.wrap(buffer, 0).generation(Math.max(generation() + 1, epochClock.nanoTime()));
        VarHandle.releaseFence();
        encoder
            .magic(FileHeader.POSITION_MAGIC)
            .memberId(identity.memberId())
            .clusterId(identity.clusterId())
            .incarnation(identity.incarnation())
            .heartbeatNs(epochClock.nanoTime())
            .isClosed((short)0)
            .schemaVersion(FileHeader.SCHEMA_VERSION);
        writeIndexes();
        isReadable = true;
    }

    /** Whether the file tells of this run of the member. From any thread. */
    boolean isReadable()
    {
        return isReadable;
    }

    /** Tell the last of it and that the member has ended, when the agent does not run any more. */
    void close()
    {
        if (null != file)
        {
            writeIndexes();
            encoder.isClosed((short)1);
            closeFile();
        }
        isClosed = true;
    }

    private void closeFile()
    {
        if (null != file)
        {
            file.close();
            file = null;
        }
    }
}
