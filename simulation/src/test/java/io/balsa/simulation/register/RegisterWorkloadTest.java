package io.balsa.simulation.register;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertThrows;

class RegisterWorkloadTest
{
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[Long.BYTES]);
    private final RegisterWorkload workload = new RegisterWorkload();
    private final RegisterStateMachine stateMachine = new RegisterStateMachine();
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void shouldAcceptWhatTheStateMachineAnswers()
    {
        run(2_000, false);
        workload.onEnd();
    }

    @Test
    void shouldCatchAReadOfAValueThatWasNeverThere()
    {
        run(200, true);
        assertThrows(AssertionError.class, workload::onEnd);
    }

    private void run(final int count, final boolean isLying)
    {
        for (int number = 0; number < count; number++)
        {
            final int length = workload.next(random, 0, command);
            workload.onInvoked(number);
            if (stateMachine.validate(command, 0, length) == 0 &&
                command.getByte(RegisterCommand.KIND_OFFSET) != RegisterCommand.FAILING)
            {
                stateMachine.apply(number + 1, 0, 1, command, 0, length, result);
                if (isLying && command.getByte(RegisterCommand.KIND_OFFSET) == RegisterCommand.READ)
                {
                    result.putLong(0, Long.MIN_VALUE, ByteOrder.LITTLE_ENDIAN);
                }
                workload.onResult(number, result, 0, Long.BYTES);
            }
        }
    }
}
