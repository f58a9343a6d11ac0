package io.balsa.bench.open;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.RaftLog;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.SyncMode;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directory of a member with a log of entries of 128 bytes. It is deleted when closed, or when the process ends. */
final class LogDirectory implements AutoCloseable
{
    private static final int ENTRIES_PER_TERM = 100_000;

    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[OpenProbe.PAYLOAD_LENGTH]);
    private final File directory;
    private final int segmentLength;
    private final Thread atExit = new Thread(this::delete);

    LogDirectory(final Path parent, final int segmentLength) throws IOException
    {
        directory = Files.createTempDirectory(parent, "balsa-bench-").toFile();
        this.segmentLength = segmentLength;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    File directory()
    {
        return directory;
    }

    File[] segments()
    {
        return directory.listFiles((parent, name) -> name.endsWith(".seg"));
    }

    /** Append entries up to an index and leave the directory as a member does that was stopped. */
    void fill(final long lastIndex) throws IOException
    {
        try (MemberStorage storage = MemberStorage.open(
            OpenProbe.context(directory, segmentLength).syncMode(SyncMode.ASYNC)))
        {
            final RaftLog log = storage.log();
            while (log.lastIndex() < lastIndex)
            {
                final long index = log.append(
                    1 + log.lastIndex() / ENTRIES_PER_TERM, EntryType.COMMAND, 1, 1, 1, 0,
                    payload, 0, OpenProbe.PAYLOAD_LENGTH);
                if (RaftLog.DISK_FULL == index)
                {
                    throw new IOException("no room for " + lastIndex + " entries in " + directory.getParent());
                }
                if (index < 0)
                {
                    work(storage);
                }
            }
            work(storage);
        }
    }

    private static void work(final MemberStorage storage)
    {
        do
        {
            storage.log().requestSync();
        }
        while (storage.syncAgent().doWork() > 0 || storage.log().syncedIndex() < storage.log().lastIndex());
    }

    private void delete()
    {
        IoUtil.delete(directory, true);
    }

    @Override
    public void close()
    {
        Runtime.getRuntime().removeShutdownHook(atExit);
        delete();
    }
}
