package io.balsa.log.repair;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.mmap.MemberStorage;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The log of a stopped member, and what its frames were before they were damaged. Entries 1 to 7 are of term 2, entry 8
 * is of term 3, and entry 6 is longer than the others. What is durable for sure ends with entry 8; entry 9 was the last
 * batch before the process died.
 */
final class DamagedLog
{
    static final int FRAME_LENGTH = 72;
    static final int LONG_FRAME_LENGTH = 1_000;

    private static final int WORK_LIMIT = 10_000;
    private static final int LONG_INDEX = 6;
    private static final int LAST_INDEX = 9;
    private static final int FRAMES_OFFSET = 4096;

    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[LAST_INDEX * LONG_FRAME_LENGTH]);
    private final int[] offsets = new int[LAST_INDEX + 2];
    private final Path directory;

    DamagedLog(final Path directory)
    {
        this.directory = directory;
        final byte[] segment;
        try (MemberStorage storage = open())
        {
            for (int index = 1; index <= LAST_INDEX; index++)
            {
                append(storage, index);
                if (index == LAST_INDEX - 1)
                {
                    sync(storage);
                }
            }
            sync(storage);
            final LogView view = new LogView();
            for (int index = 1; index <= LAST_INDEX; index++)
            {
                storage.log().read(index, 1, view);
                frames.putBytes(offsets[index], view.buffer(), 0, view.length());
                offsets[index + 1] = offsets[index] + view.length();
            }
            segment = Files.readAllBytes(segment());
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
        write(segment);
    }

    private Path segment()
    {
        return directory.resolve("log-00000000000000000001.seg");
    }

    private void write(final byte[] bytes)
    {
        try
        {
            Files.write(segment(), bytes);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    MemberStorage open()
    {
        return MemberStorage.open(new MemberStorage.Context()
            .directory(directory.toFile()).clusterId(7).memberId(0).segmentLength(64 * 1024).payloadLengthMax(1024));
    }

    private static void append(final MemberStorage storage, final int index)
    {
        final int length = (index == LONG_INDEX ? LONG_FRAME_LENGTH : FRAME_LENGTH) - EntryFrame.HEADER_LENGTH;
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[length]);
        payload.setMemory(0, length, (byte)index);
        assertEquals(index, storage.log().append(
            index < LAST_INDEX - 1 ? 2 : 3, EntryType.COMMAND, 1, 1, index, 0, payload, 0, length));
    }

    private static void sync(final MemberStorage storage)
    {
        storage.log().requestSync();
        for (int i = 0; i < WORK_LIMIT && storage.log().syncedIndex() < storage.log().lastIndex(); i++)
        {
            storage.syncAgent().doWork();
        }
        assertEquals(storage.log().lastIndex(), storage.log().syncedIndex());
    }

    /** Flip a bit in the last byte of an entry's payload. */
    DamagedLog damage(final int index)
    {
        final int last = offsets[index + 1] - 1;
        write(last, new byte[]{(byte)(frames.getByte(last) ^ 1)});
        return this;
    }

    /** Write the frame of another entry over an entry's header. */
    void misplace(final int index, final int strayIndex)
    {
        final byte[] stray = new byte[length(strayIndex, strayIndex)];
        frames.getBytes(offsets[strayIndex], stray);
        write(offsets[index] + EntryFrame.ALIGNMENT, stray);
    }

    private void write(final int offset, final byte[] part)
    {
        try
        {
            final byte[] bytes = Files.readAllBytes(segment());
            System.arraycopy(part, 0, bytes, FRAMES_OFFSET + offset, part.length);
            write(bytes);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    LogRepair repair()
    {
        return LogRepair.open(directory.toFile(), false);
    }

    /** The frames as they were. */
    UnsafeBuffer frames()
    {
        return frames;
    }

    int offset(final int index)
    {
        return offsets[index];
    }

    int length(final int fromIndex, final int toIndex)
    {
        return offsets[toIndex + 1] - offsets[fromIndex];
    }

    /** The log opens and holds the frames up to an index as they were. */
    void assertHolds(final int lastIndex)
    {
        try (MemberStorage storage = open())
        {
            assertEquals(lastIndex, storage.log().lastIndex());
            final LogView view = new LogView();
            for (int index = 1; index <= lastIndex; index++)
            {
                storage.log().read(index, 1, view);
                assertEquals(new UnsafeBuffer(frames, offsets[index], view.length()), view.buffer());
            }
        }
    }

    /** Fenced members have a term in which they lost something. */
    long fencedTerm()
    {
        try (MemberStorage storage = open())
        {
            return storage.termStateStore().fencedTerm();
        }
    }
}
