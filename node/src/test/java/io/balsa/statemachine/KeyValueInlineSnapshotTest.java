package io.balsa.statemachine;

import com.sun.management.ThreadMXBean;
import io.balsa.consensus.port.SnapshotSlice;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is written in slices is the state as it was frozen, whatever is applied meanwhile. */
class KeyValueInlineSnapshotTest
{
    private static final int KEYS = 40;
    private static final int RUNS = 300;

    private final KeyValueFixture fixture = new KeyValueFixture();
    private final Slice slice = new Slice();

    /** Takes so many steps, and refuses records now and then. */
    private static final class Slice implements SnapshotSlice
    {
        private final Map<String, String> records = new TreeMap<>();
        private SplittableRandom random;
        private String refused;
        private int steps;

        @Override
        public boolean isOver()
        {
            return steps-- <= 0;
        }

        @Override
        public boolean put(
            final DirectBuffer key,
            final int keyOffset,
            final int keyLength,
            final DirectBuffer value,
            final int valueOffset,
            final int valueLength)
        {
            final String name = text(key, keyOffset, keyLength);
            final String record = text(value, valueOffset, valueLength);
            if (refused != null)
            {
                assertEquals(refused, name + record, "the record that was not taken whole comes first");
            }
            refused = random.nextInt(4) == 0 ? name + record : null;
            if (refused == null)
            {
                assertNull(records.put(name, record), () -> name + " comes twice");
            }
            return refused == null;
        }

        static String text(final DirectBuffer buffer, final int offset, final int length)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void shouldWriteTheStateAsItWasFrozen()
    {
        for (int run = 0; run < RUNS; run++)
        {
            final SplittableRandom random = new SplittableRandom(run);
            slice.random = random.split();
            slice.records.clear();
            slice.refused = null;
            final int before = random.nextInt(200);
            for (int i = 0; i < before; i++)
            {
                change(random);
            }
            final Map<String, String> expected = records();
            fixture.machine.beginSnapshot();
            final int changes = random.nextInt(6);
            boolean isWritten = false;
            for (int i = 0; !isWritten; i++)
            {
                for (int j = 0; j < changes; j++)
                {
                    change(random);
                }
                slice.steps = random.nextInt(4);
                isWritten = fixture.machine.writeSlice(slice);
                assertTrue(i < 10_000, "no end");
            }
            fixture.machine.endSnapshot();
            assertEquals(expected, slice.records, "run " + run);
        }
    }

    @Test
    void shouldForgetASnapshotThatIsNotWanted()
    {
        slice.random = new SplittableRandom(1);
        fixture.put(new byte[]{1}, new byte[]{1});
        fixture.put(new byte[]{2}, new byte[]{2});
        fixture.machine.beginSnapshot();
        slice.steps = 1;
        assertFalse(fixture.machine.writeSlice(slice));
        fixture.put(new byte[]{1}, new byte[]{3});
        fixture.machine.endSnapshot();
        slice.records.clear();
        slice.refused = null;
        final Map<String, String> expected = records();
        fixture.machine.beginSnapshot();
        do
        {
            slice.steps = 10;
        }
        while (!fixture.machine.writeSlice(slice));
        assertEquals(expected, slice.records);
    }

    @Test
    void shouldAllocateNothingForASlice()
    {
        for (int i = 0; i < 4_000; i++)
        {
            fixture.put(KeyValueFixture.bytes("key-" + i), new byte[100]);
        }
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final SnapshotSlice taker = new TakesAll();
        long smallest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++)
        {
            final long allocated = threads.getCurrentThreadAllocatedBytes();
            fixture.machine.beginSnapshot();
            boolean isWritten = false;
            while (!isWritten)
            {
                isWritten = fixture.machine.writeSlice(taker);
            }
            fixture.machine.endSnapshot();
            smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - allocated);
        }
        assertEquals(0, smallest);
    }

    /** Every other call ends a slice. */
    private static final class TakesAll implements SnapshotSlice
    {
        private int callCount;

        @Override
        public boolean isOver()
        {
            return (++callCount & 1) == 0;
        }

        @Override
        public boolean put(
            final DirectBuffer key,
            final int keyOffset,
            final int keyLength,
            final DirectBuffer value,
            final int valueOffset,
            final int valueLength)
        {
            return true;
        }
    }

    private void change(final SplittableRandom random)
    {
        final byte[] key = {(byte)random.nextInt(KEYS)};
        final byte[] value = new byte[random.nextInt(80)];
        random.nextBytes(value);
        if (random.nextInt(3) == 0)
        {
            fixture.delete(key);
        }
        else
        {
            fixture.put(key, value);
        }
    }

    private Map<String, String> records()
    {
        final Map<String, String> records = new TreeMap<>();
        fixture.machine.takeSnapshot(new SnapshotWriter()
        {
            @Override
            public void put(
                final DirectBuffer key,
                final int keyOffset,
                final int keyLength,
                final DirectBuffer value,
                final int valueOffset,
                final int valueLength)
            {
                records.put(Slice.text(key, keyOffset, keyLength), Slice.text(value, valueOffset, valueLength));
            }

            @Override
            public void sessions(final DirectBuffer section, final int offset, final int length)
            {
                throw new UnsupportedOperationException("a service has records only");
            }

            @Override
            public void timers(final DirectBuffer section, final int offset, final int length)
            {
                throw new UnsupportedOperationException("a service has records only");
            }

            @Override
            public boolean publish()
            {
                throw new UnsupportedOperationException("a service has records only");
            }

            @Override
            public void close()
            {
                throw new UnsupportedOperationException("a service has records only");
            }
        });
        return records;
    }
}
