package io.balsa.bench.cluster;

import io.balsa.bench.load.CommandDigest;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class CountingEchoTest
{
    @Test
    void shouldTellWhetherAllWereAppliedOnceAndInOrder()
    {
        final long expected = CommandDigest.after(3);
        assertEquals(expected, digest(0, 1, 2));
        assertNotEquals(expected, digest(0, 2, 1));
        assertNotEquals(expected, digest(0, 1));
        assertNotEquals(expected, digest(0, 1, 2, 2));
        assertNotEquals(digest(), digest(0));
    }

    private static long digest(final long... numbers)
    {
        final CountingEcho echo = new CountingEcho();
        final UnsafeBuffer command = new UnsafeBuffer(new byte[24]);
        final UnsafeBuffer result = new UnsafeBuffer(new byte[24]);
        for (final long number : numbers)
        {
            command.putLong(8, number, ByteOrder.LITTLE_ENDIAN);
            assertEquals(16, echo.apply(1, 1, 1, command, 8, 16, result));
            assertEquals(number, result.getLong(0, ByteOrder.LITTLE_ENDIAN));
        }
        return echo.digest();
    }
}
