package io.balsa.samples;

import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The smallest useful service: adds the number in each command to a total and answers with the total.
 */
// tag::service
public final class CounterService implements StateMachine
{
    private long total;

    @Override
    public int validate(final DirectBuffer command, final int offset, final int length)
    {
        return length == Long.BYTES ? VALID : 1;
    }

    @Override
    public int apply(final long index, final long timestampNs, final long sessionId,
        final DirectBuffer command, final int offset, final int length, final MutableDirectBuffer result)
    {
        total += command.getLong(offset);
        result.putLong(0, total);
        return Long.BYTES;
    }

    @Override
    public long digest()
    {
        return total;
    }
}
// end::service
