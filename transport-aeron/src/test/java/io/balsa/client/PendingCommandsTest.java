package io.balsa.client;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PendingCommandsTest
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);

    @Test
    void shouldRefuseWhatDoesNotFit()
    {
        final PendingCommands pending = new PendingCommands(4, 1024);
        assertEquals(1, pending.add(buffer, 0, 600, 0));
        assertEquals(PendingCommands.FULL, pending.add(buffer, 0, 600, 0));
        assertEquals(2, pending.add(buffer, 0, 0, 0));
        pending.remove(1);
        assertEquals(3, pending.add(buffer, 0, 600, 0));
        assertEquals(4, pending.add(buffer, 0, 0, 0));
        assertEquals(5, pending.add(buffer, 0, 0, 0));
        assertEquals(PendingCommands.FULL, pending.add(buffer, 0, 0, 0));
        assertTrue(pending.contains(5));
        assertFalse(pending.contains(1));
        assertFalse(pending.contains(6));
    }

    @Test
    void shouldKeepEveryByteOverAnyOrderOfAnswers()
    {
        final Random random = new Random(20260103);
        final PendingCommands pending = new PendingCommands(16, 4096);
        final TreeMap<Long, Integer> lengths = new TreeMap<>();
        for (int i = 0; i < 200_000; i++)
        {
            final int length = random.nextInt(1025);
            buffer.setMemory(0, length, (byte)pending.next());
            if (random.nextBoolean())
            {
                final long sequence = pending.add(buffer, 0, length, i);
                if (sequence != PendingCommands.FULL)
                {
                    lengths.put(sequence, length);
                }
            }
            else if (!lengths.isEmpty())
            {
                final Long some = lengths.ceilingKey(pending.first() + random.nextInt(16));
                final long sequence = some == null ? lengths.firstKey() : some;
                assertHeld(pending, sequence, lengths.remove(sequence));
                pending.remove(sequence);
            }
            assertEquals(lengths.isEmpty() ? pending.next() : lengths.firstKey(), pending.first());
        }
    }

    private static void assertHeld(final PendingCommands pending, final long sequence, final int length)
    {
        assertEquals(length, pending.length(sequence));
        for (int i = 0; i < length; i++)
        {
            if (pending.buffer().getByte(pending.offset(sequence) + i) != (byte)sequence)
            {
                throw new AssertionError("sequence " + sequence + " at " + i);
            }
        }
    }
}
