package io.balsa.client;

import com.sun.management.ThreadMXBean;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** From the offer of a command to the telling of its outcome the client's own part allocates nothing. */
class ClientSessionAllocationTest
{
    private static final long MS = 1_000_000;
    private static final long SESSION = 77;
    private static final long SOURCE_0 = 1000;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    private final FakeIngress ingress = new FakeIngress(3);

    private static ClientContext context(final ClientListener listener)
    {
        return new ClientContext().listener(listener).randomSeed(3);
    }

    @Test
    void shouldNotAllocate()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final ClientSession quiet = new ClientSession(
            context((correlationId, outcome, index, result, offset, length) -> {}), ingress, 0);
        quiet.onPoll(MS);
        quiet.doWork();
        quiet.onConnectResponse(SOURCE_0, ingress.lastCorrelationId, SESSION, 1, 0, 0, 1 << 20, 128, ConnectCode.OK);
        ingress.isRecording = false;
        long smallest = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++)
            {
                final long sequence = quiet.offer(command, 0, 32);
                quiet.onPoll(MS);
                quiet.onCommandReply(SOURCE_0, SESSION, sequence, 5, 0, OutcomeCode.OK, command, 0, 32);
                quiet.doWork();
            }
            smallest = Math.min(smallest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, smallest);
        assertEquals(50_000, ingress.lastSequence);
    }
}
