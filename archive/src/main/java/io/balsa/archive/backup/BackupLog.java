package io.balsa.archive.backup;

import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.RaftLog;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DiskFullException;
import io.balsa.log.mmap.MemberStorage;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

import java.io.File;

/**
 * The log of one span, as files of a member that cannot be: what is torn at its end by a crash is mended as there, and
 * what does not hold is refused.
 */
final class BackupLog implements AutoCloseable
{
    private final File directory;
    private final MemberStorage storage;
    private final RaftLog log;
    private long requestedIndex;

    BackupLog(final BackupContext ctx, final File directory)
    {
        this.directory = directory;
        storage = MemberStorage.open(new MemberStorage.Context()
            .directory(directory)
            .clusterId(ctx.clusterId)
            .memberId(BackupDirectory.MEMBER_ID)
            .segmentLength(ctx.segmentLength)
            .payloadLengthMax(ctx.payloadLengthMax));
        log = storage.log();
        requestedIndex = log.lastIndex();
    }

    long lastIndex()
    {
        return log.lastIndex();
    }

    /** Begin behind an entry, durably. */
    void reset(final long index, final long term)
    {
        log.reset(index, term);
        sync();
    }

    /** Whether an entry can be taken now. */
    boolean hasRoom()
    {
        final long refusal = log.refusal();
        if (refusal == RaftLog.DISK_FULL)
        {
            throw new DiskFullException(
                "directory " + directory + " has no room for the backup; free some space", null);
        }
        return refusal == 0;
    }

    /** Take the next entry, while there is room. */
    void append(final long index, final DirectBuffer buffer, final int payloadOffset, final int payloadLength)
    {
        final int length = EntryFrame.alignedLength(EntryFrame.HEADER_LENGTH + payloadLength);
        final long appended = log.append(buffer, payloadOffset - EntryFrame.HEADER_LENGTH, length);
        if (appended != index)
        {
            throw new CorruptStorageException("index " + index + " of the member does not go on from index " +
                log.lastIndex() + " of " + directory + ", or is longer than the backup takes; take the limits " +
                "that the member has, or begin another backup");
        }
    }

    /** Go on with what makes entries durable. */
    int doWork()
    {
        final long lastIndex = log.lastIndex();
        if (lastIndex != requestedIndex)
        {
            requestedIndex = lastIndex;
            log.committed(lastIndex);
            log.requestSync();
        }
        final int workCount = storage.syncAgent().doWork();
        // The log takes notice of space that was made ready here.
        log.syncedIndex();
        return workCount;
    }

    long syncedIndex()
    {
        return log.syncedIndex();
    }

    /** Have all that was taken durable. */
    void sync()
    {
        while (log.syncedIndex() < log.lastIndex())
        {
            hasRoom();
            doWork();
        }
        doWork();
    }

    @Override
    public void close()
    {
        try
        {
            sync();
        }
        finally
        {
            CloseHelper.close(storage);
        }
    }
}
