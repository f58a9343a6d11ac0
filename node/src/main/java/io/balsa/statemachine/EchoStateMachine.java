package io.balsa.statemachine;

import io.balsa.consensus.port.InlineSnapshots;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotSlice;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Answers every command with the command itself and keeps no state: what is left is the cost of consensus.
 */
public final class EchoStateMachine implements StateMachine, InlineSnapshots
{
    /**
     * Create.
     */
    public EchoStateMachine()
    {
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the command is longer than {@code result} has room for; the same on every
     *                                  member.
     */
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
        if (length > result.capacity())
        {
            throw new IllegalArgumentException(
                "the echo does not fit: commandLength=" + length + " resultCapacity=" + result.capacity());
        }
        result.putBytes(0, command, offset, length);
        return length;
    }

    @Override
    public boolean hasSnapshots()
    {
        return true;
    }

    @Override
    public void beginSnapshot()
    {
    }

    @Override
    public boolean writeSlice(final SnapshotSlice slice)
    {
        return true;
    }

    @Override
    public void endSnapshot()
    {
    }

    /** {@inheritDoc} There is nothing to write. */
    @Override
    public void takeSnapshot(final SnapshotWriter writer)
    {
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if there are records: they are of another service.
     */
    @Override
    public void loadSnapshot(final SnapshotReader reader)
    {
        if (reader.recordCount() != 0)
        {
            throw new IllegalStateException("the snapshot has " + reader.recordCount() +
                " records and the echo keeps none: run the state machine that has written it");
        }
    }
}
