package io.balsa.node.system;

import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.Outcome;
import io.balsa.statemachine.KeyValueCommands;
import io.balsa.statemachine.KeyValueResult;
import io.balsa.statemachine.codecs.KeyValueStatus;
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
 * Writes keys in turn and checks by the version of each that every write was applied once.
 */
final class KeyValueLoad implements AutoCloseable, ClientListener
{
    private static final int KEYS_DEFAULT = 500;
    private static final int VALUE_LENGTH = 256;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[Long.BYTES]);
    private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_LENGTH]);
    private final KeyValueCommands commands = new KeyValueCommands().wrap(command, 0);
    private final KeyValueResult result = new KeyValueResult();
    private final List<String> failures = new ArrayList<>();
    private final IdleStrategy idle = new BackoffIdleStrategy();
    private final BalsaClient client;
    private final int keyCount;
    private long sentCount;
    private long okCount;

    KeyValueLoad(final ClientContext context)
    {
        this(context, KEYS_DEFAULT);
    }

    KeyValueLoad(final ClientContext context, final int keyCount)
    {
        this.keyCount = keyCount;
        client = BalsaClient.connect(context.listener(this));
    }

    /** Go on where another one has ended: after so many writes in turn. */
    KeyValueLoad continueAfter(final long count)
    {
        sentCount = count;
        okCount = count;
        return this;
    }

    /** Write more and wait until all are answered. */
    void run(final long count)
    {
        final long target = sentCount + count;
        while (sentCount < target)
        {
            key.putLong(0, sentCount % keyCount);
            value.putLong(0, sentCount);
            final int length = commands.put(key, 0, key.capacity(), value, 0, value.capacity());
            if (client.offer(command, 0, length) > 0)
            {
                sentCount++;
            }
            client.poll();
        }
        await(() -> client.unansweredCount() == 0);
        assertEquals(List.of(), failures);
        assertEquals(sentCount, okCount);
    }

    int leaderId()
    {
        await(client::isConnected);
        return client.leaderId();
    }

    void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + 30_000_000_000L;
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
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        if (outcome != Outcome.OK)
        {
            failures.add(correlationId + " " + outcome);
        }
        else
        {
            result.wrap(buffer, offset, length);
            if (result.status() != KeyValueStatus.OK || result.version() != okCount / keyCount + 1)
            {
                failures.add(correlationId + " version=" + result.version() + " at " + index);
            }
        }
        okCount++;
    }

    @Override
    public void close()
    {
        client.close();
    }
}
