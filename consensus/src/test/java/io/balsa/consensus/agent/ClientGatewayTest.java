package io.balsa.consensus.agent;

import io.balsa.consensus.core.FailurePolicy;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What a client is told at once, what waits, and what is held back until it can be said.
 */
class ClientGatewayTest
{
    private static final long KEY = 77;

    @Test
    void shouldLetAnyoneObserveAndOnlyALeaderThatIsReadyOpenSessions()
    {
        final AgentFixture fixture = new AgentFixture(3);
        assertConnected(fixture, ClientHandler.NO_SESSION, "OK last=0");
        assertConnected(fixture, ClientHandler.NEW_SESSION, "NO_LEADER last=0");
        fixture.elect();
        assertConnected(fixture, ClientHandler.NO_SESSION, "OK last=0");
        assertConnected(fixture, ClientHandler.NEW_SESSION, "BUSY last=0");
        fixture.commit();
        final long lastIndex = fixture.log.lastIndex();
        assertConnected(fixture, ClientHandler.NO_SESSION, "OK last=0");
        assertEquals(lastIndex, fixture.log.lastIndex(), "who observes opens no session");
    }

    private static void assertConnected(final AgentFixture fixture, final long session, final String expected)
    {
        fixture.told.clear();
        fixture.connect(1, session, KEY);
        fixture.cycle(1);
        assertEquals(List.of("connected 1 " + expected), fixture.told);
    }

