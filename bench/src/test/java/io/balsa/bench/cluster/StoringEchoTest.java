package io.balsa.bench.cluster;

import io.balsa.archive.ChronicleSnapshotStore;
import io.balsa.bench.load.CommandDigest;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoringEchoTest
{
    private static final int SLOTS = 3;

    @TempDir
    private Path directory;

    private final StoringEcho echo = new StoringEcho(SLOTS);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[Long.BYTES]);
    private ChronicleSnapshotStore store;
    private long index;

    @BeforeEach
    void open()
    {
        store = ChronicleSnapshotStore.open(new ChronicleSnapshotStore.Context()
            .directory(directory.toFile())
            .clusterId(1)
            .damageListener((id, reason) ->
            {
                throw new AssertionError(id + ": " + reason);
            }));
    }

    @AfterEach
    void close()
    {
        store.close();
    }

    @Test
    void shouldAnswerWithTheCommandAndKeepTheDigest()
    {
        assertEquals(Long.BYTES, apply(echo, 0));
        assertEquals(Long.BYTES, apply(echo, 1));
        assertEquals(1, result.getLong(0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(CommandDigest.after(2), echo.digest());
    }

    @Test
    void shouldWriteTheWholeStateFromTheStart()
    {
        assertTrue(echo.hasSnapshots());
        assertEquals(SLOTS + 1, records(echo).size());
    }

    @Test
    void shouldGoOnFromASnapshotAsIfThereWasNone()
    {
        for (int number = 0; number < SLOTS + 1; number++)
        {
            apply(echo, number);
        }
        final StoringEcho other = new StoringEcho(SLOTS);
        take(echo);
        try (SnapshotReader reader = store.openNewest())
        {
            other.loadSnapshot(reader);
        }
        apply(echo, SLOTS + 1);
        assertNotEquals(records(echo), records(other));
        apply(other, SLOTS + 1);
        assertEquals(records(echo), records(other));
        assertEquals(CommandDigest.after(SLOTS + 2), other.digest());
    }

    private int apply(final StateMachine machine, final long number)
    {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);
        command.putLong(0, number, ByteOrder.LITTLE_ENDIAN);
        return machine.apply(1, 1, 1, command, 0, Long.BYTES, result);
    }

    private void take(final StateMachine machine)
    {
        index++;
        final SnapshotMetadata metadata = new SnapshotMetadata(
            new SnapshotId(index, 1), 1, machine.digest(), new int[]{ 0 }, new int[0]);
        try (SnapshotWriter writer = store.begin(metadata, SLOTS + 1, SLOTS * StoringEcho.SLOT_LENGTH))
        {
            machine.takeSnapshot(writer);
            assertTrue(writer.publish());
        }
    }

    private Map<DirectBuffer, DirectBuffer> records(final StateMachine machine)
    {
        take(machine);
        final Map<DirectBuffer, DirectBuffer> records = new HashMap<>();
        try (SnapshotReader reader = store.openNewest())
        {
            reader.forEach((key, value) -> records.put(copy(key), copy(value)));
        }
        return records;
    }

    private static DirectBuffer copy(final DirectBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }
}
