package io.balsa.simulation.register;

import io.balsa.simulation.Workload;
import io.balsa.simulation.check.Linearizability;
import io.balsa.simulation.check.RegisterModel;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2IntHashMap;

import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * Asks for registers, and checks at the end that the beginning of each one's history is linearizable.
 */
public final class RegisterWorkload implements Workload
{
    private static final int FEW_VALUES = 4;
    private static final long STEPS_MAX = 2_000_000;
    private static final int MISSING = -1;

    private final RegisterModel[] models = new RegisterModel[RegisterStateMachine.REGISTERS];
    private final Linearizability[] histories = new Linearizability[RegisterStateMachine.REGISTERS];
    private final boolean[] isOver = new boolean[RegisterStateMachine.REGISTERS];
    private final Int2IntHashMap operationByCommand = new Int2IntHashMap(MISSING);
    private byte kind;
    private int register;
    private long expected;
    private long value;
    private long nextValue = 1;

    /** Start with empty histories. */
    public RegisterWorkload()
    {
        for (int i = 0; i < models.length; i++)
        {
            models[i] = new RegisterModel(0);
            histories[i] = new Linearizability(models[i], STEPS_MAX);
        }
    }

    @Override
    public int next(final SplittableRandom random, final int client, final MutableDirectBuffer command)
    {
        register = random.nextInt(RegisterStateMachine.REGISTERS);
        kind = drawKind(random);
        expected = random.nextInt(FEW_VALUES);
        value = random.nextBoolean() ? random.nextInt(FEW_VALUES) : nextValue++;
        if (command.capacity() < RegisterCommand.LENGTH)
        {
            return random.nextInt(command.capacity() + 1);
        }
        final int length = RegisterCommand.LENGTH + random.nextInt(command.capacity() - RegisterCommand.LENGTH + 1);
        command.setMemory(0, length, (byte)0);
        command.putByte(RegisterCommand.KIND_OFFSET, kind);
        command.putByte(RegisterCommand.REGISTER_OFFSET, (byte)register);
        command.putLong(RegisterCommand.EXPECTED_OFFSET, expected, ByteOrder.LITTLE_ENDIAN);
        command.putLong(RegisterCommand.VALUE_OFFSET, value, ByteOrder.LITTLE_ENDIAN);
        return length;
    }

    private static byte drawKind(final SplittableRandom random)
    {
        final int draw = random.nextInt(40);
        return draw == 0 ? RegisterCommand.REFUSED : draw == 1 ? RegisterCommand.FAILING : (byte)(draw % 3);
    }

    @Override
    public void onInvoked(final int number)
    {
        final Linearizability history = histories[register];
        if (kind > RegisterCommand.COMPARE_AND_SET)
        {
            return;
        }
        // What is asked beyond the limit may have an effect on what is not answered yet, so that is left open.
        isOver[register] = history.operationCount() == Linearizability.OPERATIONS_MAX;
        if (!isOver[register])
        {
            final int operation = history.onInvoked();
            operationByCommand.put(number, operation * RegisterStateMachine.REGISTERS + register);
            switch (kind)
            {
                case RegisterCommand.READ -> models[register].read(operation);
                case RegisterCommand.WRITE -> models[register].write(operation, value);
                default -> models[register].compareAndSet(operation, expected, value);
            }
        }
    }

    @Override
    public void onResult(final int number, final DirectBuffer result, final int offset, final int length)
    {
        final int known = operationByCommand.remove(number);
        if (known != MISSING && !isOver[known % RegisterStateMachine.REGISTERS])
        {
            final int operation = known / RegisterStateMachine.REGISTERS;
            final int asked = known % RegisterStateMachine.REGISTERS;
            models[asked].result(operation, result.getLong(offset, ByteOrder.LITTLE_ENDIAN));
            histories[asked].onReturned(operation);
        }
    }

    @Override
    public void onEnd()
    {
        for (int i = 0; i < histories.length; i++)
        {
            if (histories[i].check() == Linearizability.Result.NOT_LINEARIZABLE)
            {
                throw new AssertionError("I16: the history of register=" + i + " is not linearizable at operation=" +
                    histories[i].blockingOperation());
            }
        }
    }
}
