package io.balsa.simulation.network;

import io.balsa.client.BalsaClient;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.transport.wire.EgressHandler;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static io.balsa.simulation.network.ClientFixture.CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SimClientTransportTest
{
    private final ClientFixture fixture = new ClientFixture();
    private final SimNetwork network = fixture.network;
    private final LinkSettings settings = fixture.settings;

    private void connect(final int leaderId)
    {
        fixture.lead(leaderId);
        fixture.run(200);
        assertTrue(fixture.session.isConnected());
        assertEquals(leaderId, fixture.session.leaderId());
        fixture.members[0].calls.clear();
        fixture.members[1].calls.clear();
    }

    @Test
    void shouldRunTheRealClient()
    {
        connect(1);
        assertEquals(EchoMember.SESSION, fixture.session.sessionId());
        for (int i = 0; i < 5; i++)
        {
            assertEquals(i + 1, fixture.offer(i * 10));
        }
        fixture.run(10);
        assertEquals(
            List.of("1 OK 1001 length 0", "2 OK 1002 length 10", "3 OK 1003 length 20", "4 OK 1004 length 30",
                "5 OK 1005 length 40"),
            fixture.replies);
        assertEquals(0, fixture.ingress.droppedCount());
        fixture.session.startClose();
        fixture.run(10);
        assertTrue(fixture.session.isClosed());
    }

    @Test
    void shouldAnswerOverlongCommands()
    {
        connect(1);
        assertEquals(BalsaClient.TOO_LARGE, fixture.offer(ClientFixture.COMMAND_LENGTH_MAX + 1));
        fixture.isClientPolling = false;
        fixture.ingress.sendCommand(
            1, EchoMember.SESSION, 1, 0, fixture.command, 0, ClientFixture.COMMAND_LENGTH_MAX + 1);
        fixture.run(10);
        assertEquals(List.of(), fixture.members[1].calls);
        final List<String> replies = new ArrayList<>();
        fixture.ingress.poll(new ReplyRecorder(replies), 10);
        assertEquals(List.of("1 TOO_LARGE"), replies);
    }

    @Test
    void shouldFollowTheLeaderWhenAMemberDies()
    {
        connect(0);
        network.onProcessEnd(0);
        fixture.offer(10);
        fixture.lead(1);
        fixture.run(1_000);
        assertEquals(List.of("1 OK 1001 length 10"), fixture.replies);
        assertEquals(1, fixture.session.leaderId());
    }

    @Test
    void shouldDropRequestsThatTheNextIncarnationCannotAnswer()
    {
        connect(0);
        settings.surviveRate(1);
        network.onProcessEnd(0);
        fixture.startMember(0);
        fixture.lead(0);
        fixture.offer(10);
        fixture.run(10);
        assertTrue(fixture.members[0].transport.unconnectedCount() > 0);
        assertEquals(List.of(), fixture.members[0].calls);
        fixture.run(1_000);
        assertEquals(List.of("connect 1", "command 1"), fixture.members[0].calls, "ids begin anew");
        assertEquals(List.of("1 OK 1001 length 10"), fixture.replies);
    }

    @Test
    void shouldTellOfADeadClient()
    {
        connect(0);
        network.onProcessEnd(CLIENT);
        fixture.run(10_000);
        assertEquals(List.of("disconnect 1"), fixture.members[0].takeCalls());
        assertFalse(fixture.members[0].transport.sendPong(1, 2, 3, 4));
        fixture.startClient();
        fixture.run(100);
        assertEquals(List.of("connect 2"), fixture.members[0].takeCalls());
    }

    @Test
    void shouldNotTakeAClientThatStartedAgainForTheSame()
    {
        connect(0);
        network.onProcessEnd(CLIENT);
        fixture.members[0].transport.sendReply(
            1, EchoMember.SESSION, 1, 9, 1, 0, OutcomeCode.OK, fixture.command, 0, 0);
        fixture.startClient();
        fixture.run(100);
        assertEquals(List.of("disconnect 1", "connect 2"), fixture.members[0].takeCalls());
        assertEquals(1, network.count(NetworkFault.LOST_RECEIVER));
    }

    @Test
    void shouldDisconnectWhenALinkCloses()
    {
        connect(0);
        network.close(0, CLIENT, LinkStream.EGRESS, fixture.kernel.nowNs());
        fixture.run(1);
        assertEquals(List.of("disconnect 1"), fixture.members[0].takeCalls());
        fixture.run(1_000);
        assertEquals(List.of("connect 2"), fixture.members[0].takeCalls());
        network.close(CLIENT, 0, LinkStream.INGRESS, fixture.kernel.nowNs());
        fixture.run(1);
        assertEquals(List.of("disconnect 2"), fixture.members[0].takeCalls());
    }

    @Test
    void shouldLoseWhatHadArrivedWithTheConnection()
    {
        connect(0);
        fixture.offer(10);
        fixture.kernel.advance(10 * TestKernel.MS);
        network.close(CLIENT, 0, LinkStream.INGRESS, fixture.kernel.nowNs());
        fixture.members[0].transport.poll(fixture.members[0], 10);
        assertEquals(List.of("disconnect 1"), fixture.members[0].takeCalls());
        assertEquals(0, fixture.members[0].transport.unconnectedCount());
        assertEquals(1, network.count(NetworkFault.LOST_CLOSED));
    }

    @Test
    void shouldNotGiveBackARequestWhoseConnectionEndedMeanwhile()
    {
        connect(0);
        final EchoMember member = fixture.members[0];
        member.isTaking = false;
        member.onCommand = () -> network.close(CLIENT, 0, LinkStream.INGRESS, fixture.kernel.nowNs());
        fixture.offer(10);
        fixture.kernel.advance(10 * TestKernel.MS);
        member.transport.poll(member, 10);
        assertEquals(0, network.count(NetworkFault.REDELIVERED));
    }

    @Test
    void shouldDisconnectBeforeWhatComesOnTheNextConnection()
    {
        connect(0);
        final EchoMember member = fixture.members[0];
        member.isAnswering = false;
        member.onCommand = () ->
        {
            network.close(CLIENT, 0, LinkStream.INGRESS, fixture.kernel.nowNs());
            fixture.ingress.sendConnect(0, 99, 1, ClientHandler.NEW_SESSION);
            fixture.kernel.advance(10 * TestKernel.MS);
        };
        fixture.offer(10);
        fixture.kernel.advance(10 * TestKernel.MS);
        member.transport.poll(member, 10);
        assertEquals(List.of("disconnect 1", "connect 2"), member.calls);
    }

    @Test
    void shouldNotConnectAClientThatCannotBeAnswered()
    {
        settings.detectMeanNs(0);
        network.block(0, CLIENT, true);
        fixture.lead(0);
        fixture.run(200);
        assertEquals(0, fixture.members[0].connectCount);
        network.block(0, CLIENT, false);
        connect(0);
    }

    @Test
    void shouldDisconnectWhenABlockLasts()
    {
        settings.detectMeanNs(TestKernel.MS);
        connect(0);
        network.block(CLIENT, 0, true);
        fixture.run(100);
        assertEquals("disconnect 1", fixture.members[0].calls.get(0));
        assertFalse(fixture.ingress.isConnected(0));
    }

    @Test
    void shouldHoldUpTheRequestsOfASlowClient()
    {
        settings.capacity(4);
        connect(0);
        fixture.isClientPolling = false;
        for (int i = 0; i < 12; i++)
        {
            fixture.offer(10);
            fixture.run(2);
        }
        assertEquals(List.of("command 1", "command 2", "command 3", "command 4"), fixture.members[0].takeCalls());
        assertTrue(network.count(NetworkFault.REFUSED_FULL) > 0);
        fixture.isClientPolling = true;
        fixture.run(100);
        assertEquals(12, fixture.replies.size());
        assertEquals("12 OK 1012 length 10", fixture.replies.get(11));
    }

    @Test
    void shouldLetClientsLeave()
    {
        connect(0);
        fixture.ingress.leave();
        fixture.isClientPolling = false;
        fixture.run(10);
        assertEquals(List.of("disconnect 1"), fixture.members[0].takeCalls());
        assertEquals("disconnect 1", fixture.members[1].takeCalls().get(0));
    }

    @Test
    void shouldCarryStatus()
    {
        connect(0);
        final MemberStatus status = new MemberStatus(1);
        status.role = RoleCode.LEADER;
        assertTrue(fixture.members[0].transport.sendStatus(1, 5, status));
        fixture.run(10);
        assertEquals(0, fixture.ingress.droppedCount());
    }

    @Test
    void shouldDropGarbledMessages()
    {
        connect(0);
        settings.garbleRate(1);
        fixture.offer(10);
        fixture.run(10);
        assertEquals(List.of(), fixture.replies);
        settings.garbleRate(0);
        fixture.ingress.sendPing(0, 7);
        fixture.run(1);
        settings.garbleRate(1);
        assertTrue(fixture.members[0].transport.sendPong(1, 2, 3, 4));
        fixture.run(10);
        assertEquals(1, fixture.ingress.droppedCount());
        assertTrue(fixture.members[0].transport.counters().malformedCount() +
            fixture.members[0].transport.counters().unknownTemplateCount() > 0);
    }

    @Test
    void shouldIgnoreTheTransportsOfDeadProcesses()
    {
        connect(0);
        final SimClientTransport dead = fixture.members[0].transport;
        network.onProcessEnd(0);
        assertFalse(dead.sendPong(1, 2, 3, 4));
        assertEquals(0, dead.poll(fixture.members[0], 10));
        network.onProcessEnd(CLIENT);
        assertFalse(fixture.ingress.sendConnect(1, 1, 1, ClientHandler.NEW_SESSION));
        assertFalse(fixture.ingress.isConnected(1));
        assertEquals(0, fixture.ingress.poll(fixture.session, 10));
    }

    @Test
    void shouldLetNothingLeaveWhereASenderIsToDie()
    {
        connect(0);
        fixture.kernel.crashingNodeId = 0;
        assertThrows(TestKernel.CrashHere.class, () -> fixture.members[0].transport.sendPong(1, 2, 3, 4));
        fixture.kernel.crashingNodeId = CLIENT;
        assertThrows(TestKernel.CrashHere.class, () -> fixture.ingress.sendPing(0, 1));
    }

    private record ReplyRecorder(List<String> replies) implements EgressHandler
    {
        @Override
        public void onConnectResponse(
            final long source,
            final long correlationId,
            final long sessionId,
            final long term,
            final int memberId,
            final int leaderId,
            final int commandLengthMax,
            final int sessionWindow,
            final ConnectCode code)
        {
        }

        @Override
        public void onCommandReply(
            final long source,
            final long sessionId,
            final long sequence,
            final long index,
            final int leaderId,
            final OutcomeCode outcome,
            final DirectBuffer result,
            final int offset,
            final int length)
        {
            replies.add(sequence + " " + outcome);
        }

        @Override
        public void onLeaderEvent(final long source, final long sessionId, final int leaderId)
        {
        }

        @Override
        public void onPong(final long source, final int leaderId, final int memberId)
        {
        }
    }
}
