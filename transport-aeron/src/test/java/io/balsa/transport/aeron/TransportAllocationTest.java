package io.balsa.transport.aeron;

import com.sun.management.ThreadMXBean;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.wire.RecordingPeerHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Sending and polling allocate nothing, compiled or interpreted. What an embedded media driver does in between is not
 * measured: it makes objects until the compiler removes them.
 */
@Timeout(120)
class TransportAllocationTest
{
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 5;
    private static final int MESSAGES = 2_000;

    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[1024]);
    private final RecordingPeerHandler handler = new RecordingPeerHandler();
    private long sendAndPollBytes;

    @TempDir
    private Path directory;

    private AeronTransport start(final int memberId, final int[] ports)
    {
        final TransportContext context = new TransportContext()
            .memberId(memberId)
            .peers(MemberEndpoints.parse("peers", "0=localhost:" + ports[0] + ",1=localhost:" + ports[1]))
            .ingressChannel("aeron:udp?endpoint=localhost:" + ports[2 + memberId]);
        context.media().aeronDirectoryName(directory.resolve("driver-" + memberId).toString());
        return AeronTransport.launch(context);
    }

    @Test
    void shouldNotAllocate()
    {
        handler.isRecording = false;
        final int[] ports = TestEndpoints.freePorts(4);
        try (AeronTransport first = start(0, ports); AeronTransport second = start(1, ports))
        {
            for (int i = 0; i < WARM_UP_ROUNDS; i++)
            {
                exchange(first.peers(), second.peers());
            }
            long smallestOfSendAndPoll = Long.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++)
            {
                sendAndPollBytes = 0;
                exchange(first.peers(), second.peers());
                smallestOfSendAndPoll = Math.min(smallestOfSendAndPoll, sendAndPollBytes);
            }
            assertEquals(0, smallestOfSendAndPoll);
        }
    }

    private void exchange(final PeerTransport first, final PeerTransport second)
    {
        final long until = handler.count + 2 * MESSAGES;
        int heartbeats = 0;
        int appends = 0;
        while (handler.count < until)
        {
            final long nowNs = System.nanoTime();
            first.doWork(nowNs);
            final long beforeSend = THREADS.getCurrentThreadAllocatedBytes();
            if (heartbeats < MESSAGES && first.sendHeartbeat(1, 1, 2, nowNs) == PeerTransport.SENT)
            {
                heartbeats++;
            }
            if (appends < MESSAGES &&
                first.sendAppendEntries(1, 1, 2, 3, 4, nowNs, 0, frames, 0, 256) == PeerTransport.SENT)
            {
                appends++;
            }
            final long afterSend = THREADS.getCurrentThreadAllocatedBytes();
            first.doWork(nowNs);
            second.doWork(nowNs);
            final long beforePoll = THREADS.getCurrentThreadAllocatedBytes();
            second.poll(handler, 64);
            sendAndPollBytes += THREADS.getCurrentThreadAllocatedBytes() - beforePoll + afterSend - beforeSend;
        }
    }
}
