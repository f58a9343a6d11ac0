package io.balsa.bench;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.RaftLog;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.SyncMode;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;

/** A log of entries of 128 bytes in memory: all of the log but the device. One thread. */
final class BenchLog implements AutoCloseable
{
    static final int PAYLOAD_LENGTH = 128;
    static final int FRAME_LENGTH = EntryFrame.HEADER_LENGTH + PAYLOAD_LENGTH;

    private static final int ENTRIES_PER_TERM = 10_000;

    private final UnsafeBuffer payload = new UnsafeBuffer(ByteBuffer.allocateDirect(PAYLOAD_LENGTH));
    private final File directory;
    private final MemberStorage storage;
    private final RaftLog log;

    BenchLog(final int segmentLength) throws IOException
    {
        directory = Files.createTempDirectory("balsa-bench-").toFile();
        storage = MemberStorage.open(new MemberStorage.Context()
            .directory(directory).clusterId(1).memberId(0).segmentLength(segmentLength).syncMode(SyncMode.MEMORY));
        log = storage.log();
    }

    RaftLog log()
    {
        return log;
    }

    /** Append one entry to a log that has room for it. */
    long append()
    {
        return append(1);
    }

    private long append(final long term)
    {
        return log.append(term, EntryType.COMMAND, 1, 1, 1, 0, payload, 0, PAYLOAD_LENGTH);
    }

    /** Append entries of several terms up to an index, in as many segments as they need. */
    void fill(final long lastIndex)
    {
        while (log.lastIndex() < lastIndex)
        {
            if (append(1 + log.lastIndex() / ENTRIES_PER_TERM) < 0)
            {
                work();
            }
        }
        work();
    }

    /** Remove the entries from an index on. */
    void truncate(final long fromIndex)
    {
        log.truncateSuffix(fromIndex);
        while (storage.syncAgent().doWork() > 0)
        {
            // Until entries are taken again.
        }
    }

    /** Have all done that the log leaves to its agent: syncs, seals and the next segment. */
    private void work()
    {
        do
        {
            log.requestSync();
        }
        while (storage.syncAgent().doWork() > 0 || log.syncedIndex() < log.lastIndex());
    }

    @Override
    public void close()
    {
        storage.close();
        IoUtil.delete(directory, false);
    }
}
