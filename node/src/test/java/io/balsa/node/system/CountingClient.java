package io.balsa.node.system;

import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.Outcome;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sends numbered commands and checks that each is answered once, in order, with what it said.
 */
final class CountingClient implements AutoCloseable, ClientListener
{
    private static final int LENGTH = 128;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[LENGTH]);
    private final List<String> failures = new ArrayList<>();
    private final IdleStrategy idle = new BackoffIdleStrategy();
    private final BalsaClient client;
    private long sentCount;
    private long okCount;
    private long lastIndex;

    CountingClient(final ClientContext context)
    {
        client = BalsaClient.connect(context.listener(this));
    }

    BalsaClient client()
    {
        return client;
    }

    long okCount()
    {
        return okCount;
    }

    /** Send more commands and wait until all are answered. */
    void run(final long count, final Runnable between)
    {
        final long target = sentCount + count;
        while (sentCount < target)
        {
            command.putLong(0, sentCount + 1);
            if (client.offer(command, 0, LENGTH) > 0)
            {
                sentCount++;
            }
            client.poll();
            between.run();
        }
        await(() -> client.unansweredCount() == 0);
        assertEquals(List.of(), failures);
        assertEquals(sentCount, okCount);
    }

    void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean())
        {
            idle.idle(client.poll());
            assertTrue(System.nanoTime() - deadlineNs < 0, client::describe);
        }
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
            failures.add(correlationId + " " + outcome);
        }
        else if (length != LENGTH || result.getLong(offset) != okCount + 1 || index <= lastIndex)
        {
            failures.add(correlationId + " wrong result at " + index);
        }
        okCount++;
        lastIndex = index;
    }

    @Override
    public void close()
    {
        client.close();
    }
}
