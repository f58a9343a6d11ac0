package io.balsa.simulation.check;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class ContentHashTest
{
    @Test
    void shouldSeeEveryBitAndTheLength()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        final long[] hashes = new long[40 + 39 * 8];
        int count = 0;
        for (int length = 0; length < 40; length++)
        {
            hashes[count++] = ContentHash.of(buffer, 3, length);
        }
        for (int bit = 0; bit < 39 * 8; bit++)
        {
            buffer.putByte(3 + bit / 8, (byte)(1 << bit % 8));
            hashes[count++] = ContentHash.of(buffer, 3, 39);
            buffer.putByte(3 + bit / 8, (byte)0);
        }
        assertEquals(count, Arrays.stream(hashes).distinct().count());
    }

    @Test
    void shouldDependOnContentOnly()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        buffer.putStringWithoutLengthAscii(3, "a command of some length");
        buffer.putStringWithoutLengthAscii(32, "a command of some length");
        assertEquals(ContentHash.of(buffer, 3, 24), ContentHash.of(buffer, 32, 24));
    }

    @Test
    void shouldDependOnTheOrder()
    {
        assertNotEquals(
            ContentHash.combine(ContentHash.combine(0, 1), 2), ContentHash.combine(ContentHash.combine(0, 2), 1));
    }
}
