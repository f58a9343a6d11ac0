package io.balsa.simulation.world;

import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.function.LongSupplier;

/** A state machine that from one entry on gives other results than those of the other members: one bit is wrong. */
final class DivergingStateMachine implements StateMachine
{
    private final StateMachine stateMachine;
    private final LongSupplier fromIndex;

    DivergingStateMachine(final StateMachine stateMachine, final LongSupplier fromIndex)
    {
        this.stateMachine = stateMachine;
        this.fromIndex = fromIndex;
    }

    @Override
    public int validate(final DirectBuffer command, final int offset, final int length)
    {
        return stateMachine.validate(command, offset, length);
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
        final int resultLength =
            stateMachine.apply(index, timestampNs, sessionId, command, offset, length, result);
        if (index >= fromIndex.getAsLong() && resultLength > 0)
        {
            result.putByte(resultLength - 1, (byte)(result.getByte(resultLength - 1) ^ 1));
        }
        return resultLength;
    }

    @Override
    public long digest()
    {
        return stateMachine.digest();
    }

    @Override
    public boolean hasSnapshots()
    {
        return stateMachine.hasSnapshots();
    }

    @Override
    public void takeSnapshot(final SnapshotWriter writer)
    {
        stateMachine.takeSnapshot(writer);
    }

    @Override
    public void loadSnapshot(final SnapshotReader reader)
    {
        stateMachine.loadSnapshot(reader);
    }

    @Override
    public void close()
    {
        stateMachine.close();
    }
}
