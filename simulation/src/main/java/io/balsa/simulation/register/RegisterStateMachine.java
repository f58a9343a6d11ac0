package io.balsa.simulation.register;

import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * A few registers. Also refuses some commands before they are appended and fails on some that are, so that both are
 * simulated.
 */
public final class RegisterStateMachine implements StateMachine
{
    /** Number of registers. */
    public static final int REGISTERS = 8;

    private static final int RECORD_LENGTH = 1 + Long.BYTES;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final long[] values = new long[REGISTERS];
    private long digest;

    /** All registers are 0. */
    public RegisterStateMachine()
    {
    }

    @Override
    public int validate(final DirectBuffer command, final int offset, final int length)
    {
        return length < RegisterCommand.LENGTH ||
            command.getByte(offset + RegisterCommand.KIND_OFFSET) == RegisterCommand.REFUSED ? 1 : VALID;
    }

    @Override
    public int apply(
        final long index,
        final long timestampNs,
        final long sessionId,
        final DirectBuffer command,
        final int offset,
        final int length,
        final MutableDirectBuffer result)
    {
        final int register = command.getByte(offset + RegisterCommand.REGISTER_OFFSET);
        final long expected = command.getLong(offset + RegisterCommand.EXPECTED_OFFSET, ByteOrder.LITTLE_ENDIAN);
        final long value = command.getLong(offset + RegisterCommand.VALUE_OFFSET, ByteOrder.LITTLE_ENDIAN);
        long answer = 0;
        switch (command.getByte(offset + RegisterCommand.KIND_OFFSET))
        {
            case RegisterCommand.READ -> answer = values[register];
            case RegisterCommand.WRITE -> values[register] = value;
            case RegisterCommand.COMPARE_AND_SET ->
            {
                if (values[register] == expected)
                {
                    values[register] = value;
                    answer = 1;
                }
            }
            default -> throw new IllegalArgumentException("a command that fails on every member");
        }
        digest = (digest ^ values[register] ^ timestampNs) * PRIME + index;
        result.putLong(0, answer, ByteOrder.LITTLE_ENDIAN);
        return Long.BYTES;
    }

    @Override
    public boolean hasSnapshots()
    {
        return true;
    }

    /** {@inheritDoc} A record for each register, by its number, and one for the digest. */
    @Override
    public void takeSnapshot(final SnapshotWriter writer)
    {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[RECORD_LENGTH]);
        for (int register = 0; register <= REGISTERS; register++)
        {
            record.putByte(0, (byte)register);
            record.putLong(1, register == REGISTERS ? digest : values[register], ByteOrder.LITTLE_ENDIAN);
            writer.put(record, 0, 1, record, 1, Long.BYTES);
        }
    }

    @Override
    public void loadSnapshot(final SnapshotReader reader)
    {
        reader.forEach((key, value) ->
        {
            final int register = key.getByte(0);
            final long number = value.getLong(0, ByteOrder.LITTLE_ENDIAN);
            if (register == REGISTERS)
            {
                digest = number;
            }
            else
            {
                values[register] = number;
            }
        });
    }

    @Override
    public long digest()
    {
        return digest;
    }
}
