package io.balsa.statemachine;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class EchoStateMachineTest
{
    private final UnsafeBuffer command = new UnsafeBuffer("..hello".getBytes(StandardCharsets.UTF_8));

    @Test
    void shouldAnswerTheCommand()
    {
        try (EchoStateMachine machine = new EchoStateMachine())
        {
            final UnsafeBuffer result = new UnsafeBuffer(new byte[5]);
            assertEquals(5, machine.apply(1, 0, 1, command, 2, 5, result));
            assertEquals("hello", result.getStringWithoutLengthAscii(0, 5));
            assertEquals(0, machine.apply(2, 0, 1, command, 2, 0, result));
        }
    }

    @Test
    void shouldRefuseACommandThatTheResultHasNoRoomFor()
    {
        try (EchoStateMachine machine = new EchoStateMachine())
        {
            final UnsafeBuffer result = new UnsafeBuffer(new byte[4]);
            assertThrows(IllegalArgumentException.class, () -> machine.apply(1, 0, 1, command, 2, 5, result));
        }
    }
}
