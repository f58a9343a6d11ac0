package io.balsa.node.demo;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.RaftLog;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.SyncMode;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Writes the log of a member as no cluster would.
 */
final class DoctoredLog implements AutoCloseable
{
    private static final long TERM = 1;
    private static final int PAYLOAD_BYTES = 40;
    private static final int COMMANDS = 100;

    private final UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
    private final MemberStorage storage;
    private final AgentInvoker sync;
    private final RaftLog log;
    private final DemoCommands commands = commands();
    private long nextSequence = 1;
    private long sessionId;

    DoctoredLog(final Path directory, final int memberId)
    {
        storage = MemberStorage.open(new MemberStorage.Context()
            .directory(directory.toFile())
            .clusterId(1)
            .memberId(memberId)
            .segmentLength(64 * 1024)
            .payloadLengthMax(1024)
            .syncMode(SyncMode.ASYNC));
        sync = new AgentInvoker(error ->
        {
            throw new AssertionError(error);
        }, null, storage.syncAgent());
        sync.start();
        log = storage.log();
        sessionId = openSession();
    }

    static DemoCommands commands()
    {
        return new DemoCommands(COMMANDS, PAYLOAD_BYTES);
    }

    static Acknowledgements acknowledgements()
    {
        return new Acknowledgements(COMMANDS);
    }

    long openSession()
    {
        sessionId = append(EntryType.SESSION_OPEN, 0, log.lastIndex() + 77, nothing, 0);
        return sessionId;
    }

    /** Append a command under the next sequence. */
    long put(final int number)
    {
        final int length = commands.make(number);
        return append(EntryType.COMMAND, sessionId, nextSequence++, new UnsafeBuffer(commands.buffer()), length);
    }

    /** Append a command once more under the sequence of the last one, as a client does that has heard nothing. */
    long repeat(final int number)
    {
        final int length = commands.make(number);
        return append(EntryType.COMMAND, sessionId, nextSequence - 1, new UnsafeBuffer(commands.buffer()), length);
    }

    /** Append a command that differs in one byte. */
    long putDamaged(final int number)
    {
        final int length = commands.make(number);
        final UnsafeBuffer damaged = new UnsafeBuffer(new byte[length]);
        damaged.putBytes(0, commands.buffer(), 0, length);
        damaged.putByte(length - 1, (byte)(damaged.getByte(length - 1) ^ 1));
        return append(EntryType.COMMAND, sessionId, nextSequence++, damaged, length);
    }

    long noOp()
    {
        return append(EntryType.NO_OP, 0, 0, nothing, 0);
    }

    long lastSequence()
    {
        return nextSequence - 1;
    }

    private long append(
        final EntryType type, final long session, final long sequence, final UnsafeBuffer payload, final int length)
    {
        final long expected = log.lastIndex() + 1;
        assertEquals(expected, log.append(TERM, type, 1_000, session, sequence, 0, payload, 0, length));
        return expected;
    }

    @Override
    public void close()
    {
        log.requestSync();
        while (log.syncedIndex() < log.lastIndex())
        {
            sync.invoke();
        }
        sync.close();
        storage.close();
    }
}
