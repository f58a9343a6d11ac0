package io.balsa.transport.aeron;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.DriverTimeoutException;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.transport.media.MemberEndpoints;
import io.balsa.transport.media.TransportException;
import io.balsa.transport.wire.RecordingPeerHandler;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The media driver that a member uses ends before the member does. The links go on as if nobody listened until Aeron
 * notices; then there is one reason, which says what to do, in whatever the member is about to do.
 */
@Timeout(30)
class MediaDriverDeathTest
{
    private static final long DRIVER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(1);

    /** Far less than it takes: a cycle does not always come to the Aeron client. */
    private static final long CYCLE_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final List<Throwable> errors = new ArrayList<>();
    private final RecordingPeerHandler handler = new RecordingPeerHandler();
    private final UnsafeBuffer frames = new UnsafeBuffer(new byte[64]);
    private final int[] ports = TestEndpoints.freePorts(4);
    private final AtomicBoolean isDriverStandingStill = new AtomicBoolean();

    @TempDir
    private Path directory;
    private MediaDriver driver;
    private AgentRunner driverRunner;
    private AeronTransport transport;
    private AeronTransport peer;
    private long nowNs;

    @BeforeEach
    void setUp()
    {
        driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.resolve("driver").toString())
            .threadingMode(ThreadingMode.INVOKER)
            .dirDeleteOnShutdown(true));
        driverRunner = new AgentRunner(new SleepingMillisIdleStrategy(1), errors::add, null, new DriverAgent());
        AgentRunner.startOnThread(driverRunner);
        transport = launch(0);
        peer = launch(1);
        while (!work())
        {
            peer.peers().doWork(nowNs);
            LockSupport.parkNanos(CYCLE_NS);
        }
    }

    private AeronTransport launch(final int memberId)
    {
        final TransportContext context = new TransportContext()
            .clusterId(7)
            .memberId(memberId)
            .peers(MemberEndpoints.parse("peers", "0=localhost:" + ports[0] + ",1=localhost:" + ports[1]))
            .ingressChannel("aeron:udp?endpoint=localhost:" + ports[2 + memberId]);
        context.media()
            .embeddedDriver(false)
            .aeronDirectoryName(driver.aeronDirectoryName())
            .driverTimeoutNs(DRIVER_TIMEOUT_NS)
            .errorHandler(errors::add);
        return AeronTransport.launch(context);
    }

    @AfterEach
    void tearDown()
    {
        CloseHelper.closeAll(transport, peer, driverRunner, driver);
    }

    @Test
    void shouldEndWithTheReasonWhenItsMediaDriverIsClosed()
    {
        CloseHelper.closeAll(driverRunner, driver);
        final TransportException end = assertThrows(TransportException.class, this::workOn);
        assertEquals("the Aeron client in aeronDirectoryName=" + driver.aeronDirectoryName() +
            " has ended: FATAL - MediaDriver (" + driver.aeronDirectoryName() +
            ") has been shutdown; start the media driver, then this process", end.getMessage());
        assertEquals(end.getMessage(), assertThrows(TransportException.class, this::work).getMessage());
        assertToldOnce(end);
    }

    /** As when it was killed: it says nothing. */
    @Test
    void shouldEndWithTheReasonWhenItsMediaDriverStandsStill()
    {
        isDriverStandingStill.set(true);
        final TransportException end = assertThrows(TransportException.class, this::workOn);
        assertTrue(end.getMessage().matches(".* has ended: .* keepalive: age=\\d+ms > timeout=1000ms; " +
            "start the media driver, then this process"), end.getMessage());
        assertToldOnce(end);
    }

    /** What was under way may be told of, but the end itself is only thrown, also when all is closed. */
    private void assertToldOnce(final TransportException end)
    {
        transport.close();
        assertInstanceOf(DriverTimeoutException.class, end.getCause());
        assertFalse(errors.contains(end.getCause()), errors::toString);
        assertTrue(errors.stream().noneMatch(AgentTerminationException.class::isInstance), errors::toString);
    }

    private void workOn()
    {
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < 10 * DRIVER_TIMEOUT_NS)
        {
            work();
            LockSupport.parkNanos(CYCLE_NS);
        }
    }

    /** One cycle. Returns whether the peer was reached. */
    private boolean work()
    {
        nowNs += CYCLE_NS;
        final PeerTransport peers = transport.peers();
        peers.doWork(nowNs);
        peers.poll(handler, 10);
        return peers.sendHeartbeat(1, 1, 1, 1) == PeerTransport.SENT &&
            peers.sendAppendEntries(1, 1, 0, 0, 0, 0, 0, frames, 0, frames.capacity()) == PeerTransport.SENT;
    }

    private final class DriverAgent implements Agent
    {
        @Override
        public int doWork()
        {
            return isDriverStandingStill.get() ? 0 : driver.sharedAgentInvoker().invoke();
        }

        @Override
        public String roleName()
        {
            return "driver";
        }
    }
}
