package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a client takes, what it sends again and to whom, and what it may say about a command's fate. */
class ClientOutcomeTest
{
    private static final long MS = 1_000_000;
    private static final long SESSION = 77;
    private static final int COMMAND_LENGTH_MAX = 64;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[COMMAND_LENGTH_MAX + 1]);
    private final FakeIngress ingress = new FakeIngress(2);
    private final RecordingListener listener = new RecordingListener();
    private final ClientSession session = newSession();
    private long nowNs;

    private ClientSession newSession()
    {
        final ClientContext context = new ClientContext()
            .members("0=localhost:1,1=localhost:2")
            .listener(listener)
            .commandLengthMax(COMMAND_LENGTH_MAX)
            .pendingBytesMax(4 * COMMAND_LENGTH_MAX)
            .window(8)
            .randomSeed(3);
        context.conclude();
        return new ClientSession(context, ingress, 0);
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

    private void attach(final int memberId, final int commandLengthMax, final int window)
    {
        tick(6);
        ingress.sent.clear();
        session.onConnectResponse(memberId, ingress.lastCorrelationId, SESSION, 1, memberId, memberId,
            commandLengthMax, window, ConnectCode.OK);
    }

    private void attach(final int memberId)
    {
        attach(memberId, COMMAND_LENGTH_MAX, 128);
    }

    /** The command goes to member 0, which leads no longer, and then to member 1. */
    private void sendTwice()
    {
        attach(0);
        assertEquals(1, session.offer(command, 0, 8));
        session.onLeaderEvent(0, SESSION, 1);
        attach(1);
    }

    private void reply(final int memberId, final long sequence, final OutcomeCode code)
    {
        session.onCommandReply(memberId, SESSION, sequence, 5, -1, code, command, 0, 0);
    }

    private void assertOutcome(final Outcome outcome)
    {
        assertEquals(Map.of(1L, outcome), listener.outcomes);
    }

    @Test
    void shouldTakeCommandsUpToItsOwnLimitAndThatOfTheCluster()
    {
        attach(0);
        assertEquals(BalsaClient.TOO_LARGE, session.offer(command, 0, COMMAND_LENGTH_MAX + 1));
        assertEquals(1, session.offer(command, 0, COMMAND_LENGTH_MAX));
        session.onLeaderEvent(0, SESSION, 1);
        attach(1, 16, 128);
        assertEquals(BalsaClient.TOO_LARGE, session.offer(command, 0, 17));
        assertEquals(2, session.offer(command, 0, 16));
        session.onLeaderEvent(1, SESSION, 0);
        attach(0, 1 << 20, 128);
        assertEquals(BalsaClient.TOO_LARGE, session.offer(command, 0, COMMAND_LENGTH_MAX + 1));
    }

    @Test
    void shouldHoldNoMoreBytesThanItMay()
    {
        attach(0);
        for (int sequence = 1; sequence <= 4; sequence++)
        {
            assertEquals(sequence, session.offer(command, 0, COMMAND_LENGTH_MAX));
        }
        assertEquals(BalsaClient.BACK_PRESSURED, session.offer(command, 0, 1));
        assertEquals(4, session.unansweredCount());
        reply(0, 1, OutcomeCode.OK);
        assertEquals(5, session.offer(command, 0, COMMAND_LENGTH_MAX));
        assertEquals(BalsaClient.BACK_PRESSURED, session.offer(command, 0, 1));
    }

    @Test
    void shouldHoldNoMoreCommandsThanTheClusterTakes()
    {
        attach(0, COMMAND_LENGTH_MAX, 2);
        assertEquals(1, session.offer(command, 0, 8));
        assertEquals(2, session.offer(command, 0, 8));
        assertEquals(BalsaClient.BACK_PRESSURED, session.offer(command, 0, 8));
        reply(0, 1, OutcomeCode.OK);
        assertEquals(3, session.offer(command, 0, 8));
    }

    @Test
    void shouldSendAnotherLeaderNoMoreThanThatOneTakesAndNothingThatIsAnswered()
    {
        attach(0);
        for (int sequence = 1; sequence <= 5; sequence++)
        {
            assertEquals(sequence, session.offer(command, 0, 8));
        }
        reply(0, 2, OutcomeCode.OK);
        session.onLeaderEvent(0, SESSION, 1);
        attach(1, COMMAND_LENGTH_MAX, 3);
        assertEquals(List.of(
            "command 1 session 77 sequence 1 acked 0 first 0",
            "command 1 session 77 sequence 3 acked 0 first 0"), ingress.takeSent());
        reply(1, 1, OutcomeCode.OK);
        tick(1);
        assertEquals(List.of(
            "command 1 session 77 sequence 4 acked 2 first 0",
            "command 1 session 77 sequence 5 acked 2 first 0"), ingress.takeSent());
    }

    /** A command that never left was certainly not applied, also where there is a leader. */
    @Test
    void shouldCountOnlyWhatWasSent()
    {
        attach(0);
        ingress.isFull = true;
        assertEquals(1, session.offer(command, 0, 8));
        for (int i = 0; i < 50; i++)
        {
            tick(99);
            session.onPong(0, 0, 0);
        }
        assertEquals(Map.of(), listener.outcomes);
        tick(50);
        assertOutcome(Outcome.NOT_APPLIED);
        assertEquals(1, listener.timeouts.size());
    }

    @Test
    void shouldTimeOutAtTheNanosecond()
    {
        attach(0);
        final long offeredNs = nowNs;
        assertEquals(1, session.offer(command, 0, 8));
        nowNs = offeredNs + 5_000 * MS - 1;
        session.onPoll(nowNs);
        session.doWork();
        assertEquals(Map.of(), listener.outcomes);
        nowNs++;
        session.onPoll(nowNs);
        session.doWork();
        assertOutcome(Outcome.INDETERMINATE);
    }

    @Test
    void shouldBelieveAnOutcomeHoweverOftenTheCommandWasSent()
    {
        sendTwice();
        reply(1, 1, OutcomeCode.FAILED);
        assertOutcome(Outcome.FAILED);
    }

    @Test
    void shouldBelieveTheOutcomeOfAFormerLeader()
    {
        sendTwice();
        reply(0, 1, OutcomeCode.OK);
        assertOutcome(Outcome.OK);
    }

    /** Only a leader that says that it has not taken the command in has refused it. */
    @Test
    void shouldNotTakeAnUncertainAnswerOfAFormerLeaderForARefusal()
    {
        sendTwice();
        reply(0, 1, OutcomeCode.INDETERMINATE);
        reply(0, 1, OutcomeCode.SESSION_UNKNOWN);
        reply(1, 1, OutcomeCode.BUSY);
        assertOutcome(Outcome.INDETERMINATE);
    }

    @Test
    void shouldNotPromiseThatAnUnknownSessionHasAppliedNothingWhileASendingIsOpen()
    {
        sendTwice();
        reply(1, 1, OutcomeCode.SESSION_UNKNOWN);
        assertOutcome(Outcome.INDETERMINATE);
        assertEquals(List.of(SESSION), listener.lostSessions);
    }

    @Test
    void shouldPromiseItWhenEveryOtherSendingWasRefused()
    {
        sendTwice();
        reply(0, 1, OutcomeCode.NOT_LEADER);
        reply(1, 1, OutcomeCode.SESSION_UNKNOWN);
        assertOutcome(Outcome.SESSION_UNKNOWN);
    }
}