    @Test
    void shouldResumeTheSessionThatIsNamedAndNoOtherOfTheSameKey()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "a");
        fixture.commit();
        fixture.connect(2, fixture.sessionId + 1, KEY);
        fixture.commit();
        assertEquals("connected 2 SESSION_UNKNOWN last=0", fixture.lastTold());
        fixture.connect(2, fixture.sessionId, KEY);
        fixture.cycle(1);
        assertEquals("connected 2 OK last=1", fixture.lastTold());
    }

    /** Its successor may have opened the session: a leader is believed when a quorum has followed it since. */
    @Test
    void shouldNotSayThatASessionIsGoneWhileAnotherMayLead()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.runAsLeader(100 * AgentFixture.MS);
        fixture.told.clear();
        fixture.sessionId++;
        fixture.connect(2, fixture.sessionId, KEY);
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        fixture.cycle(20 * AgentFixture.MS);
        assertEquals(List.of(), fixture.told);
        fixture.commit();
        assertEquals(List.of("connected 2 SESSION_UNKNOWN last=0", "1 SESSION_UNKNOWN "), fixture.told);
    }

    @Test
    void shouldSendOnWhoAsksForASessionWhenAnotherLeads()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.connect(2, fixture.sessionId + 1, KEY);
        fixture.cycle(1);
        fixture.stepDown();
        fixture.cycle(1);
        assertEquals("connected 2 NOT_LEADER last=0", fixture.told.get(0));
    }

    @Test
    void shouldAnswerMoreThanItCanAskAboutAtATime()
    {
        final int count = UnknownSessions.PENDING_MAX + 1;
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        for (int i = 1; i <= count; i++)
        {
            fixture.connect(100 + i, fixture.sessionId + i, KEY);
        }
        for (int i = 0; i <= count / ConsensusAgent.INGRESS_FRAGMENTS_MAX && fixture.told.size() < count; i++)
        {
            fixture.commit();
            fixture.commit();
        }
        assertEquals(count, fixture.told.size());
    }

    @Test
    void shouldAttachNobodyWhoCannotBeToldSo()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.port.fullWhen(() -> true);
        fixture.connect(2, fixture.sessionId, KEY);
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.port.fullWhen(() -> false);
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals(0, fixture.port.waiting());
        assertEquals(List.of("connected 2 OK last=0", "1 NOT_LEADER "), fixture.told);
    }

    @Test
    void shouldAnswerNoCommandOfASessionThatAnotherConnectionHas()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.connect(2, fixture.sessionId, KEY);
        fixture.command(1, 0, "a");
        fixture.commit();
        assertEquals("1 NOT_LEADER ", fixture.lastTold());
        assertEquals(0, fixture.appliedCount);
    }

    /** From the moment it knows of another leader, also for what it could answer. */
    @Test
    void shouldAnswerNothingInTheCycleInWhichItStepsDown()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "a");
        fixture.commit();
        fixture.told.clear();
        fixture.stepDown();
        fixture.command(1, 0, "a");
        fixture.port.request(1, (handler) -> handler.onClose(1, 4, fixture.sessionId));
        fixture.cycle(1);
        assertEquals(List.of("1 NOT_LEADER ", "connected 1 NOT_LEADER last=0", "leader event appended=1"),
            fixture.told);
    }

    @Test
    void shouldRefuseASequenceThatIsNone()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        for (final long sequence : new long[]{0, -1, Long.MIN_VALUE})
        {
            fixture.command(sequence, 0, "a");
            fixture.cycle(1);
            assertEquals(sequence + " REJECTED ", fixture.lastTold());
        }
    }

    @Test
    void shouldSayNothingOfACommandThatIsInTheLogAlready()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.command(1, 0, "a");
        fixture.command(2, 0, "b");
        fixture.command(1, 0, "a");
        fixture.command(2, 0, "b");
        final long lastIndex = fixture.log.lastIndex();
        fixture.cycle(1);
        assertEquals(lastIndex + 2, fixture.log.lastIndex());
        assertEquals(List.of(), fixture.told);
        fixture.commit();
        assertEquals(List.of("1 OK 1", "2 OK 2"), fixture.told);
    }

    @Test
    void shouldHoldBackARequestWhoseRefusalCannotBeSaid()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.log.refuse(RaftLog.DISK_FULL);
        fixture.port.fullWhen(() -> true);
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        assertEquals(0, fixture.port.waiting());
        assertEquals(List.of("1 DISK_FULL "), fixture.told);
    }

    @Test
    void shouldSayBusyWhenTheRulesAre()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.log.refuse(RaftCore.BUSY);
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals("1 BUSY ", fixture.lastTold());
    }

    @Test
    void shouldGiveAReplyAgainOnlyWhileItIsKeptAndHoldItBackWhileItCannotBeSaid()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "a");
        fixture.command(2, 1, "b");
        fixture.commit();
        fixture.told.clear();
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals(List.of(), fixture.told, "the client has said that it has it");
        assertEquals(0, fixture.port.waiting());
        fixture.port.fullWhen(() -> true);
        fixture.command(2, 1, "b");
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        assertEquals(List.of("2 OK 2"), fixture.told);
    }

    @Test
    void shouldAppendOneEntryForAClientThatAsksTwiceAtOnce()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        final long lastIndex = fixture.log.lastIndex();
        fixture.connect(1, 0, KEY);
        fixture.connect(2, 0, KEY);
        fixture.cycle(1);
        assertEquals(lastIndex + 1, fixture.log.lastIndex());
    }

    @Test
    void shouldBoundTheSessionsThatWaitToBeOpened()
    {
        final AgentFixture fixture = new AgentFixture(3, 2 * ConsensusAgent.PENDING_OPENS_MAX).lead();
        final long lastIndex = fixture.log.lastIndex();
        for (int i = 0; i <= ConsensusAgent.PENDING_OPENS_MAX; i++)
        {
            fixture.connect(i, 0, i);
        }
        while (fixture.port.waiting() > 0)
        {
            fixture.cycle(1);
        }
        assertEquals(lastIndex + ConsensusAgent.PENDING_OPENS_MAX, fixture.log.lastIndex());
        assertEquals(List.of("connected " + ConsensusAgent.PENDING_OPENS_MAX + " BUSY last=0"), fixture.told);
    }

    @Test
    void shouldSayBusyOrWaitWhenTheLogTakesNoSession()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.log.refuse(RaftLog.DISK_FULL);
        fixture.port.fullWhen(() -> true);
        fixture.connect(1, 0, KEY);
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        assertEquals(List.of("connected 1 BUSY last=0"), fixture.told);
        assertEquals(0, fixture.port.waiting());
        fixture.log.refuse(RaftLog.BACK_PRESSURED);
        fixture.connect(1, 0, KEY);
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.log.refuse(0);
        fixture.commit();
        assertEquals(List.of("connected 1 BUSY last=0", "connected 1 OK last=0"), fixture.told);
    }

    @Test
    void shouldSayBusyOrWaitWhenTheLogTakesNoClose()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.log.refuse(RaftLog.DISK_FULL);
        fixture.port.fullWhen(() -> true);
        close(fixture, 1);
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        assertEquals(List.of("connected 1 BUSY last=0"), fixture.told);
        fixture.log.refuse(RaftLog.BACK_PRESSURED);
        close(fixture, 1);
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.log.refuse(0);
        fixture.commit();
        assertEquals(List.of("connected 1 BUSY last=0", "connected 1 CLOSED last=0"), fixture.told);
    }

    @Test
    void shouldAppendOneEntryForACloseThatIsAskedTwice()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long lastIndex = fixture.log.lastIndex();
        close(fixture, 1);
        close(fixture, 1);
        fixture.cycle(1);
        assertEquals(lastIndex + 1, fixture.log.lastIndex());
    }

    @Test
    void shouldCloseNoSessionOfAnotherConnection()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long lastIndex = fixture.log.lastIndex();
        close(fixture, 2);
        fixture.cycle(1);
        assertEquals("connected 2 NOT_LEADER last=0", fixture.lastTold());
        assertEquals(lastIndex, fixture.log.lastIndex());
    }

    /** A copy of what was applied, a command that was not, over the connection that had the session or another. */
    @Test
    void shouldRefuseARetryInASessionThatHasEnded()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long session = fixture.sessionId;
        fixture.command(1, 0, "a");
        fixture.commit();
        close(fixture, 1);
        fixture.commit();
        final long lastIndex = fixture.log.lastIndex();
        fixture.told.clear();
        fixture.command(1, 0, "a");
        fixture.command(2, 1, "b");
        fixture.port.request(2, (handler) ->
            handler.onCommand(2, session, 1, 0, new UnsafeBuffer(new byte[1]), 0, 1));
        fixture.commit();
        assertEquals(List.of("1 SESSION_UNKNOWN ", "2 SESSION_UNKNOWN ", "1 SESSION_UNKNOWN "), fixture.told);
        assertEquals(1, fixture.appliedCount);
        assertEquals(lastIndex, fixture.log.lastIndex());
    }

    /** The retry was taken in before the end was committed: the order in the log decides, on every member. */
    @Test
    void shouldNotExecuteACommandBehindTheEndOfItsSession()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long lastIndex = fixture.log.lastIndex();
        fixture.told.clear();
        close(fixture, 1);
        fixture.command(1, 0, "a");
        fixture.commit();
        assertEquals(lastIndex + 2, fixture.log.lastIndex());
        assertEquals(lastIndex + 2, fixture.context.counters().appliedIndex());
        assertEquals(List.of("connected 1 CLOSED last=0"), fixture.told);
        assertEquals(0, fixture.appliedCount);
        fixture.command(1, 0, "a");
        fixture.commit();
        assertEquals("1 SESSION_UNKNOWN ", fixture.lastTold());

        fixture.log.completeSync();
        final AgentFixture next = new AgentFixture(3, 100, fixture.log, FailurePolicy.ANSWER).lead();
        next.sessionId = fixture.sessionId;
        next.command(1, 0, "a");
        next.commit();
        assertEquals(List.of("1 SESSION_UNKNOWN "), next.told);
        assertEquals(0, next.appliedCount);
    }

    /** Before it has applied what earlier leaders have left, a session that it does not know may well be open. */
    @Test
    void shouldNotCallASessionUnknownBeforeItKnowsAllSessions()
    {
        final AgentFixture former = new AgentFixture(3).lead().openSession();
        former.log.completeSync();
        final AgentFixture fixture = new AgentFixture(3, 100, former.log, FailurePolicy.ANSWER);
        fixture.sessionId = former.sessionId;
        fixture.command(1, 0, "a");
        fixture.elect();
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals(List.of("1 NOT_LEADER ", "1 NOT_LEADER "), fixture.told);
        fixture.commit();
        fixture.connect(1, fixture.sessionId, KEY);
        fixture.command(1, 0, "a");
        fixture.commit();
        assertEquals("1 OK 1", fixture.lastTold());
    }

    private static void close(final AgentFixture fixture, final long connectionId)
    {
        fixture.port.request(connectionId, (handler) -> handler.onClose(connectionId, 4, fixture.sessionId));
    }
}
