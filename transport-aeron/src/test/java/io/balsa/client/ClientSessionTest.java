package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ClientSessionTest
{
    private static final long MS = 1_000_000;
    private static final long SESSION = 77;
    private static final long SOURCE_0 = 1000;
    private static final long SOURCE_1 = 1001;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    private final FakeIngress ingress = new FakeIngress(3);
    private final RecordingListener listener = new RecordingListener();
    private final ClientContext context = context(listener);
    private final ClientSession session = new ClientSession(context, ingress, 0);
    private long nowNs;

    private static ClientContext context(final ClientListener listener)
    {
        return new ClientContext().listener(listener).window(8).randomSeed(3);
    }

    private void tick(final long ms)
    {
        for (long i = 0; i < ms; i++)
        {
            nowNs += MS;
            session.onPoll(nowNs);
            session.doWork();
        }
    }

    private void answer(final int memberId, final int leaderId, final ConnectCode code)
    {
        session.onConnectResponse(
            SOURCE_0 + memberId, ingress.lastCorrelationId, SESSION, 1, memberId, leaderId, 1 << 20, 128, code);
    }

    private void reply(final long source, final long sequence, final OutcomeCode code)
    {
        session.onCommandReply(source, SESSION, sequence, 5, -1, code, command, 0, 1);
    }

    private void attach(final int memberId)
    {
        tick(1);
        answer(memberId, memberId, ConnectCode.OK);
        ingress.sent.clear();
    }

    private long offer()
    {
        return session.offer(command, 0, 8);
    }

    @Test
    void shouldCheckSettingsOverAnyMedium()
    {
        final IllegalArgumentException ex = assertThrows(
            IllegalArgumentException.class, () -> new ClientSession(context(listener).window(0), ingress, 0));
        assertEquals("window=0 is not within 1..1048576", ex.getMessage());
    }

    @Test
    void shouldAskAllAndGoWhereTheyPoint()
    {
        assertEquals(BalsaClient.NOT_CONNECTED, offer());
        tick(1);
        assertEquals(List.of("connect 0 session 0", "connect 1 session 0", "connect 2 session 0"), ingress.takeSent());
        answer(0, 2, ConnectCode.NOT_LEADER);
        assertEquals(List.of(), ingress.takeSent(), "asked this moment already");
        tick(5);
        ingress.sent.clear();
        nowNs += 6 * MS;
        session.onPoll(nowNs);
        answer(0, 2, ConnectCode.NOT_LEADER);
        assertEquals(List.of("connect 2 session 0"), ingress.takeSent());
        answer(2, 2, ConnectCode.OK);
        assertEquals(List.of(2), listener.leaders);
        assertEquals(SESSION, session.sessionId());
    }

    @Test
    void shouldAskLessAndLessOften()
    {
        tick(2000);
        final int rounds = ingress.sent.size() / 3;
        assertTrue(rounds >= 20 && rounds <= 26, "rounds " + rounds);
    }

    @Test
    void shouldSendAgainInOrderUnderTheSameNumbers()
    {
        attach(0);
        command.putByte(0, (byte)11);
        assertEquals(1, offer());
        command.putByte(0, (byte)22);
        assertEquals(2, offer());
        command.putByte(0, (byte)33);
        assertEquals(3, offer());
        reply(SOURCE_0, 1, OutcomeCode.OK);
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        ingress.sent.clear();
        tick(6);
        assertTrue(ingress.takeSent().contains("connect 1 session 77"));
        answer(1, 1, ConnectCode.OK);
        assertEquals(List.of(
            "command 1 session 77 sequence 2 acked 1 first 22",
            "command 1 session 77 sequence 3 acked 1 first 33"), ingress.takeSent());
        reply(SOURCE_0, 2, OutcomeCode.OK);
        reply(SOURCE_1, 2, OutcomeCode.OK);
        assertEquals(Map.of(1L, Outcome.OK, 2L, Outcome.OK), listener.outcomes);
        assertEquals(0, listener.doubles.get());
    }

    @Test
    void shouldNotBelieveTheRefusalOfAFormerLeader()
    {
        attach(0);
        offer();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        tick(6);
        answer(1, 1, ConnectCode.OK);
        reply(SOURCE_0, 1, OutcomeCode.NOT_APPLIED);
        assertEquals(Map.of(), listener.outcomes);
        reply(SOURCE_1, 1, OutcomeCode.BUSY);
        assertEquals(Map.of(1L, Outcome.BUSY), listener.outcomes);
    }

    @Test
    void shouldNotPromiseNotAppliedWhileAnEarlierSendingIsOpen()
    {
        attach(0);
        offer();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        tick(6);
        answer(1, 1, ConnectCode.OK);
        reply(SOURCE_1, 1, OutcomeCode.BUSY);
        assertEquals(Map.of(1L, Outcome.INDETERMINATE), listener.outcomes);
    }

    @Test
    void shouldKnowThatNothingWasTakenWhenEverySendingWasRefused()
    {
        attach(0);
        offer();
        reply(SOURCE_0, 1, OutcomeCode.NOT_LEADER);
        assertFalse(session.isConnected());
        assertEquals(2, offer());
        tick(5001);
        assertEquals(Map.of(1L, Outcome.NOT_APPLIED, 2L, Outcome.NOT_APPLIED), listener.outcomes);
        final String reason = " not taken by any leader within commandTimeoutNs=5000000000; there is no leader: " +
            "member 0 does not answer, member 1 does not answer, member 2 does not answer";
        assertEquals(List.of("1" + reason, "2" + reason), listener.timeouts);
    }

    @Test
    void shouldNotKnowWhenTheAnswerStaysAway()
    {
        attach(0);
        offer();
        tick(99);
        assertTrue(session.isConnected());
        assertEquals(3, ingress.takeSent().stream().filter("ping 0"::equals).count());
        tick(2);
        assertFalse(session.isConnected());
        tick(4900);
        assertEquals(Map.of(1L, Outcome.INDETERMINATE), listener.outcomes);
    }

    @Test
    void shouldSayWhoDidNotAnswerInTime()
    {
        attach(2);
        offer();
        for (int i = 0; i < 51; i++)
        {
            tick(99);
            session.onPong(SOURCE_0 + 2, 2, 2);
        }
        assertEquals(Map.of(1L, Outcome.INDETERMINATE), listener.outcomes);
        assertEquals(
            List.of("1 sent and not answered within commandTimeoutNs=5000000000; the leader is member 2"),
            listener.timeouts);
    }

    @Test
    void shouldNotTakeItsOwnPauseForTheLeadersSilence()
    {
        attach(0);
        nowNs += 10_000 * MS;
        session.onPoll(nowNs);
        session.doWork();
        assertTrue(session.isConnected());
    }

    @Test
    void shouldLeaveALeaderThatSaysItIsNone()
    {
        attach(0);
        session.onPong(SOURCE_0, 0, 0);
        assertTrue(session.isConnected());
        session.onPong(SOURCE_1, 2, 1);
        assertTrue(session.isConnected());
        session.onPong(SOURCE_0, 1, 0);
        assertFalse(session.isConnected());
    }

    @Test
    void shouldOpenANewSessionUnderANewKeyAndGoOnCounting()
    {
        attach(0);
        final long firstKey = ingress.lastClientKey;
        offer();
        offer();
        reply(SOURCE_0, 2, OutcomeCode.SESSION_UNKNOWN);
        assertEquals(Map.of(1L, Outcome.INDETERMINATE, 2L, Outcome.SESSION_UNKNOWN), listener.outcomes);
        assertEquals(List.of(SESSION), listener.lostSessions);
        answer(0, 0, ConnectCode.OK);
        assertFalse(session.isConnected(), "an answer to the old session's request");
        tick(6);
        assertNotEquals(firstKey, ingress.lastClientKey);
        answer(0, 0, ConnectCode.OK);
        ingress.sent.clear();
        assertEquals(3, offer());
        assertEquals(List.of("command 0 session 77 sequence 3 acked 2 first 0"), ingress.takeSent());
    }

    @Test
    void shouldHoldBackWhatTheMemberHasNoRoomFor()
    {
        attach(0);
        ingress.isFull = true;
        assertEquals(1, offer());
        ingress.isFull = false;
        assertEquals(2, offer());
        assertEquals(List.of(
            "command 0 session 77 sequence 1 acked 0 first 0",
            "command 0 session 77 sequence 2 acked 0 first 0"), ingress.takeSent());
        for (long sequence = 3; sequence <= 8; sequence++)
        {
            assertEquals(sequence, offer());
        }
        assertEquals(BalsaClient.BACK_PRESSURED, offer());
        reply(SOURCE_0, 2, OutcomeCode.OK);
        assertEquals(BalsaClient.BACK_PRESSURED, offer());
        reply(SOURCE_0, 1, OutcomeCode.OK);
        assertEquals(9, offer());
    }

    @Test
    void shouldIgnoreWhatDoesNotConcernIt()
    {
        attach(0);
        offer();
        session.onCommandReply(SOURCE_0, SESSION + 1, 1, 5, -1, OutcomeCode.OK, command, 0, 0);
        reply(SOURCE_0, 2, OutcomeCode.OK);
        reply(SOURCE_0, 0, OutcomeCode.OK);
        reply(SOURCE_0, Long.MIN_VALUE, OutcomeCode.OK);
        session.onLeaderEvent(SOURCE_1, SESSION, 2);
        assertEquals(Map.of(), listener.outcomes);
        assertTrue(session.isConnected());
    }
}
