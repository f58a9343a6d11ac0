package io.balsa.statemachine;

import io.balsa.statemachine.codecs.KeyValueStatus;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The smallest of some rounds must be zero: the first ones show what the JVM itself allocates to get going. */
class KeyValueAllocationTest
{
    private static final int ROUNDS = 5;
    private static final int STEPS = 2_000;
    private static final int KEYS = 100;
    private static final int VALUE_LENGTH = 100;

    private final com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final KeyValueStateMachine machine = new KeyValueStateMachine();
    private final KeyValueCommands commands = new KeyValueCommands();
    private final KeyValueResult result = new KeyValueResult();
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer resultBuffer = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[Integer.BYTES]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[2 * VALUE_LENGTH]);
    private long index;

    @Test
    void shouldAllocateNothingForOverwritesReadsAndRefusals()
    {
        commands.wrap(command, 0);
        long smallest = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < STEPS; i++)
            {
                step(i);
            }
            smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, smallest, "bytes in " + STEPS + " steps");
    }

    private void step(final int i)
    {
        key.putInt(0, i % KEYS);
        final int valueLength = VALUE_LENGTH + i % 28;
        expect(KeyValueStatus.OK, commands.put(key, 0, Integer.BYTES, value, 0, valueLength));
        expect(KeyValueStatus.OK, commands.get(key, 0, Integer.BYTES));
        expect(KeyValueStatus.OK, commands.compareVersionAndSet(
            result.version(), key, 0, Integer.BYTES, value, 0, valueLength));
        expect(KeyValueStatus.OK, commands.compareValueAndSet(
            key, 0, Integer.BYTES, value, 0, valueLength, value, 0, VALUE_LENGTH));
        expect(KeyValueStatus.CONFLICT, commands.compareVersionAndSet(
            0, key, 0, Integer.BYTES, value, 0, valueLength));
        key.putInt(0, -1);
        expect(KeyValueStatus.NOT_FOUND, commands.get(key, 0, Integer.BYTES));
        expect(KeyValueStatus.MALFORMED, Integer.BYTES);
    }

    private void expect(final KeyValueStatus status, final int length)
    {
        final int reason = machine.validate(command, 0, length);
        final int resultLength = machine.apply(++index, 0, 1, command, 0, length, resultBuffer);
        if (result.wrap(resultBuffer, 0, resultLength).status() != status || (reason == 0) != (length > Integer.BYTES))
        {
            throw new AssertionError("unexpected status " + result.status() + " instead of " + status);
        }
    }
}
