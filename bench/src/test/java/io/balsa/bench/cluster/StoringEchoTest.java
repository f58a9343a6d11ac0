package io.balsa.bench.cluster;

import io.balsa.bench.load.CommandDigest;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotRecordHandler;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoringEchoTest
{
    private static final int SLOTS = 3;

    private final StoringEcho echo = new StoringEcho(SLOTS);

    @Test
    void shouldAnswerWithTheCommandAndKeepTheDigest()
    {
        final UnsafeBuffer result = new UnsafeBuffer(new byte[Long.BYTES]);
        assertEquals(Long.BYTES, apply(echo, 0, result));
        assertEquals(Long.BYTES, apply(echo, 1, result));
        assertEquals(1, result.getLong(0, ByteOrder.LITTLE_ENDIAN));
        assertEquals(CommandDigest.after(2), echo.digest());
    }

    @Test
    void shouldWriteTheWholeStateFromTheStart()
    {
        assertTrue(echo.hasSnapshots());
        assertEquals(SLOTS + 1, Records.of(echo).records.size());
    }

    @Test
    void shouldGoOnFromASnapshotAsIfThereWasNone()
    {
        final UnsafeBuffer result = new UnsafeBuffer(new byte[Long.BYTES]);
        for (int number = 0; number < SLOTS + 1; number++)
        {
            apply(echo, number, result);
        }
        final StoringEcho other = new StoringEcho(SLOTS);
        other.loadSnapshot(Records.of(echo));
        apply(echo, SLOTS + 1, result);
        assertFalse(Records.of(echo).records.equals(Records.of(other).records));
        apply(other, SLOTS + 1, result);
        assertEquals(Records.of(echo).records, Records.of(other).records);
        assertEquals(CommandDigest.after(SLOTS + 2), other.digest());
    }

    private static int apply(final StoringEcho machine, final long number, final UnsafeBuffer result)
    {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);
        command.putLong(0, number, ByteOrder.LITTLE_ENDIAN);
        return machine.apply(1, 1, 1, command, 0, Long.BYTES, result);
    }

    /** What was written, to be read. */
    private static final class Records implements SnapshotWriter, SnapshotReader
    {
        private final Map<DirectBuffer, DirectBuffer> records = new HashMap<>();

        static Records of(final StoringEcho machine)
        {
            final Records written = new Records();
            machine.takeSnapshot(written);
            return written;
        }

        private static DirectBuffer copy(final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            return new UnsafeBuffer(bytes);
        }

        @Override
        public void put(
            final DirectBuffer key,
            final int keyOffset,
            final int keyLength,
            final DirectBuffer value,
            final int valueOffset,
            final int valueLength)
        {
            records.put(copy(key, keyOffset, keyLength), copy(value, valueOffset, valueLength));
        }

        @Override
        public void forEach(final SnapshotRecordHandler handler)
        {
            records.forEach(handler::onRecord);
        }

        @Override
        public long recordCount()
        {
            return records.size();
        }

        @Override
        public void close()
        {
            // Holds nothing.
        }

        @Override
        public SnapshotMetadata metadata()
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public DirectBuffer sessions()
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public DirectBuffer timers()
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean get(
            final DirectBuffer key, final int offset, final int length, final DirectBuffer value)
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sessions(final DirectBuffer section, final int offset, final int length)
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public void timers(final DirectBuffer section, final int offset, final int length)
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean publish()
        {
            throw new UnsupportedOperationException();
        }
    }
}
