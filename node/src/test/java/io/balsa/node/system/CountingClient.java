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
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sends numbered commands and checks that each is answered once, in order, with what it said.
 */
final class CountingClient implements AutoCloseable, ClientListener
{
    private static final int[] SMALL = {128};

    private final int[] lengths;
    private final UnsafeBuffer command;
    private final List<String> failures = new ArrayList<>();
    private final IdleStrategy idle = new BackoffIdleStrategy();
    private final BalsaClient client;
    private long sentCount;
    private long okCount;
    private long lastIndex;

    CountingClient(final ClientContext context)
    {
        this(context, SMALL);
    }

    /** Commands take these lengths in turn. */
    CountingClient(final ClientContext context, final int... lengths)
    {
        this.lengths = lengths.clone();
        command = new UnsafeBuffer(new byte[IntStream.of(lengths).max().orElseThrow()]);
        client = BalsaClient.connect(context.listener(this));
    }

    /** The leader, once there is one: it may be looked for at this moment. */
    int leaderId()
    {
        await(client::isConnected);
        return client.leaderId();
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
            final int length = length(sentCount + 1);
            fill(sentCount + 1, length);
            if (client.offer(command, 0, length) > 0)
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
        else if (length != length(okCount + 1) || index <= lastIndex || !isFilled(result, offset, length))
        {
            failures.add(correlationId + " wrong result at " + index);
        }
        okCount++;
        lastIndex = index;
    }

    private int length(final long number)
    {
        return lengths[(int)(number % lengths.length)];
    }

    /** The number at the start, in the middle and at the end, as far as there is room. */
    private void fill(final long number, final int length)
    {
        if (length >= Long.BYTES)
        {
            command.putLong(0, number);
            command.putLong((length - Long.BYTES) / 2, number);
            command.putLong(length - Long.BYTES, number);
        }
    }

    private boolean isFilled(final DirectBuffer result, final int offset, final int length)
    {
        final long number = okCount + 1;
        return length < Long.BYTES || (result.getLong(offset + length - Long.BYTES) == number &&
            (length < 3 * Long.BYTES || (result.getLong(offset) == number &&
            result.getLong(offset + (length - Long.BYTES) / 2) == number)));
    }

    @Override
    public void close()
    {
        client.close();
    }
}
