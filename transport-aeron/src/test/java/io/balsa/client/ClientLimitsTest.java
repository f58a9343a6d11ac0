package io.balsa.client;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.transport.aeron.TestEndpoints;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.aeron.TransportCounters;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A member at the limits of what it lets in, and that honest clients get in after that. */
@Timeout(120)
class ClientLimitsTest
{
    private static final int STREAM_ID = 1;

    private final Deque<BalsaClient> clients = new ArrayDeque<>();
    private final int[] ports = TestEndpoints.freePorts(2);
    private MediaDriver sharedDriver;
    private MediaConnection strangerMedia;
    private AeronIngress stranger;
    private ScriptedMember member;

    @TempDir
    private Path directory;

    @AfterEach
    void closeAll()
    {
        CloseHelper.closeAll(clients);
        CloseHelper.closeAll(stranger, strangerMedia, member, sharedDriver);
    }

    private TransportCounters startMember(final TransportContext context)
    {
        sharedDriver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.resolve("clients").toString())
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnShutdown(true));
        context.media().aeronDirectoryName(directory.resolve("member").toString());
        member = new ScriptedMember(0, "aeron:udp?endpoint=localhost:" + ports[0], context.replyLengthMax(1024));
        member.isLeader = true;
        return member.transport.counters();
    }

    private ClientContext clientContext()
    {
        final ClientContext context = new ClientContext()
            .clusterId(ScriptedMember.CLUSTER_ID)
            .members("0=localhost:" + ports[0])
            .commandLengthMax(1024)
            .pendingBytesMax(64 * 1024)
            .closeTimeoutNs(0)
            .listener(new RecordingListener());
        useSharedDriver(context.media());
        return context;
    }

    private MediaContext useSharedDriver(final MediaContext context)
    {
        return context.embeddedDriver(false).aeronDirectoryName(sharedDriver.aeronDirectoryName());
    }

    private BalsaClient startClient()
    {
        final BalsaClient client = BalsaClient.launch(clientContext());
        clients.add(client);
        return client;
    }

    private void startStranger()
    {
        final ClientContext context = clientContext();
        context.conclude();
        strangerMedia = MediaConnection.launch(context.media());
        stranger = new AeronIngress(
            context, strangerMedia, "aeron:udp?endpoint=127.0.0.1:" + ports[1], STREAM_ID);
        await(() -> stranger.isConnected(0));
    }

    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            int work = member.doWork(System.nanoTime());
            for (final BalsaClient client : clients)
            {
                work += client.poll();
            }
            if (stranger != null)
            {
                work += strangerMedia.doWork(System.nanoTime()) + stranger.doWork(System.nanoTime());
            }
            if (work == 0)
            {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    @Test
    void shouldLetAClientWaitUntilAnotherOneGoes()
    {
        final TransportCounters counters =
            startMember(new TransportContext().connectionsMax(2).pendingConnectionsMax(2));
        final BalsaClient first = startClient();
        final BalsaClient second = startClient();
        await(() -> first.isConnected() && second.isConnected());
        final BalsaClient third = startClient();
        await(() -> counters.connectRefusedCount() == 1);
        assertFalse(third.isConnected());

        clients.remove(first);
        first.close();
        await(third::isConnected);

        assertTrue(second.isConnected());
        assertEquals(1, counters.connectRefusedCount());
        assertEquals(0, counters.connectTimeoutCount());
        assertEquals(1, member.disconnected.size());
    }

    @Test
    void shouldHaveRoomForAnyNumberOfClientsOneAfterTheOther()
    {
        final TransportCounters counters =
            startMember(new TransportContext().connectionsMax(8).pendingConnectionsMax(8));
        for (int i = 0; i < 1000; i++)
        {
            final BalsaClient client = startClient();
            await(client::isConnected);
            clients.remove(client);
            client.close();
        }
        await(() -> member.disconnected.size() == 1000);
        assertEquals(0, counters.connectTimeoutCount());
    }

    @Test
    void shouldNotLetSilentClientsKeepOthersOut()
    {
        final long connectTimeoutNs = TimeUnit.MILLISECONDS.toNanos(300);
        final TransportCounters counters = startMember(
            new TransportContext().connectionsMax(1).pendingConnectionsMax(1).connectTimeoutNs(connectTimeoutNs));
        startStranger();
        final BalsaClient client = startClient();
        await(() -> counters.connectRefusedCount() == 1);
        assertEquals(0, counters.connectTimeoutCount());
        await(client::isConnected);
        assertEquals(1, counters.connectTimeoutCount());
        assertEquals(1, counters.connectRefusedCount());
    }

    @Test
    void shouldGiveUpAClientThatCannotBeReachedAndLetOthersIn()
    {
        final long connectTimeoutNs = TimeUnit.MILLISECONDS.toNanos(300);
        final TransportCounters counters =
            startMember(new TransportContext().pendingConnectionsMax(1).connectTimeoutNs(connectTimeoutNs));
        startStranger();
        await(() -> stranger.sendConnect(0, 1, 2, 0));
        final long untilNs = System.nanoTime() + connectTimeoutNs / 10;
        await(() -> System.nanoTime() - untilNs >= 0);
        final BalsaClient client = startClient();
        await(() -> counters.connectRefusedCount() > 0);
        assertFalse(client.isConnected());
        assertEquals(0, counters.connectTimeoutCount());

        await(client::isConnected);

        assertEquals(1, counters.connectTimeoutCount());
        assertEquals(1, member.connectCount);
    }

    @Test
    void shouldCountRequestsOfClientsThatNeverConnected()
    {
        final TransportCounters counters = startMember(new TransportContext());
        startStranger();
        await(() -> stranger.sendPing(0, 1));
        await(() -> counters.unconnectedCount() == 1);
        final BalsaClient client = startClient();
        await(client::isConnected);
    }

    @Test
    void shouldNotListenToAClientThatHasLeft()
    {
        final TransportCounters counters = startMember(
            new TransportContext().pendingConnectionsMax(1).connectTimeoutNs(TimeUnit.HOURS.toNanos(1)));
        startStranger();
        assertTrue(stranger.sendClose(0, 1, ClientHandler.NO_SESSION));
        assertTrue(stranger.sendConnect(0, 2, 3, 0));
        final BalsaClient client = startClient();
        await(client::isConnected);
        assertEquals(0, counters.connectRefusedCount());
    }

    @Test
    void shouldRefuseResultsThatAreTooLong()
    {
        startMember(new TransportContext());
        final UnsafeBuffer result = new UnsafeBuffer(new byte[1025]);
        assertEquals("length=1025 of a result is over replyLengthMax=1024",
            assertThrows(IllegalArgumentException.class, () -> member.transport.clients().sendReply(
                1, 1, 1, 1, 1, 0, OutcomeCode.OK, result, 0, result.capacity())).getMessage());
    }
}
