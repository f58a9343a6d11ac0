package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How a client looks for its leader, whom it believes, and how it ends. */
class ClientSearchTest
{
    private static final long MS = 1_000_000;
    private static final long SESSION = 77;
    private static final long SOURCE_0 = 1000;

    private final UnsafeBuffer command = new UnsafeBuffer(new byte[64]);
    private final FakeIngress ingress = new FakeIngress(3);
    private final RecordingListener listener = new RecordingListener();
    private final ClientSession session = newSession();
    private long nowNs;

    private ClientSession newSession()
    {
        final ClientContext context = new ClientContext()
            .clusterId(5)
            .members("0=localhost:1,1=localhost:2,2=localhost:3")
            .listener(listener)
            .randomSeed(3);
        context.conclude();
        return new ClientSession(context, ingress, 0);
    }

    private void tick(final long ms)
    {
        for (long i = 0; i < ms; i++)
        {
            nowNs += MS;
            work();
        }
    }

    private void work()
    {
        session.onPoll(nowNs);
        session.doWork();
    }

    private void answer(final int memberId, final int leaderId, final long sessionId, final ConnectCode code)
    {
        session.onConnectResponse(
            SOURCE_0 + memberId, ingress.lastCorrelationId, sessionId, 1, memberId, leaderId, 1 << 20, 128, code);
    }

    private void answer(final int memberId, final int leaderId, final ConnectCode code)
    {
        answer(memberId, leaderId, SESSION, code);
    }

    private void attach()
    {
        tick(1);
        answer(0, 0, ConnectCode.OK);
        ingress.sent.clear();
    }

    @Test
    void shouldSayOfEachMemberWhatItAnswersOrThatItDoesNot()
    {
        assertEquals(-1, session.leaderId());
        tick(1);
        answer(1, 2, ConnectCode.NOT_LEADER);
        assertEquals("member 0 does not answer, member 1 answers NOT_LEADER, member 2 does not answer",
            session.describe());
        ingress.isReached = false;
        assertEquals("member 0 is not reached, member 1 answers NOT_LEADER, member 2 is not reached",
            session.describe());
    }

    @Test
    void shouldKnowAMemberThatIsNotForThisClientFromOneThatIsNotTheLeader()
    {
        tick(1);
        assertNull(session.mismatch());
        answer(0, -1, ConnectCode.NOT_LEADER);
        answer(1, -1, ConnectCode.BUSY);
        assertNull(session.mismatch());
        answer(2, -1, ConnectCode.WRONG_CLUSTER);
        assertEquals("member 2 answers WRONG_CLUSTER: it does not belong to clusterId=5; give the clusterId that the " +
            "member is configured with, or other members", session.mismatch());
        answer(2, -1, ConnectCode.WRONG_VERSION);
        assertEquals("member 2 answers WRONG_VERSION: it does not speak version 1 of this client; use the client of " +
            "the release that the member runs", session.mismatch());
        answer(2, -1, ConnectCode.NOT_LEADER);
        assertNull(session.mismatch());
    }

    @Test
    void shouldBelieveNoMemberThatItDoesNotKnow()
    {
        tick(1);
        answer(9, 9, ConnectCode.OK);
        answer(-1, 0, ConnectCode.NOT_LEADER);
        assertFalse(session.isConnected());
        tick(5);
        ingress.sent.clear();
        nowNs += 6 * MS;
        session.onPoll(nowNs);
        answer(0, 9, ConnectCode.NOT_LEADER);
        answer(0, -1, ConnectCode.NOT_LEADER);
        answer(0, 0, ConnectCode.NOT_LEADER);
        assertEquals(List.of(), ingress.takeSent(), "a leader that is unknown, none, or the one that denies it");
        answer(0, 1, ConnectCode.NOT_LEADER);
        assertEquals(List.of("connect 1 session 0"), ingress.takeSent());
    }

    @Test
    void shouldAskAMemberOutOfTurnThatCouldNotBeAskedInTurn()
    {
        ingress.isFull = true;
        tick(1);
        ingress.isFull = false;
        session.onConnectResponse(SOURCE_0, 1, 0, 1, 0, 2, 1, 1, ConnectCode.NOT_LEADER);
        assertEquals(List.of("connect 2 session 0"), ingress.takeSent());
    }

    @Test
    void shouldStayWithTheLeaderThatItHas()
    {
        attach();
        answer(1, 1, ConnectCode.OK);
        answer(2, 1, ConnectCode.NOT_LEADER);
        assertEquals(List.of(0), listener.leaders);
        assertEquals(0, session.leaderId());
    }

    @Test
    void shouldTakeNoOtherSessionThanItsOwn()
    {
        attach();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        tick(6);
        answer(1, 1, SESSION + 1, ConnectCode.OK);
        assertFalse(session.isConnected());
        answer(1, 1, SESSION, ConnectCode.OK);
        assertTrue(session.isConnected());
    }

