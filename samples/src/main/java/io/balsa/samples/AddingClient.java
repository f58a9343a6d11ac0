package io.balsa.samples;

import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.Outcome;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A client of the {@link CounterService}: has numbers added and learns the total.
 */
// tag::client
public final class AddingClient implements ClientListener
{
    private long total;

    long add(final String members, final long... numbers)
    {
        final UnsafeBuffer command = new UnsafeBuffer(new byte[Long.BYTES]);
        try (BalsaClient client = BalsaClient.connect(new ClientContext().clusterId(1).members(members).listener(this)))
        {
            for (int sent = 0; sent < numbers.length || client.unansweredCount() > 0; client.poll())
            {
                command.putLong(0, sent < numbers.length ? numbers[sent] : 0);
                sent += sent < numbers.length && client.offer(command, 0, Long.BYTES) > 0 ? 1 : 0;
            }
        }
        return total;
    }

    @Override
    public void onReply(final long correlationId, final Outcome outcome, final long index,
        final DirectBuffer result, final int offset, final int length)
    {
        total = outcome == Outcome.OK ? result.getLong(offset) : total;
    }
}
// end::client
