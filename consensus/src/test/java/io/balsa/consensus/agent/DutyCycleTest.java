package io.balsa.consensus.agent;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the duty cycle does once, and what it does again until the world has taken it.
 */
class DutyCycleTest
{
    private static final long MS = AgentFixture.MS;
    private static final long PAUSE_NS = 75 * MS;
    private static final UnsafeBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    /** Half the shortest election timeout, to the nanosecond. */
    @Test
    void shouldTakeALongCycleForItsOwnPauseAndNotForTheLeadersSilence()
    {
        final AgentFixture fixture = new AgentFixture(3);
        for (int i = 0; i < 20; i++)
        {
            fixture.cycle(PAUSE_NS);
        }
        assertEquals(RaftRole.FOLLOWER, fixture.lastRole);
        assertEquals(20, fixture.context.counters().pauseCount());
        assertEquals(PAUSE_NS, fixture.context.counters().maxCycleTimeNs());
        for (int i = 0; i < 6; i++)
        {
            fixture.cycle(PAUSE_NS - 1);
        }
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.lastRole);
        assertEquals(20, fixture.context.counters().pauseCount());
    }

    @Test
    void shouldStoreAVoteOnce()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.cycle(1);
        assertEquals(0, fixture.store.storeCount());
        fixture.arriving.add((handler) -> handler.onVoteRequest(1, 4, 0, 0, false));
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(1, fixture.store.storeCount());
    }

    @Test
    void shouldSyncOnlyWhatIsNew()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.cycle(1);
        fixture.log.autoSync(false);
        fixture.cycle(1);
        assertFalse(fixture.log.isSyncing());
        appendFrom(fixture, 1, 1);
        fixture.cycle(1);
        assertTrue(fixture.log.isSyncing());
        fixture.log.completeSync();
        fixture.cycle(1);
        assertFalse(fixture.log.isSyncing());
    }

    /** Another entry in the same place: the last index has not changed, what is to be synced has. */
    @Test
    void shouldSyncWhatTookThePlaceOfAnEntry()
    {
        final AgentFixture fixture = new AgentFixture(3);
        appendFrom(fixture, 1, 1);
        fixture.cycle(1);
        appendFrom(fixture, 2, 2);
        fixture.cycle(1);
        assertEquals("ack 2 match=1 appended=1", fixture.sent.get(fixture.sent.size() - 1));
    }

    private static void appendFrom(final AgentFixture fixture, final int leaderId, final long term)
    {
        final TestLog leader = new TestLog();
        leader.append(term, EntryType.NO_OP, 0, 0, 0, 0, NOTHING, 0, 0);
        final UnsafeBuffer frames = leader.frames(1, 1);
        fixture.arriving.add((handler) ->
            handler.onAppendEntries(leaderId, term, 0, 0, 0, 5, 0, frames, 0, frames.capacity()));
    }

    @ParameterizedTest
    @ValueSource(ints = {PeerTransport.BACK_PRESSURED, PeerTransport.NOT_CONNECTED})
    void shouldSayAgainWhatTheTransportHasNotTaken(final int result)
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.peerResult = result;
        fixture.arriving.add((handler) -> handler.onVoteRequest(1, 4, 0, 0, false));
        fixture.arriving.add((handler) -> handler.onVoteRequest(2, 4, 0, 0, true));
        fixture.cycle(1);
        assertSent(fixture, "vote response 1 term=4 granted=true", "vote response 2 term=4 granted=false");

        fixture.peerResult = result;
        appendFrom(fixture, 1, 4);
        fixture.cycle(1);
        assertSent(fixture, "ack 1 match=1 appended=1");

        fixture.peerResult = result;
        fixture.stand();
        assertSent(fixture, "vote request 1 term=5 trial=true", "vote request 2 term=5 trial=true");
    }

    @Test
    void shouldSendHeartbeatsAndEntriesAgainThatTheTransportHasNotTaken()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.sent.clear();
        fixture.heartbeatCount = 0;
        fixture.peerResult = PeerTransport.BACK_PRESSURED;
        fixture.connect(1, 0, 77);
        fixture.cycle(20 * MS);
        fixture.peerResult = PeerTransport.SENT;
        fixture.cycle(1);
        assertEquals(2, fixture.heartbeatCount);
        assertEquals(List.of("entries 1 prev=1"), fixture.sent);
        fixture.cycle(1);
        assertEquals(2, fixture.heartbeatCount);
        assertEquals(1, fixture.sent.size());
    }

    /** Once, in the next cycle, and no more after that. */
    private static void assertSent(final AgentFixture fixture, final String... expected)
    {
        assertEquals(List.of(), fixture.sent);
        fixture.peerResult = PeerTransport.SENT;
        fixture.cycle(1);
        assertEquals(List.of(expected), fixture.sent);
        fixture.cycle(1);
        assertEquals(List.of(expected), fixture.sent);
        fixture.sent.clear();
    }

    @Test
    void shouldSendABoundedNumberOfMessagesToAPeerInACycle()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.peerResult = PeerTransport.BACK_PRESSURED;
        final int entryCount = 520;
        for (int sequence = 1; sequence <= entryCount; sequence++)
        {
            fixture.command(sequence, sequence - 1, "x".repeat(100));
        }
        while (fixture.port.waiting() > 0)
        {
            fixture.cycle(1);
        }
        fixture.peerResult = PeerTransport.SENT;
        fixture.sent.clear();
        fixture.cycle(1);
        assertEquals(PeerSender.APPENDS_PER_CYCLE_MAX, sentTo(fixture, 1));
        fixture.cycle(1);
        assertTrue(sentTo(fixture, 1) > PeerSender.APPENDS_PER_CYCLE_MAX);
    }

    private static long sentTo(final AgentFixture fixture, final int peerId)
    {
        return fixture.sent.stream().filter((message) -> message.startsWith("entries " + peerId)).count();
    }

    @Test
    void shouldTellTheListenerOfAChangeAndOnlyThen()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.cycle(1);
        assertEquals(1, fixture.leadershipCount);
        fixture.cycle(1);
        assertEquals(1, fixture.leadershipCount);
        fixture.arriving.add((handler) -> handler.onHeartbeat(1, 1, 0, 1));
        fixture.cycle(1);
        assertEquals(2, fixture.leadershipCount);
        fixture.arriving.add((handler) -> handler.onVoteResponse(2, 2, 1, true, false));
        fixture.cycle(1);
        assertEquals(3, fixture.leadershipCount);
        fixture.arriving.add((handler) -> handler.onHeartbeat(1, 2, 0, 1));
        fixture.cycle(1);
        assertEquals(4, fixture.leadershipCount, "the leader became known");
        fixture.arriving.add((handler) -> handler.onHeartbeat(1, 3, 0, 1));
        fixture.cycle(1);
        assertEquals(5, fixture.leadershipCount, "the same leader in a later term");
        fixture.elect();
        final int count = fixture.leadershipCount;
        assertFalse(fixture.isLastReady);
        fixture.commit();
        assertTrue(fixture.isLastReady);
        assertEquals(count + 1, fixture.leadershipCount);
    }

    @Test
    void shouldCountAndGauge()
    {
        final AgentFixture fixture = new AgentFixture(3);
        final ConsensusCounters counters = fixture.context.counters();
        assertEquals(-1, counters.leaderId());
        fixture.elect();
        assertEquals(1, counters.electionCount());
        assertEquals(0, counters.leaderId());
        assertEquals(RaftRole.LEADER.code(), counters.role());
        assertEquals(1, counters.term());
        assertEquals(1, counters.lastIndex());
        assertEquals(1, counters.syncedIndex());
        assertFalse(counters.isLeaderReady());
        fixture.commit();
        assertTrue(counters.isLeaderReady());
        fixture.connect(1, 0, 77);
        fixture.cycle(1);
        assertEquals(1, counters.pendingOpenCount());
        assertEquals(0, counters.sessionCount());
        fixture.commit();
        assertEquals(0, counters.pendingOpenCount());
        assertEquals(1, counters.sessionCount());
        fixture.arriving.add((handler) -> handler.onHeartbeat(9, 1, 0, 1));
        fixture.cycle(1);
        assertEquals(1, counters.malformedCount());
        assertFalse(counters.isHalted());
        fixture.arriving.add((handler) -> handler.onHeartbeat(1, 1, 0, 1));
        assertThrows(AgentTerminationException.class, () -> fixture.cycle(1));
        assertTrue(counters.isHalted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"result -1", "result 31"})
    void shouldHaltWhenTheStateMachineReturnsALengthThatCannotBe(final String command)
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, command);
        assertThrows(AgentTerminationException.class, fixture::commit);
        assertEquals("the state machine returned resultLength=" + command.substring("result ".length()) +
            " for index=3: 0 to " + AgentFixture.RESULT_LENGTH_MAX + " is allowed", fixture.haltReason.getMessage());
    }

    @Test
    void shouldTakeTheLongestResult()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "result " + AgentFixture.RESULT_LENGTH_MAX);
        fixture.command(2, 0, "result 0");
        fixture.commit();
        assertTrue(fixture.told.get(1).startsWith("1 OK "));
        assertEquals(AgentFixture.RESULT_LENGTH_MAX + "1 OK ".length(), fixture.told.get(1).length());
        assertEquals("2 OK ", fixture.told.get(2));
    }

    /** What no gateway lets through but a log may hold: of no session, again, and out of order. */
    @Test
    void shouldApplyFromTheLogOnlyWhatIsInOrder()
    {
        final AgentFixture fixture = new AgentFixture(3);
        final TestLog leader = new TestLog();
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[]{'a'});
        leader.append(1, EntryType.COMMAND, 0, 2, 1, 0, payload, 0, 1);
        leader.append(1, EntryType.SESSION_OPEN, 0, 0, 77, 0, NOTHING, 0, 0);
        leader.append(1, EntryType.COMMAND, 0, 2, 1, 0, payload, 0, 1);
        leader.append(1, EntryType.COMMAND, 0, 2, 1, 0, payload, 0, 1);
        leader.append(1, EntryType.COMMAND, 0, 2, 3, 0, payload, 0, 1);
        leader.append(1, EntryType.SESSION_CLOSE, 0, 2, 0, 0, NOTHING, 0, 0);
        leader.append(1, EntryType.COMMAND, 0, 2, 2, 0, payload, 0, 1);
        leader.append(1, EntryType.SESSION_CLOSE, 0, 2, 0, 0, NOTHING, 0, 0);
        final UnsafeBuffer frames = leader.frames(1, 8);
        fixture.arriving.add((handler) ->
            handler.onAppendEntries(1, 1, 0, 0, 8, 5, 0, frames, 0, frames.capacity()));
        fixture.cycle(1);
        assertEquals(8, fixture.context.counters().appliedIndex());
        assertEquals(1, fixture.appliedCount);
        assertEquals(List.of(), fixture.told);
    }
}
