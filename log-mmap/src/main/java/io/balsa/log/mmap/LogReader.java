package io.balsa.log.mmap;

import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;

import java.io.File;

/**
 * Reads the log of a stopped member and changes nothing: a torn tail or an unfinished truncation is left out, not cut.
 * While it is open no member can be started in the directory.
 * <p>
 * Threads: one.
 */
public final class LogReader implements AutoCloseable
{
    private final Storage storage;
    private final Identity identity;
    private final RecoveredLog log;

    private LogReader(final Storage storage)
    {
        this.storage = storage;
        MemberDirectory.checkNames(storage);
        storage.lock(LogLayout.LOCK);
        identity = IdentityFile.readOrDerive(storage);
        log = new LogRecovery(storage, identity, true).inspect();
        if (log.segments().isEmpty() && log.resets().isEmpty())
        {
            throw new CorruptStorageException(storage.location() + " holds no log; check the path");
        }
    }

    /**
     * Open the directory of a stopped member.
     *
     * @param directory of the member.
     * @return the reader.
     * @throws StorageException when it is not the directory of a member, in use or damaged.
     */
    public static LogReader open(final File directory)
    {
        return open(FileStorage.openReadOnly(directory));
    }

    /**
     * Open a storage, which is closed with the reader, and at once when opening fails.
     *
     * @param storage of a stopped member.
     * @return the reader.
     * @throws StorageException when it is not the storage of a member, in use or damaged.
     */
    public static LogReader open(final Storage storage)
    {
        try
        {
            return new LogReader(storage);
        }
        catch (final RuntimeException e)
        {
            storage.close();
            throw e;
        }
    }

    /**
     * Whose log it is.
     *
     * @return the identity.
     */
    public Identity identity()
    {
        return identity;
    }

    /**
     * Index of the oldest entry held.
     *
     * @return log index; one more than {@link #lastIndex()} when none is held.
     */
    public long firstIndex()
    {
        return log.segments().firstIndex();
    }

    /**
     * Index of the newest entry.
     *
     * @return log index, 0 for the empty log.
     */
    public long lastIndex()
    {
        return log.segments().lastIndex();
    }

    /**
     * Term of an entry.
     *
     * @param index of the entry.
     * @return its term, or {@link RaftLog#NULL_TERM} where the log holds no entry.
     */
    public long termAt(final long index)
    {
        return index < firstIndex() || index > lastIndex() ? RaftLog.NULL_TERM : log.terms().termAt(index);
    }

    /**
     * Read whole frames in place. They may be used until the reader is closed.
     *
     * @param fromIndex first index wanted.
     * @param lengthMax bytes wanted at most; a first frame that is longer is returned alone and whole.
     * @param view      to fill.
     * @return false, with the view unchanged, when the entry is not held.
     */
    public boolean read(final long fromIndex, final int lengthMax, final LogView view)
    {
        return log.segments().read(fromIndex, lengthMax, view);
    }

    @Override
    public void close()
    {
        log.segments().close();
        storage.close();
    }
}