    @Test
    void shouldLoseASessionThatTheLeaderDoesNotKnowAndNoneWhereItHasNone()
    {
        tick(1);
        answer(0, 0, ConnectCode.SESSION_UNKNOWN);
        assertEquals(List.of(), listener.lostSessions);
        answer(0, 0, ConnectCode.OK);
        assertEquals(1, session.offer(command, 0, 8));
        session.onLeaderEvent(SOURCE_0, SESSION, 0);
        tick(6);
        answer(0, 0, ConnectCode.SESSION_UNKNOWN);
        assertEquals(List.of(SESSION), listener.lostSessions);
        assertEquals(Map.of(1L, Outcome.INDETERMINATE), listener.outcomes);
        assertEquals(0, session.sessionId());
    }

    @Test
    void shouldTakeRepliesOfTheLeaderAndOfNobodyElseForSignsOfLife()
    {
        attach();
        for (int i = 0; i < 10; i++)
        {
            tick(20);
            session.onCommandReply(SOURCE_0, SESSION, 1, 5, 0, OutcomeCode.OK, command, 0, 0);
        }
        assertTrue(session.isConnected());
        assertEquals(List.of(), ingress.takeSent(), "no ping while it is heard");
        for (int i = 0; i < 10; i++)
        {
            tick(20);
            session.onPong(SOURCE_0 + 1, 0, 1);
        }
        assertFalse(session.isConnected());
    }

    @Test
    void shouldPingAgainWhatCouldNotBeSent()
    {
        attach();
        ingress.isFull = true;
        tick(30);
        ingress.isFull = false;
        tick(1);
        assertEquals(List.of("ping 0"), ingress.takeSent());
        tick(1);
        assertEquals(List.of(), ingress.takeSent());
    }

    @Test
    void shouldNotBelieveAnotherThatItsLeaderIsNone()
    {
        attach();
        assertEquals(1, session.offer(command, 0, 8));
        session.onCommandReply(SOURCE_0 + 1, SESSION, 1, 0, 2, OutcomeCode.NOT_LEADER, command, 0, 0);
        assertTrue(session.isConnected());
    }

    /** A word of the leader it has left does not begin the search anew. */
    @Test
    void shouldGoOnSearchingWhateverTheLeaderSaysThatItHasLeft()
    {
        attach();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        tick(6);
        answer(2, 1, ConnectCode.NOT_LEADER);
        final String answers = session.describe();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        session.onPong(SOURCE_0, 1, 0);
        assertEquals(answers, session.describe());
    }

    @Test
    void shouldSearchAtOnceAfterALongTimeAndALittleLaterAfterAShortOne()
    {
        attach();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        work();
        assertEquals(List.of(), ingress.takeSent());
        tick(6);
        answer(0, 0, ConnectCode.OK);
        for (int i = 0; i < 20; i++)
        {
            tick(20);
            session.onPong(SOURCE_0, 0, 0);
        }
        ingress.sent.clear();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        work();
        assertEquals(3, ingress.takeSent().size());
    }

    @Test
    void shouldWaitForTheEndOfItsSessionAndForNothingElse()
    {
        attach();
        session.startClose();
        assertEquals(List.of("close 0 session 77"), ingress.takeSent());
        assertEquals(BalsaClient.NOT_CONNECTED, session.offer(command, 0, 8));
        answer(0, 0, ConnectCode.OK);
        answer(1, 0, ConnectCode.CLOSED);
        answer(0, 0, ConnectCode.BUSY);
        assertFalse(session.isClosed());
        answer(0, 0, ConnectCode.CLOSED);
        assertTrue(session.isClosed());
        assertEquals(List.of(0), listener.leaders);
    }

    @Test
    void shouldNotSearchAnyMoreOnceItCloses()
    {
        attach();
        session.startClose();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        ingress.sent.clear();
        tick(500);
        assertEquals(List.of(), ingress.takeSent());
    }

    @Test
    void shouldNotWaitForTheEndOfASessionThatNobodyCanEnd()
    {
        session.startClose();
        assertTrue(session.isClosed(), "there is none");
        assertEquals(List.of(), ingress.takeSent());
    }

    @Test
    void shouldNotWaitForTheEndOfItsSessionWithoutALeader()
    {
        attach();
        session.onLeaderEvent(SOURCE_0, SESSION, 1);
        session.startClose();
        assertTrue(session.isClosed());
        assertEquals(List.of(), ingress.takeSent());
    }

    @Test
    void shouldNotWaitForAnAnswerToWhatCouldNotBeSent()
    {
        attach();
        ingress.isFull = true;
        session.startClose();
        assertTrue(session.isClosed());
    }
}
