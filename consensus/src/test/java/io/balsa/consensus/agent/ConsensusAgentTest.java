package io.balsa.consensus.agent;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.core.DiskState;
import io.balsa.consensus.core.FailurePolicy;
import io.balsa.consensus.core.InvariantViolation;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConsensusAgentTest
{
    private static final long MS = AgentFixture.MS;

    @Test
    void shouldSendNothingBeforeTermAndVoteAreStored()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.store.autoStore(false);
        fixture.arriving.add((handler) -> handler.onVoteRequest(1, 4, 0, 0, false));
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(List.of(), fixture.sent);
        fixture.store.complete();
        fixture.cycle(1);
        assertEquals(List.of("vote response 1 term=4 granted=true"), fixture.sent);
    }

    /** Anyone may ask any member: also one that has never led and knows nobody. */
    @Test
    void shouldTellItsStatusInEveryRole()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.port.request(1, (handler) -> handler.onStatusRequest(1, 5));
        fixture.cycle(1);
        assertEquals("status FOLLOWER term=0 leader=-1 0:PROBE:-1 1:PROBE:-1 2:PROBE:-1", fixture.lastTold());
        fixture.lead();
        fixture.port.request(1, (handler) -> handler.onStatusRequest(1, 6));
        fixture.cycle(1);
        assertEquals("status LEADER term=1 leader=0 0:PROBE:1 1:REPLICATE:1 2:PROBE:0", fixture.lastTold());
    }

    /** A vote whose write fails was never given: no answer leaves, and the member halts with the reason. */
    @Test
    void shouldGiveNoVoteWhenItCannotBeStored()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.store.autoStore(false);
        fixture.arriving.add((handler) -> handler.onVoteRequest(1, 4, 0, 0, false));
        fixture.cycle(1);
        fixture.store.fail();
        assertHaltsWith(fixture, "term state was not stored: term=4");
        assertEquals(List.of(), fixture.sent);
    }

    /** A candidacy whose write fails was never begun: nobody is asked for a vote, also after others would give it. */
    @Test
    void shouldNotStandForElectionWhenItCannotBeStored()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.store.autoStore(false);
        for (int i = 0; i < 5; i++)
        {
            fixture.cycle(60 * MS);
        }
        fixture.sent.clear();
        fixture.arriving.add((handler) -> handler.onVoteResponse(1, 0, 1, true, true));
        fixture.cycle(1);
        fixture.store.fail();
        assertHaltsWith(fixture, "term state was not stored: term=1");
        assertEquals(List.of(), fixture.sent);
        assertEquals(0, fixture.store.term());
    }

    @Test
    void shouldAckEntriesAfterTheirSync()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.log.autoSync(false);
        fixture.cycle(1);
        fixture.log.completeSync();
        final TestLog leader = new TestLog();
        leader.append(1, EntryType.NO_OP, 0, 0, 0, 0, new UnsafeBuffer(new byte[0]), 0, 0);
        final UnsafeBuffer frames = leader.frames(1, 1);
        fixture.arriving.add((handler) ->
            handler.onAppendEntries(1, 1, 0, 0, 0, 5, 0, frames, 0, frames.capacity()));
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(List.of(), fixture.sent);
        fixture.log.completeSync();
        fixture.cycle(1);
        assertEquals(List.of("ack 1 match=1 appended=1"), fixture.sent);
    }

    @Test
    void shouldSendEntriesBeforeItsOwnSync()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.log.autoSync(false);
        fixture.lead();
        assertTrue(fixture.sent.contains("entries 1 prev=0"));
        assertFalse(fixture.isLastReady);
    }

    @Test
    void shouldSayWhyACommandIsNotAppended()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long lastIndex = fixture.log.lastIndex();
        assertRefusal(fixture, 2, 0, "gap", "2 NOT_APPLIED ");
        assertRefusal(fixture, 1, 0, "invalid", "1 REJECTED 42");
        assertRefusal(fixture, 1, 0, "throw", "1 REJECTED -1");
        assertRefusal(fixture, 1, 0, "x".repeat(101), "1 TOO_LARGE ");
        fixture.log.refuse(RaftLog.DISK_FULL);
        assertRefusal(fixture, 1, 0, "full", "1 DISK_FULL ");
        fixture.log.refuse(0);
        assertEquals(lastIndex, fixture.log.lastIndex());
        for (int sequence = 1; sequence <= 4; sequence++)
        {
            fixture.command(sequence, 0, "a");
        }
        assertRefusal(fixture, 5, 0, "window", "5 BUSY ");
        fixture.sessionId++;
        fixture.command(1, 0, "unknown session");
        fixture.commit();
        assertTrue(fixture.told.contains("1 SESSION_UNKNOWN "), fixture.told::toString);
    }

    /** Nobody else is up: what it had known to be committed is in its state all the same, and no client is told. */
    @Test
    void shouldApplyAloneAfterARestartWhatItKnewToBeCommitted()
    {
        final AgentFixture former = new AgentFixture(3).lead().openSession();
        former.command(1, 0, "a");
        former.commit();
        final long committedIndex = former.log.lastIndex();
        former.command(2, 1, "b");
        former.cycle(1);
        former.log.recover();
        final AgentFixture fixture = new AgentFixture(3, 100, former.log, FailurePolicy.ANSWER);
        fixture.cycle(1);
        assertEquals(committedIndex, fixture.context.counters().appliedIndex());
        assertEquals(committedIndex + 1, fixture.log.lastIndex());
        assertEquals(1, fixture.appliedCount);
        assertEquals(List.of(), fixture.told);
        assertEquals(List.of(), fixture.sent);
    }

    /** Who does nothing else may sleep. */
    @Test
    void shouldNotCountSignsOfLifeAsWork()
    {
        final AgentFixture leader = new AgentFixture(3).lead();
        leader.cycle(1);
        final int heartbeatCount = leader.heartbeatCount;
        leader.nowNs += 20 * MS;
        assertEquals(0, leader.agent.doWork());
        assertEquals(heartbeatCount + 2, leader.heartbeatCount);

        final AgentFixture follower = new AgentFixture(3);
        follower.cycle(1);
        follower.peerResult = PeerTransport.BACK_PRESSURED;
        follower.arriving.add((handler) -> handler.onHeartbeat(1, 1, 0, 1));
        follower.cycle(1);
        follower.cycle(1);
        follower.peerResult = PeerTransport.SENT;
        follower.nowNs++;
        assertEquals(0, follower.agent.doWork());
        assertEquals(1, follower.sent.size(), follower.sent::toString);
    }

    /** Whatever a duty cycle sends leaves in it. */
    @Test
    void shouldFlushBehindAllThatItSends()
    {
        final AgentFixture leader = new AgentFixture(3).lead().openSession();
        leader.nowNs += 20 * MS;
        leader.cycle(1);
        assertTrue(leader.heartbeatCount > 0 && !leader.told.isEmpty());
        assertEquals(leader.sent.size() + leader.heartbeatCount + leader.told.size(), leader.flushedCount);
    }

    /** Heartbeats flow on while the disk hangs: the leader itself must let go, and tell who waits. */
    @Test
    void shouldHandOverAndTellItsClientsWhenItsDiskHangs()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long timeoutNs = RaftConfig.Builder.DISK_STALL_TIMEOUT_DEFAULT_NS;
        fixture.log.autoSync(false);
        fixture.command(1, 0, "never durable here");
        fixture.runAsLeader(timeoutNs);
        assertEquals(RaftRole.LEADER, fixture.lastRole);
        assertEquals("OK", fixture.diskStates());
        fixture.runAsLeader(60 * MS);
        assertEquals(RaftRole.FOLLOWER, fixture.lastRole);
        assertEquals("OK STALLED", fixture.diskStates());
        assertEquals("leader event appended=1", fixture.lastTold());
        assertEquals(1, fixture.context.counters().diskStepDownCount());
        assertEquals(DiskState.STALLED.code(), fixture.context.counters().diskState());
        final int heartbeatCount = fixture.heartbeatCount;
        fixture.sent.clear();
        fixture.runAsLeader(timeoutNs);
        assertEquals(heartbeatCount, fixture.heartbeatCount);
        assertEquals(List.of(), fixture.sent);
        fixture.log.autoSync(true);
        fixture.stand();
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.lastRole);
        assertEquals("OK STALLED OK", fixture.diskStates());
        assertEquals(0, fixture.haltCount);
    }

    @Test
    void shouldRefuseAndThenHandOverWhenItsDiskIsFullAndServeAgainByItself()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.log.refuse(RaftLog.DISK_FULL);
        assertRefusal(fixture, 1, 0, "full", "1 DISK_FULL ");
        assertEquals("OK FULL", fixture.diskStates());
        fixture.runAsLeader(RaftConfig.Builder.DISK_STALL_TIMEOUT_DEFAULT_NS + 60 * MS);
        assertEquals(RaftRole.FOLLOWER, fixture.lastRole);
        assertEquals("leader event appended=0", fixture.lastTold());
        assertRefusal(fixture, 1, 0, "full", "1 NOT_LEADER ");
        fixture.sent.clear();
        fixture.runAsLeader(RaftConfig.Builder.DISK_STALL_TIMEOUT_DEFAULT_NS);
        assertEquals(List.of(), fixture.sent);
        fixture.log.refuse(0);
        fixture.lead();
        fixture.connect(1, fixture.sessionId, 77);
        fixture.command(1, 0, "taken");
        fixture.commit();
        assertEquals("1 OK 1", fixture.lastTold());
        assertEquals("OK FULL OK", fixture.diskStates());
        assertEquals(0, fixture.haltCount);
    }

    @Test
    void shouldHoldACommandBackWhileTheLogIsBackPressured()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.log.refuse(RaftLog.BACK_PRESSURED);
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals(1, fixture.port.waiting());
        fixture.log.refuse(0);
        fixture.commit();
        assertEquals("1 OK 1", fixture.lastTold());
    }

    @Test
    void shouldAnswerADuplicateWithTheFirstReplyAndNoEntry()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "a");
        fixture.commit();
        final long lastIndex = fixture.log.lastIndex();
        fixture.command(1, 0, "a");
        fixture.cycle(1);
        assertEquals(List.of("1 OK 1", "1 OK 1"), fixture.told.subList(1, 3));
        assertEquals(lastIndex, fixture.log.lastIndex());
        assertEquals(1, fixture.appliedCount);
    }

    @Test
    void shouldResumeRepliesWhenEgressHasRoomAgain()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.told.clear();
        fixture.command(1, 0, "a");
        fixture.command(2, 0, "b");
        fixture.cycle(1);
        fixture.port.fullWhen(() -> true);
        fixture.commit();
        assertEquals(List.of(), fixture.told);
        fixture.port.fullWhen(() -> false);
        fixture.cycle(1);
        fixture.cycle(1);
        assertEquals(List.of("1 OK 1", "2 OK 2"), fixture.told);
    }

    @Test
    void shouldTellClientsWhatWasAppendedWhenItStepsDown()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "a");
        fixture.commit();
        fixture.command(2, 0, "b");
        fixture.cycle(1);
        fixture.arriving.add((handler) -> handler.onHeartbeat(2, 9, 0, 1));
        fixture.cycle(1);
        assertEquals("leader event appended=2", fixture.lastTold());
        assertEquals(RaftRole.FOLLOWER, fixture.lastRole);
        assertRefusal(fixture, 3, 0, "c", "3 NOT_LEADER ");
    }

    @Test
    void shouldOpenOneSessionForAClientHoweverOftenItAsks()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.connect(1, 0, 77);
        fixture.connect(2, 0, 77);
        fixture.commit();
        final long lastIndex = fixture.log.lastIndex();
        fixture.connect(3, 0, 77);
        fixture.cycle(1);
        assertEquals(lastIndex, fixture.log.lastIndex());
        assertEquals(List.of("connected 2 OK last=0", "connected 3 OK last=0"), fixture.told);
    }

    @Test
    void shouldNotResumeASessionWithAnotherKey()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.connect(5, fixture.sessionId, 78);
        fixture.cycle(1);
        assertEquals("connected 5 SESSION_UNKNOWN last=0", fixture.lastTold());
        fixture.connect(5, fixture.sessionId, 77);
        fixture.cycle(1);
        assertEquals("connected 5 OK last=0", fixture.lastTold());
    }

    @Test
    void shouldLeaveASessionWithTheConnectionThatTookItOver()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long session = fixture.sessionId;
        fixture.connect(2, session, 77);
        fixture.connect(1, 0, 78);
        fixture.commit();
        fixture.port.request(2, (handler) ->
            handler.onCommand(2, session, 1, 0, new UnsafeBuffer(new byte[1]), 0, 1));
        fixture.commit();
        assertEquals("1 OK 1", fixture.lastTold());
    }

    /** A connection has one session at a time: with the next one it has left the one before. */
    @Test
    void shouldLeaveTheFormerSessionOfAConnection()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        final long former = fixture.sessionId;
        fixture.connect(1, 0, 78);
        fixture.commit();
        fixture.sessionId = former;
        assertRefusal(fixture, 1, 0, "a", "1 NOT_LEADER ");
        fixture.connect(2, former, 77);
        fixture.cycle(1);
        assertEquals("connected 2 OK last=0", fixture.lastTold());
    }

    @Test
    void shouldCloseASessionAndFreeItsPlace()
    {
        final AgentFixture fixture = new AgentFixture(3, 1).lead().openSession();
        fixture.connect(2, 0, 78);
        fixture.cycle(1);
        assertEquals("connected 2 SESSION_LIMIT last=0", fixture.lastTold());
        fixture.port.request(1, (handler) -> handler.onClose(1, 4, fixture.sessionId));
        fixture.commit();
        assertEquals("connected 1 CLOSED last=0", fixture.lastTold());
        fixture.connect(2, 0, 78);
        fixture.commit();
        assertEquals("connected 2 OK last=0", fixture.lastTold());
    }

    @Test
    void shouldTellWhetherNobodyLeadsOrItIsBeingDecidedOrWhoLeads()
    {
        final AgentFixture fixture = new AgentFixture(3);
        fixture.connect(1, 0, 77);
        fixture.cycle(1);
        assertEquals("connected 1 NO_LEADER last=0", fixture.lastTold());
        for (int i = 0; i < 5; i++)
        {
            fixture.cycle(60 * AgentFixture.MS);
        }
        fixture.connect(1, 0, 77);
        fixture.cycle(1);
        assertEquals("connected 1 ELECTION last=0", fixture.lastTold());
        fixture.arriving.add((handler) -> handler.onHeartbeat(1, 1, 0, 1));
        fixture.connect(1, 0, 77);
        fixture.cycle(1);
        assertEquals("connected 1 NOT_LEADER last=0", fixture.lastTold());
    }

    @Test
    void shouldRefuseClientsOfOtherClustersAndVersions()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.port.request(1, (handler) -> handler.onConnect(1, 9, 2, 1, 77, 0));
        fixture.port.request(2, (handler) -> handler.onConnect(2, 9, 1, 2, 77, 0));
        fixture.cycle(1);
        assertEquals(List.of("connected 1 WRONG_CLUSTER last=0", "connected 2 WRONG_VERSION last=0"), fixture.told);
    }

    @Test
    void shouldAnswerAPoisonCommandWithTheTypeOfItsFailureAndGoOn()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "poison");
        fixture.command(2, 0, "a");
        fixture.commit();
        assertEquals(List.of("1 FAILED java.lang.IllegalStateExceptio", "2 OK 1"), fixture.told.subList(1, 3));
        assertEquals(0, fixture.haltCount);
    }

    @Test
    void shouldHaltOnAPoisonCommandWhereTheLogSaysSo()
    {
        final AgentFixture leader = new AgentFixture(3, 100, new TestLog(), FailurePolicy.HALT).lead().openSession();
        leader.command(1, 0, "poison");
        assertThrows(AgentTerminationException.class, leader::commit);
        assertEquals("the state machine failed on index=3 of sessionId=2 and the log says HALT: mend the state" +
            " machine, then start the member", leader.haltReason.getMessage());
        assertSame(IllegalStateException.class, leader.haltReason.getCause().getClass());
        assertEquals(List.of(), leader.told.subList(1, leader.told.size()));

        // What another member is told to do when it leads does not matter: the entry's own term has decided.
        leader.log.completeSync();
        final AgentFixture follower = new AgentFixture(3, 100, leader.log, FailurePolicy.ANSWER);
        assertThrows(AgentTerminationException.class, follower::lead);
        assertEquals(leader.haltReason.getMessage(), follower.haltReason.getMessage());
    }

    @Test
    void shouldHaltOnAFailurePolicyThatItDoesNotKnow()
    {
        final TestLog log = new TestLog();
        log.append(1, EntryType.NO_OP, 1, 0, 0, 0, new UnsafeBuffer(new byte[]{9, 0, 0, 0, 0, 0, 0, 0}), 0, 8);
        final AgentFixture fixture = new AgentFixture(3, 100, log, FailurePolicy.ANSWER);
        assertThrows(AgentTerminationException.class, fixture::lead);
        assertEquals("the entry at index=1 has a failure policy that this version does not know: install the version" +
            " that the other members run", fixture.haltReason.getMessage());
    }

    @Test
    void shouldHaltOnceAndForAllOnAnError()
    {
        final AgentFixture fixture = new AgentFixture(3).lead().openSession();
        fixture.command(1, 0, "error");
        assertThrows(AgentTerminationException.class, fixture::commit);
        assertSame(StackOverflowError.class, fixture.haltReason.getClass());
        final AgentTerminationException again =
            assertThrows(AgentTerminationException.class, () -> fixture.cycle(1));
        assertSame(fixture.haltReason, again.getCause());
        assertEquals(1, fixture.haltCount);
    }

    @Test
    void shouldHaltWhenAnInvariantBreaks()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        fixture.arriving.add((handler) -> handler.onHeartbeat(1, 1, 0, 1));
        assertThrows(AgentTerminationException.class, () -> fixture.cycle(1));
        assertSame(InvariantViolation.class, fixture.haltReason.getClass());
    }

    @Test
    void shouldApplyABoundedNumberOfEntriesInACycle()
    {
        final AgentFixture fixture = new AgentFixture(3);
        final TestLog leader = new TestLog();
        final int count = LogApplier.ENTRIES_PER_CYCLE_MAX + 10;
        for (int i = 0; i < count; i++)
        {
            leader.append(1, EntryType.SESSION_CLOSE, 0, 0, 0, 0, new UnsafeBuffer(new byte[0]), 0, 0);
        }
        final UnsafeBuffer frames = leader.frames(1, count);
        fixture.arriving.add((handler) ->
            handler.onAppendEntries(1, 1, 0, 0, count, 5, 0, frames, 0, frames.capacity()));
        fixture.cycle(1);
        assertEquals(LogApplier.ENTRIES_PER_CYCLE_MAX, fixture.context.counters().appliedIndex());
        fixture.cycle(1);
        assertEquals(count, fixture.context.counters().appliedIndex());
    }

    @Test
    void shouldTellTheListenerTheLastStateAndWhenItIsReady()
    {
        final AgentFixture fixture = new AgentFixture(3).lead();
        assertEquals(RaftRole.LEADER, fixture.lastRole);
        assertTrue(fixture.isLastReady);
        for (int i = 0; i < 10; i++)
        {
            fixture.cycle(60 * MS);
        }
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.lastRole);
        assertFalse(fixture.isLastReady);
    }

    @Test
    void shouldRefuseAMessageLengthThatTheTransportCannotTake()
    {
        final AgentFixture fixture = new AgentFixture(1);
        fixture.context.config(new RaftConfig.Builder().memberIds(0).appendLengthMax(8192).build());
        final IllegalArgumentException ex =
            assertThrows(IllegalArgumentException.class, fixture.context::conclude);
        assertEquals("appendLengthMax=8192 is not allowed: peerTransport takes at most 4096", ex.getMessage());
    }

    @Test
    void shouldCloseTheStateMachine()
    {
        final AgentFixture fixture = new AgentFixture(1);
        fixture.agent.onClose();
        assertTrue(fixture.isClosed);
    }

    private static void assertHaltsWith(final AgentFixture fixture, final String message)
    {
        assertThrows(AgentTerminationException.class, () -> fixture.cycle(1));
        assertEquals(message, fixture.haltReason.getMessage());
        assertEquals(1, fixture.haltCount);
        assertThrows(AgentTerminationException.class, () -> fixture.cycle(1000 * MS));
        assertEquals(1, fixture.haltCount);
    }

    private static void assertRefusal(
        final AgentFixture fixture,
        final long sequence,
        final long acked,
        final String command,
        final String expected)
    {
        fixture.command(sequence, acked, command);
        fixture.cycle(1);
        assertEquals(expected, fixture.lastTold());
    }
}
