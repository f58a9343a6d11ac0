package io.balsa.node.demo;

import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Stops its member with the first command.
 */
public final class HaltingStateMachine implements StateMachine
{
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
        throw new AssertionError("cannot go on at index=" + index);
    }
}
