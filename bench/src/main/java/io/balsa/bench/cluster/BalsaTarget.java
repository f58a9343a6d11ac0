package io.balsa.bench.cluster;

import io.balsa.bench.BenchException;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.Outcome;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/** A client of the cluster that is measured. */
final class BalsaTarget implements Target, ClientListener
{
    private final ReplyHandler handler;
    private final BalsaClient client;
    private int leaderId;
    private int leaderChanges = -1;

    BalsaTarget(final ClientContext context, final ReplyHandler handler)
    {
        this.handler = handler;
        client = BalsaClient.connect(context.listener(this));
    }

    /** The leader that was found last. */
    int leaderId()
    {
        return leaderId;
    }

    /** How often another leader was found than the one before. */
    int leaderChanges()
    {
        return leaderChanges;
    }

    @Override
    public boolean offer(final DirectBuffer buffer, final int length)
    {
        final long sequence = client.offer(buffer, 0, length);
        if (sequence == BalsaClient.TOO_LARGE)
        {
            throw new BenchException("the cluster takes no command of " + length + " bytes");
        }
        return sequence > 0;
    }

    @Override
    public int poll()
    {
        return client.poll();
    }

    @Override
    public void onReply(
        final long correlationId,
        final Outcome outcome,
        final long index,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        if (outcome != Outcome.OK)
        {
            throw new BenchException("a command ended with " + outcome + ": the load is more than the cluster takes");
        }
        handler.onReply(result.getLong(offset, ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void onLeader(final int memberId, final long term, final long sessionId)
    {
        if (leaderChanges < 0 || memberId != leaderId)
        {
            leaderId = memberId;
            leaderChanges++;
        }
    }

    @Override
    public void close()
    {
        client.close();
    }
}
