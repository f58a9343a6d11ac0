package io.balsa.client;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.transport.aeron.TestEndpoints;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.TransportException;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class BalsaClientTest
{
    private final List<ScriptedMember> members = new ArrayList<>();
    private final RecordingListener listener = new RecordingListener();
    private final UnsafeBuffer command = new UnsafeBuffer(new byte[2 * 1024 * 1024]);
    private final int[] ports = TestEndpoints.freePorts(3);
    private BalsaClient client;
    private MediaDriver sharedDriver;

    @TempDir
    private Path directory;

    @AfterEach
    void closeAll()
    {
        CloseHelper.closeAll(client);
        CloseHelper.closeAll(members);
        CloseHelper.closeAll(sharedDriver);
        for (int i = 0; i < ports.length; i++)
        {
            assertFalse(new File(driverDirectory("member-" + i)).exists(), "driver directory is left");
        }
        assertFalse(new File(driverDirectory("client")).exists(), "driver directory is left");
    }

    private String driverDirectory(final String name)
    {
        return directory.resolve(name).toString();
    }

    private ScriptedMember startMember(final int memberId)
    {
        final TransportContext context = new TransportContext();
        context.media().aeronDirectoryName(driverDirectory("member-" + memberId));
        final ScriptedMember member = new ScriptedMember(
            memberId, "aeron:udp?endpoint=localhost:" + ports[memberId], context);
        members.add(member);
        return member;
    }

    private ClientContext clientContext()
    {
        final ClientContext context = new ClientContext()
            .clusterId(ScriptedMember.CLUSTER_ID)
            .members("0=localhost:" + ports[0] + ",1=localhost:" + ports[1] + ",2=localhost:" + ports[2])
            .listener(listener)
            .leaderTimeoutNs(TimeUnit.MILLISECONDS.toNanos(500))
            .randomSeed(1);
        context.media().aeronDirectoryName(driverDirectory("client"));
        return context;
    }

    private void startClient(final ClientContext context)
    {
        client = BalsaClient.launch(context);
    }

    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            int work = 0;
            for (final ScriptedMember member : members)
            {
                work += member.doWork(System.nanoTime());
            }
            if (client != null)
            {
                work += client.poll();
            }
            if (work == 0)
            {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    /** The client alone. */
    private void pollOn()
    {
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(10))
        {
            client.poll();
        }
    }

    private ScriptedMember startLeaderAndClient()
    {
        final ScriptedMember leader = startMember(0);
        leader.isLeader = true;
        startClient(clientContext());
        await(client::isConnected);
        return leader;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1376, 100 * 1024, 1024 * 1024})
    void shouldEchoCommandsOfAnyLength(final int length)
    {
        startLeaderAndClient();
        new Random(length).nextBytes(command.byteArray());

        final long correlationId = client.offer(command, 0, length);

        assertEquals(1, correlationId);
        await(() -> listener.outcomes.containsKey(correlationId));
        assertEquals(Outcome.OK, listener.outcomes.get(correlationId));
        assertEquals(1001, listener.lastIndex);
        assertArrayEquals(Arrays.copyOf(command.byteArray(), length), listener.lastResult);
        assertEquals(0, client.unansweredCount());
    }

    @Test
    void shouldRefuseWhatIsTooLong()
    {
        startLeaderAndClient();
        assertEquals(BalsaClient.TOO_LARGE, client.offer(command, 0, 1024 * 1024 + 1));
    }

    @Test
    void shouldBeToldTooLargeByAMemberThatTakesLess()
    {
        final TransportContext context = new TransportContext().commandLengthMax(100);
        context.media().aeronDirectoryName(driverDirectory("member-0"));
        final ScriptedMember leader = new ScriptedMember(0, "aeron:udp?endpoint=localhost:" + ports[0], context);
        members.add(leader);
        leader.isLeader = true;
        startClient(clientContext());
        await(client::isConnected);
        assertEquals(BalsaClient.TOO_LARGE, client.offer(command, 0, 101));
        assertEquals(1, client.offer(command, 0, 100));
        await(() -> listener.outcomes.size() == 1);
        assertEquals(Outcome.OK, listener.outcomes.get(1L));
    }

    @Test
    void shouldFollowTheLeaderAndSendAgainUnderTheSameNumber()
    {
        final ScriptedMember first = startLeaderAndClient();
        final ScriptedMember second = startMember(1);
        await(() -> client.offer(command, 0, 10) > 0);
        await(() -> listener.outcomes.size() == 1);
        first.isHoldingReplies = true;
        assertEquals(2, client.offer(command, 0, 10));
        assertEquals(3, client.offer(command, 0, 10));
        await(() -> first.commandCount == 3);

        first.isLeader = false;
        first.leaderId = 1;
        second.isLeader = true;
        await(() -> listener.outcomes.size() == 3);

        assertEquals(List.of(0, 1), listener.leaders);
        assertEquals(List.of(2L, 3L), second.sequences);
        assertEquals(Outcome.OK, listener.outcomes.get(3L));
        assertEquals(0, listener.doubles.get());
        assertEquals(0, second.newSessionCount);
        assertEquals(1, client.leaderId());
    }

    @Test
    void shouldTakeSilenceForLossAndReconnectAfterAFullOutage()
    {
        final ScriptedMember leader = startLeaderAndClient();
        leader.isSilent = true;
        assertEquals(1, client.offer(command, 0, 10));
        await(() -> !client.isConnected());
        members.remove(leader);
        leader.close();

        final ScriptedMember restarted = startMember(0);
        restarted.isLeader = true;
        await(() -> listener.outcomes.size() == 1);

        assertEquals(Outcome.OK, listener.outcomes.get(1L));
        assertEquals(List.of(1L), restarted.sequences);
        assertEquals(0, restarted.newSessionCount);
    }

    @Test
    void shouldPassOutcomesOn()
    {
        final ScriptedMember leader = startLeaderAndClient();
        final OutcomeCode[] codes = {
            OutcomeCode.REJECTED, OutcomeCode.FAILED, OutcomeCode.NOT_APPLIED, OutcomeCode.INDETERMINATE,
            OutcomeCode.BUSY, OutcomeCode.TOO_LARGE, OutcomeCode.DISK_FULL};
        for (final OutcomeCode code : codes)
        {
            leader.outcome = code;
            final long correlationId = client.offer(command, 0, 10);
            await(() -> listener.outcomes.containsKey(correlationId));
            assertEquals(code.name(), listener.outcomes.get(correlationId).name());
        }
    }

    @Test
    void shouldOpenANewSessionWhenTheOldOneIsUnknown()
    {
        final ScriptedMember leader = startLeaderAndClient();
        leader.isHoldingReplies = true;
        assertEquals(1, client.offer(command, 0, 10));
        await(() -> leader.commandCount == 1);
        leader.isSessionKnown = false;
        leader.isLeader = false;
        await(() -> !client.isConnected());
        leader.isLeader = true;
        leader.isHoldingReplies = false;
        await(client::isConnected);

        assertEquals(List.of(101L), listener.lostSessions);
        assertEquals(Outcome.INDETERMINATE, listener.outcomes.get(1L));
        // A request to connect is repeated where its answer takes long; the answer to the last one counts.
        assertTrue(leader.newSessionCount >= 2);
        assertEquals(100 + leader.newSessionCount, client.sessionId());
        assertEquals(2, client.offer(command, 0, 10));
        await(() -> listener.outcomes.size() == 2);
        assertEquals(Outcome.OK, listener.outcomes.get(2L));
    }

    @Test
    void shouldEndOverdueCommands()
    {
        final ScriptedMember leader = startMember(0);
        leader.isLeader = true;
        startClient(clientContext()
            .leaderTimeoutNs(TimeUnit.MILLISECONDS.toNanos(50))
            .commandTimeoutNs(TimeUnit.MILLISECONDS.toNanos(200)));
        await(client::isConnected);
        leader.isSilent = true;
        assertEquals(1, client.offer(command, 0, 10));
        await(() -> !client.isConnected());
        assertEquals(2, client.offer(command, 0, 10));
        await(() -> listener.outcomes.size() == 2);
        assertEquals(Outcome.INDETERMINATE, listener.outcomes.get(1L));
        assertEquals(Outcome.NOT_APPLIED, listener.outcomes.get(2L));
        assertEquals(2, listener.timeouts.size());
    }

    /** Its thread was interrupted, which ends the links. */
    @Test
    void shouldTellEachOutcomeWhenItClosesWithoutItsLinks()
    {
        final ScriptedMember leader = startLeaderAndClient();
        leader.isSilent = true;
        assertEquals(1, client.offer(command, 0, 10));
        Thread.currentThread().interrupt();
        assertThrows(TransportException.class, this::pollOn);
        assertTrue(Thread.interrupted());
        assertEquals(Map.of(), listener.outcomes);
        assertThrows(TransportException.class, client::close);
        assertEquals(Map.of(1L, Outcome.INDETERMINATE), listener.outcomes);
    }

    @Test
    void shouldPushBackWhenTheWindowIsFull()
    {
        final ScriptedMember leader = startMember(0);
        leader.isLeader = true;
        leader.isHoldingReplies = true;
        startClient(clientContext().window(4));
        await(client::isConnected);
        for (int i = 1; i <= 4; i++)
        {
            assertEquals(i, client.offer(command, 0, 10));
        }
        assertEquals(BalsaClient.BACK_PRESSURED, client.offer(command, 0, 10));
        client.close();
        assertEquals(4, listener.outcomes.size());
        assertEquals(Outcome.INDETERMINATE, listener.outcomes.get(4L));
    }

    @Test
    void shouldDeliverAgainWhatAMemberDidNotTake()
    {
        final ScriptedMember leader = startLeaderAndClient();
        leader.isTakingCommands = false;
        final byte[] bytes = command.byteArray();
        new Random(1).nextBytes(bytes);
        assertEquals(1, client.offer(command, 0, 5000));
        assertEquals(2, client.offer(command, 0, 10));
        final long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        await(() -> System.nanoTime() - untilNs > 0);
        assertEquals(0, leader.commandCount);
        leader.isTakingCommands = true;
        await(() -> listener.outcomes.size() == 2);
        assertEquals(List.of(1L, 2L), leader.sequences);
        assertEquals(Outcome.OK, listener.outcomes.get(1L));
    }

    @Test
    void shouldSayWhyThereIsNoLeader()
    {
        final TransportException exception = assertThrows(TransportException.class, () ->
            BalsaClient.connect(clientContext().connectTimeoutNs(TimeUnit.MILLISECONDS.toNanos(100))));
        assertEquals("no leader within connectTimeoutNs=100000000: member 0 is not reached, member 1 is not reached, " +
            "member 2 is not reached", exception.getMessage());
    }

    @Test
    void shouldReportTheStateOfEachMember() throws InterruptedException
    {
        final ScriptedMember leader = startMember(0);
        leader.isLeader = true;
        final List<MemberReport> reports = new ArrayList<>();
        final Thread prober = new Thread(() -> reports.addAll(
            StatusProbe.probe(clientContext().connectTimeoutNs(TimeUnit.SECONDS.toNanos(2)))), "prober");
        prober.start();
        await(() -> !prober.isAlive());
        assertEquals(3, reports.size());
        assertEquals(new MemberReport(0, null, 7, RoleCode.LEADER, 1, -1, 0, 0, 55, 0, 0, 0,
            List.of(new MemberReport.Peer(9, 54, -1, ProgressCode.REPLICATE))), reports.get(0));
        assertEquals("is not reached", reports.get(1).problem());
    }

    @Test
    void shouldTalkOverSharedMemory()
    {
        sharedDriver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(driverDirectory("shared"))
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnShutdown(true));
        for (int i = 0; i < 2; i++)
        {
            final TransportContext context = new TransportContext();
            context.media().embeddedDriver(false).aeronDirectoryName(driverDirectory("shared"));
            members.add(new ScriptedMember(i, "aeron:ipc", context));
        }
        members.get(1).isLeader = true;
        final ClientContext context = clientContext().members("0=aeron:ipc,1=aeron:ipc").egressEndpoint("aeron:ipc");
        context.media().embeddedDriver(false).aeronDirectoryName(driverDirectory("shared"));
        startClient(context);
        await(client::isConnected);
        assertEquals(1, client.offer(command, 0, 100_000));
        await(() -> listener.outcomes.size() == 1);
        assertEquals(100_000, listener.lastResult.length);
        assertEquals(1, client.leaderId());
    }

    @Test
    void shouldRefuseAMismatchedClusterAtOnce()
    {
        startMember(0);
        startClient(clientContext().clusterId(8));
        await(() -> client.describe().startsWith("member 0 answers WRONG_CLUSTER"));
        assertFalse(client.isConnected());
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_CLUSTER, it does not belong to clusterId=7; give the clusterId that the member is configured with",
        "WRONG_VERSION, it does not speak version 1 of this client; use the client of the release that the member"})
    void shouldSayAtOnceThatAMemberIsNotForThisClient(final ConnectCode code, final String reason)
        throws InterruptedException
    {
        startMember(0).refusal = code;
        final List<String> messages = new ArrayList<>();
        final Thread connector = new Thread(() -> messages.add(assertThrows(TransportException.class, () ->
            BalsaClient.connect(clientContext().connectTimeoutNs(TimeUnit.HOURS.toNanos(1)))).getMessage()));
        connector.start();
        await(() -> !connector.isAlive());
        connector.join();
        assertTrue(messages.get(0).startsWith("member 0 answers " + code + ": " + reason), messages.get(0));
    }

    @Test
    void shouldNameSettingsThatAreNotAllowed()
    {
        assertMessage("listener is not given; outcomes of commands have nowhere to go",
            clientContext().listener(null));
        assertMessage("window=0 is not within 1..1048576", clientContext().window(0));
        assertMessage("commandTimeoutNs=1 is not within 500000000..3600000000000",
            clientContext().commandTimeoutNs(1));
        assertMessage("pendingBytesMax=1 is not within 1048576..1073741824", clientContext().pendingBytesMax(1));
    }

    private static void assertMessage(final String message, final ClientContext context)
    {
        assertEquals(message,
            assertThrows(IllegalArgumentException.class, () -> BalsaClient.launch(context)).getMessage());
    }

    @Test
    void shouldTellAMemberThatItsClientIsGone()
    {
        final ScriptedMember leader = startLeaderAndClient();
        final long startNs = System.nanoTime();
        client.close();
        client = null;
        await(() -> leader.disconnected.size() == 1);
        assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(3), "only noticed when Aeron did");
    }

    @Test
    void shouldRefuseOtherThreadsAndCallsAfterClose() throws InterruptedException
    {
        startLeaderAndClient();
        final List<String> messages = new ArrayList<>();
        final Thread other = new Thread(() ->
            messages.add(assertThrows(IllegalStateException.class, client::poll).getMessage()), "other");
        other.start();
        other.join();
        assertTrue(messages.get(0).contains("called by thread other"), messages.get(0));
        client.close();
        client.close();
        assertEquals(
            "the client is closed", assertThrows(IllegalStateException.class, client::poll).getMessage());
    }
}
