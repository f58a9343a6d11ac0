package io.balsa.transport.aeron;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.media.TransportException;
import io.balsa.transport.wire.PeerMessageEncoder;
import io.balsa.transport.wire.RecordingPeerHandler;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class AeronPeerTransportTest
{
    private static final int MEMBERS = 3;

    private final AeronTransport[] transports = new AeronTransport[MEMBERS];
    private final RecordingPeerHandler[] handlers = new RecordingPeerHandler[MEMBERS];
    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[64 * 1024]);
    private final int[] ports = TestEndpoints.freePorts(2 * MEMBERS);
    private MediaDriver sharedDriver;

    @TempDir
    private Path directory;

    @AfterEach
    void closeAll()
    {
        CloseHelper.closeAll(transports);
        CloseHelper.closeAll(sharedDriver);
        for (int i = 0; i < MEMBERS; i++)
        {
            assertFalse(new File(driverDirectory(i)).exists(), "driver directory is left");
        }
    }

    private String driverDirectory(final int memberId)
    {
        return directory.resolve("driver-" + memberId).toString();
    }

    private TransportContext context(final int memberId)
    {
        final TransportContext context = new TransportContext()
            .clusterId(7)
            .memberId(memberId)
            .peers(MemberEndpoints.parse(
                "peers", "0=localhost:" + ports[0] + ",1=localhost:" + ports[1] + ",2=localhost:" + ports[2]))
            .ingressChannel("aeron:udp?endpoint=localhost:" + ports[MEMBERS + memberId])
            .ipcIngress(false);
        context.media().aeronDirectoryName(driverDirectory(memberId));
        return context;
    }

    private void start(final int memberId, final TransportContext context)
    {
        handlers[memberId] = new RecordingPeerHandler();
        transports[memberId] = AeronTransport.launch(context);
    }

    private void startAll()
    {
        for (int i = 0; i < MEMBERS; i++)
        {
            start(i, context(i));
        }
    }

    private void startAllOnOneDriver()
    {
        sharedDriver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.resolve("shared").toString())
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnShutdown(true));
        for (int i = 0; i < MEMBERS; i++)
        {
            final TransportContext context = context(i)
                .peers(MemberEndpoints.parse("peers", "0=aeron:ipc,1=aeron:ipc,2=aeron:ipc"));
            context.media().embeddedDriver(false).aeronDirectoryName(sharedDriver.aeronDirectoryName());
            start(i, context);
        }
    }

    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            int work = 0;
            for (int i = 0; i < MEMBERS; i++)
            {
                if (transports[i] != null)
                {
                    work += transports[i].peers().doWork(System.nanoTime());
                    work += transports[i].peers().poll(handlers[i], 100);
                }
            }
            if (work == 0)
            {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    private PeerTransport peers(final int memberId)
    {
        return transports[memberId].peers();
    }

    private void exchangeEveryMessage()
    {
        await(() -> peers(0).sendVoteRequest(1, 5, 4, 3, true) == PeerTransport.SENT);
        await(() -> peers(1).sendVoteResponse(0, 5, 6, true, false) == PeerTransport.SENT);
        await(() -> peers(0).sendHeartbeat(2, 5, 9, -8) == PeerTransport.SENT);
        await(() -> peers(2).sendAppendResponse(0, 5, 11, 12, 13, -1, 14, 15) == PeerTransport.SENT);
        final int length = peers(0).framesLengthMax();
        frames.putByte(0, (byte)42);
        await(() -> peers(0).sendAppendEntries(1, 5, 4, 3, 2, 1, 0, frames, 0, length) == PeerTransport.SENT);
        await(() -> handlers[1].calls.size() == 2 && handlers[2].calls.size() == 1 && handlers[0].calls.size() == 2);

        assertTrue(handlers[0].calls.contains("voteResponse 1 5 6 true false"));
        assertTrue(handlers[0].calls.contains("appendResponse 2 5 11 12 13 -1 14 15"));
        assertTrue(handlers[1].calls.contains("voteRequest 0 5 4 3 true"));
        assertTrue(handlers[1].calls.contains("appendEntries 0 5 4 3 2 1 0 length=8088 first=42"));
        assertEquals(List.of("heartbeat 0 5 9 -8"), handlers[2].calls);
    }

    @Test
    void shouldStartFramesAligned()
    {
        assertEquals(0, PeerMessageEncoder.APPEND_ENTRIES_HEADER_LENGTH % EntryFrame.ALIGNMENT);
        assertEquals(8088, AeronPeerTransport.framesLengthMax(8192));
        assertEquals(1304, AeronPeerTransport.framesLengthMax(1408));
    }

    @Test
    void shouldExchangeEveryMessageOverUdp()
    {
        startAll();
        exchangeEveryMessage();
    }

    @Test
    void shouldExchangeEveryMessageOverSharedMemory()
    {
        startAllOnOneDriver();
        exchangeEveryMessage();
    }

    /** Else a cluster that has nothing to do would never sleep. */
    @Test
    void shouldCountEntriesAsWorkAndNoSignsOfLife()
    {
        startAll();
        exchangeEveryMessage();
        for (int i = 0; i < 100; i++)
        {
            final int count = handlers[2].calls.size();
            await(() -> peers(0).sendHeartbeat(2, 5, 9, -8) == PeerTransport.SENT);
            while (handlers[2].calls.size() == count)
            {
                assertEquals(0, peers(0).doWork(System.nanoTime()) + peers(2).doWork(System.nanoTime()));
                assertEquals(0, peers(2).poll(handlers[2], 100));
            }
        }
        await(() -> peers(0).sendAppendEntries(2, 5, 4, 3, 2, 1, 0, frames, 0, 64) == PeerTransport.SENT);
        int work = 0;
        while (work == 0)
        {
            peers(0).doWork(System.nanoTime());
            peers(2).doWork(System.nanoTime());
            work = peers(2).poll(handlers[2], 100);
        }
        assertEquals(1, work);
    }

    @Test
    void shouldNotWaitForAPeerThatIsAway()
    {
        start(0, context(0));
        peers(0).doWork(System.nanoTime());
        assertEquals(PeerTransport.NOT_CONNECTED, peers(0).sendHeartbeat(1, 5, 9, 0));
        assertThrows(IllegalArgumentException.class, () -> peers(0).sendHeartbeat(3, 5, 9, 0));
        assertThrows(IllegalArgumentException.class, () -> peers(0).sendAppendEntries(
            1, 5, 4, 3, 2, 1, 0, frames, 0, peers(0).framesLengthMax() + 8));
    }

    @Test
    void shouldHoldUpOnlyTheEntriesOfAPeerThatDoesNotTakeThem()
    {
        startAll();
        await(() -> peers(0).sendHeartbeat(1, 0, 0, 0) == PeerTransport.SENT);
        await(() -> peers(0).sendHeartbeat(2, 0, 0, 0) == PeerTransport.SENT);
        handlers[1].isTaking = false;
        final int[] sent = {0};
        await(() ->
        {
            final int result = peers(0).sendAppendEntries(1, 5, sent[0], 3, 2, 1, 0, frames, 0, 8000);
            sent[0] += result == PeerTransport.SENT ? 1 : 0;
            return result == PeerTransport.BACK_PRESSURED && sent[0] > 10;
        });
        handlers[1].calls.clear();
        handlers[2].calls.clear();

        await(() -> peers(0).sendAppendEntries(2, 5, 4, 3, 2, 1, 0, frames, 0, 64) == PeerTransport.SENT);
        await(() -> peers(0).sendHeartbeat(1, 5, 9, -8) == PeerTransport.SENT);
        await(() -> handlers[2].calls.size() == 1 && handlers[1].calls.contains("heartbeat 0 5 9 -8"));

        handlers[1].isTaking = true;
        handlers[1].calls.clear();
        await(() -> handlers[1].calls.size() == sent[0]);
        for (int i = 0; i < sent[0]; i++)
        {
            assertTrue(handlers[1].calls.get(i).startsWith("appendEntries 0 5 " + i + " "), handlers[1].calls.get(i));
        }
    }

    @Test
    void shouldReachAPeerAgainThatWasClosedAndOpened()
    {
        startAll();
        await(() -> peers(0).sendHeartbeat(1, 1, 1, 1) == PeerTransport.SENT);
        await(() -> handlers[1].count == 1);
        transports[1].close();
        start(1, context(1));
        await(() ->
        {
            peers(0).sendHeartbeat(1, 2, 2, 2);
            return handlers[1].count > 0;
        });
        await(() -> peers(1).sendHeartbeat(0, 3, 3, 3) == PeerTransport.SENT);
        await(() -> handlers[0].count > 0);
    }

    @Test
    void shouldSayWhichPortIsTaken()
    {
        start(0, context(0));
        final TransportContext context = context(1)
            .peers(MemberEndpoints.parse("peers", "0=localhost:1,1=localhost:" + ports[0]));
        final TransportException exception =
            assertThrows(TransportException.class, () -> AeronTransport.launch(context));
        assertTrue(exception.getMessage().startsWith(
            "cannot listen for peers on aeron:udp?endpoint=localhost:" + ports[0]), exception.getMessage());
        assertTrue(exception.getMessage().contains(ports[0] + ": the port is in use"), exception.getMessage());
    }

    @Test
    void shouldSayWhichNameDoesNotResolve()
    {
        final TransportContext context = context(0).ingressChannel("aeron:udp?endpoint=no.such.invalid:9000");
        final TransportException exception =
            assertThrows(TransportException.class, () -> AeronTransport.launch(context));
        assertTrue(exception.getMessage().startsWith(
            "cannot listen for clients on aeron:udp?endpoint=no.such.invalid:9000"), exception.getMessage());
    }

    @Test
    void shouldSayThatThereIsNoDriver()
    {
        final TransportContext context = context(0);
        context.media().embeddedDriver(false);
        final TransportException exception =
            assertThrows(TransportException.class, () -> AeronTransport.launch(context));
        assertEquals("no media driver runs in aeronDirectoryName=" + driverDirectory(0) +
            "; start it first, or set embeddedDriver=true", exception.getMessage());
    }

    @Test
    void shouldRefuseTheDirectoryOfARunningDriver()
    {
        start(0, context(0));
        final TransportContext context = context(1);
        context.media().aeronDirectoryName(driverDirectory(0));
        final TransportException exception =
            assertThrows(TransportException.class, () -> AeronTransport.launch(context));
        assertTrue(exception.getMessage().contains("process " + ProcessHandle.current().pid()),
            exception.getMessage());
    }

    @Test
    void shouldNameSettingsThatAreNotAllowed()
    {
        assertMessage("memberId=9 is not in peers; each member, this one too, needs an endpoint there",
            context(0).memberId(9));
        assertMessage("ingressChannel is not given; clients could not connect", context(0).ingressChannel(null));
        assertMessage("logMtuLength=100 is not within 1024..65504", context(0).logMtuLength(100));
        assertMessage("logMtuLength=1409 is not a multiple of 32", context(0).logMtuLength(1409));
        assertMessage("logTermLength=65537 is not a power of two", context(0).logTermLength(65537));
        assertMessage("commandLengthMax=0 is not within 1..16776960", context(0).commandLengthMax(0));
        assertMessage("pendingConnectionsMax=9 is not within 1..8",
            context(0).connectionsMax(8).pendingConnectionsMax(9));
    }

    private static void assertMessage(final String message, final TransportContext context)
    {
        assertEquals(message,
            assertThrows(IllegalArgumentException.class, () -> AeronTransport.launch(context)).getMessage());
    }
}
