package io.balsa.log.mmap;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A member's storage whose sync agent is run by hand. */
final class TestMember implements AutoCloseable
{
    static final long CLUSTER_ID = 77;
    static final int SEGMENT_LENGTH = 64 * 1024;
    static final int PAYLOAD_LENGTH_MAX = 16 * 1024;

    /** Entries with 1000 bytes of payload that begin a second segment. */
    static final int ROLL_COUNT = 70;

    /** Last entry of the first segment when entries have 1000 bytes of payload. */
    static final int ROLL_INDEX = 57;

    private static final int WORK_LIMIT = 100_000;

    final MemberStorage storage;
    final MmapRaftLog log;
    final MmapTermStateStore termState;
    final LogSyncAgent agent;
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[2 * 1024 * 1024]);

    TestMember(final MemberStorage.Context ctx)
    {
        storage = MemberStorage.open(ctx);
        log = storage.log();
        termState = storage.termStateStore();
        agent = storage.syncAgent();
    }

    static MemberStorage.Context context(final File directory)
    {
        return new MemberStorage.Context()
            .directory(directory)
            .clusterId(CLUSTER_ID)
            .memberId(1)
            .segmentLength(SEGMENT_LENGTH)
            .payloadLengthMax(PAYLOAD_LENGTH_MAX);
    }

    static TestMember open(final File directory)
    {
        return new TestMember(context(directory));
    }

    /** Fill the first segment and begin the second, without a sync. */
    void roll()
    {
        drain();
        for (int i = 0; i < ROLL_COUNT; i++)
        {
            assertTrue(tryAppend(1, 1000) > 0);
        }
    }

    /** Run the agent until it has nothing to do. */
    void drain()
    {
        int count = 0;
        while (agent.doWork() > 0)
        {
            assertTrue(++count < WORK_LIMIT, "the agent never comes to rest");
        }
    }

    long tryAppend(final long term, final int payloadLength)
    {
        final long index = log.lastIndex() + 1;
        payload.setMemory(0, payloadLength, (byte)(index + term));
        return log.append(term, EntryType.COMMAND, 1000 + index, 5, index, index - 1, payload, 0, payloadLength);
    }

    /** Append, with the agent's help where a segment or a truncation has to be waited for. */
    long append(final long term, final int payloadLength)
    {
        long index = tryAppend(term, payloadLength);
        if (RaftLog.BACK_PRESSURED == index)
        {
            sync();
            index = tryAppend(term, payloadLength);
        }
        assertTrue(index > 0, () -> "append refused");
        return index;
    }

    /** Make everything durable, and have the segment before the last one sealed and the next one prepared. */
    long sync()
    {
        log.requestSync();
        for (int i = 0; i < 2; i++)
        {
            drain();
            log.syncedIndex();
        }
        drain();
        return log.syncedIndex();
    }

    /** Frames of a run, copied. */
    UnsafeBuffer frames(final long firstIndex, final long lastIndex)
    {
        final LogView view = new LogView();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4 * 1024 * 1024]);
        int length = 0;
        for (long index = firstIndex; index <= lastIndex; index++)
        {
            assertTrue(log.read(index, 1, view));
            buffer.putBytes(length, view.buffer(), 0, view.length());
            length += view.length();
        }
        return new UnsafeBuffer(buffer, 0, length);
    }

    /** Terms of all entries, after a check of everything that can be read of them. */
    String terms()
    {
        final StringBuilder terms = new StringBuilder();
        final LogView view = new LogView();
        for (long index = log.firstIndex(); index <= log.lastIndex(); index++)
        {
            assertTrue(log.read(index, 1, view));
            assertTrue(index == EntryFrame.index(view.buffer(), 0));
            final long term = EntryFrame.term(view.buffer(), 0);
            assertTrue(term == log.termAt(index));
            for (int i = EntryFrame.HEADER_LENGTH; i < EntryFrame.frameLength(view.buffer(), 0); i++)
            {
                assertTrue((byte)(index + term) == view.buffer().getByte(i));
            }
            terms.append(term);
        }
        return terms.toString();
    }

    static Path segment(final File directory, final long baseIndex)
    {
        return directory.toPath().resolve(LogLayout.segmentName(baseIndex));
    }

    static byte[] readBytes(final Path file)
    {
        try
        {
            return Files.readAllBytes(file);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    static void writeBytes(final Path file, final byte[] bytes)
    {
        try
        {
            Files.write(file, bytes);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException(e);
        }
    }

    /** What a killed process leaves behind: the files as they are now. */
    static File copy(final File directory, final File target)
    {
        assertTrue(target.isDirectory() || target.mkdirs());
        for (final String name : target.list())
        {
            assertTrue(new File(target, name).delete());
        }
        for (final String name : directory.list())
        {
            writeBytes(target.toPath().resolve(name), readBytes(directory.toPath().resolve(name)));
        }
        return target;
    }

    /** The first segment is zero from an offset on. */
    static void assertZeroFrom(final File directory, final int offset)
    {
        final byte[] bytes = readBytes(segment(directory, 1));
        for (int i = offset; i < bytes.length; i++)
        {
            assertEquals(0, bytes[i]);
        }
    }

    static UnsafeBuffer copyOf(final UnsafeBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    @Override
    public void close()
    {
        storage.close();
    }
}
