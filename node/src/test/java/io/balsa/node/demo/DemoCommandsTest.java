package io.balsa.node.demo;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DemoCommandsTest
{
    private static final int COUNT = 30_000;

    private final UnsafeBuffer copy = new UnsafeBuffer(new byte[4096]);

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 128, 1001})
    void shouldKnowACommandByItsNumber(final int payloadBytes)
    {
        final DemoCommands commands = new DemoCommands(COUNT, payloadBytes);
        for (int number = 0; number < COUNT; number += 997)
        {
            final int length = copy(commands, number);
            assertEquals(number, commands.numberOf(copy, 3, length));
        }
    }

    @Test
    void shouldNotKnowACommandWithOneByteChanged()
    {
        final DemoCommands commands = new DemoCommands(COUNT, 21);
        final int length = copy(commands, 12_345);
        for (int i = 0; i < length; i++)
        {
            copy.putByte(3 + i, (byte)(copy.getByte(3 + i) ^ 1));
            assertEquals(DemoCommands.UNKNOWN, commands.numberOf(copy, 3, length));
            copy.putByte(3 + i, (byte)(copy.getByte(3 + i) ^ 1));
        }
        assertEquals(12_345, commands.numberOf(copy, 3, length));
    }

    @Test
    void shouldNotKnowACommandOfAnotherLengthOrNumber()
    {
        final DemoCommands commands = new DemoCommands(COUNT, 16);
        final int length = copy(commands, 1);
        assertEquals(DemoCommands.UNKNOWN, commands.numberOf(copy, 3, length - 1));
        assertEquals(DemoCommands.UNKNOWN, new DemoCommands(1, 16).numberOf(copy, 3, length));
    }

    private int copy(final DemoCommands commands, final int number)
    {
        final int length = commands.make(number);
        copy.putBytes(3, commands.buffer(), 0, length);
        return length;
    }
}
