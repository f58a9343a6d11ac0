package io.balsa.node.system;

import com.sun.management.ThreadMXBean;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.client.BalsaClient;
import io.balsa.client.ClientContext;
import io.balsa.client.ClientListener;
import io.balsa.client.Outcome;
import io.balsa.node.ClusterNode;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A leader, two followers and a client on one thread, with real files and sockets: a command costs no garbage, from its
 * offer to its reply, also when its time is taken. The media driver runs beside them, for the JDK makes an address
 * object of its own for a packet that comes from another sender than the one before.
 */
@Timeout(120)
class DutyCycleAllocationTest implements ClientListener
{
    private static final int ROUNDS = 5;
    private static final int COMMANDS = 2_000;
    private static final int WINDOW = 64;
    private static final int LENGTH = 128;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private final UnsafeBuffer command = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    private final AgentInvoker[] members = new AgentInvoker[3];
    private long okCount;

    @TempDir
    Path directory;

    @Test
    void shouldNotAllocateFromOfferToReply()
    {
        final String aeronDirectory = directory.resolve("aeron").toString();
        try (MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(aeronDirectory)
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true));
            InProcessCluster cluster = new InProcessCluster(directory, members.length)
                .set("balsa.driver", "external")
                .set("balsa.aeron.dir", aeronDirectory)
                .set("balsa.sync.mode", "async")
                .set("balsa.latency.sample.interval", "1")
                .set("balsa.segment.length", "64m"))
        {
            for (int id = 0; id < members.length; id++)
            {
                members[id] = cluster.start(id, new ClusterNode.Context().useAgentInvoker(true)).invoker();
            }
            final ClientContext context = cluster.client().listener(this);
            context.media().embeddedDriver(false).aeronDirectoryName(driver.aeronDirectoryName());
            try (BalsaClient client = BalsaClient.launch(context))
            {
                while (!client.isConnected())
                {
                    cycle(client);
                }
                long leastBytes = Long.MAX_VALUE;
                for (int round = 0; round < ROUNDS; round++)
                {
                    final long before = threads.getCurrentThreadAllocatedBytes();
                    run(client);
                    leastBytes = Math.min(leastBytes, threads.getCurrentThreadAllocatedBytes() - before);
                }
                assertEquals(ROUNDS * COMMANDS, okCount);
                assertEquals(0, leastBytes, "bytes allocated for " + COMMANDS + " commands");
            }
        }
    }

    private void run(final BalsaClient client)
    {
        final long target = okCount + COMMANDS;
        long sent = okCount;
        while (okCount < target)
        {
            while (sent < target && sent - okCount < WINDOW && client.offer(command, 0, LENGTH) > 0)
            {
                sent++;
            }
            cycle(client);
        }
    }

    private void cycle(final BalsaClient client)
    {
        for (final AgentInvoker member : members)
        {
            member.invoke();
        }
        client.poll();
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
        if (outcome == Outcome.OK)
        {
            okCount++;
        }
    }
}
