package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LeaderTest
{
    @Test
    void shouldTakeNoCommandBeforeItsNoOpIsInTheLog()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.log.refuse(RaftLog.BACK_PRESSURED);
        fixture.lead();
        assertEquals(RaftCore.BUSY, fixture.propose());
        fixture.log.refuse(0);
        fixture.cycle(1);
        assertEquals(EntryType.NO_OP, fixture.log.headerAt(1).entryType());
        assertEquals(2, fixture.propose());
    }

    @Test
    void shouldBeBusyAtTheLimitOfUnappliedBytesExactly()
    {
        final int noOp = 64;
        final int command = 72;
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).commandLengthMax(8).uncommittedBytesMax(noOp + 2 * command), new TestLog(), 0, -1);
        fixture.lead();
        fixture.ack(1, 1, 1);
        fixture.core.onApplied(1, 1, 0);
        assertTrue(fixture.propose() > 0);
        assertTrue(fixture.propose() > 0);
        assertEquals(RaftCore.BUSY, fixture.propose());
        fixture.settle();
        fixture.ack(1, 3, 3);
        fixture.core.onApplied(2, 1, 8);
        assertTrue(fixture.propose() > 0);
        assertEquals(RaftCore.BUSY, fixture.propose());
    }

    /** The entry that opens a term is on the account too, until it is applied and no longer. */
    @Test
    void shouldCountTheNoOpAmongTheUnappliedBytes()
    {
        final int command = 72;
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).commandLengthMax(8).uncommittedBytesMax(2 * command), new TestLog(), 0, -1);
        fixture.lead();
        assertTrue(fixture.propose() > 0);
        assertEquals(RaftCore.BUSY, fixture.propose());
        fixture.ack(1, 1, 1);
        fixture.core.onApplied(1, 1, 8);
        assertTrue(fixture.propose() > 0);
        assertEquals(RaftCore.BUSY, fixture.propose());
    }

    @Test
    void shouldRefuseACommandThatIsTooLarge()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(3).commandLengthMax(7), new TestLog(), 0, -1);
        fixture.lead();
        assertEquals(RaftCore.TOO_LARGE, fixture.propose());
        assertEquals(1, fixture.log.lastIndex());
    }

    @Test
    void shouldNeverStampBackwards()
    {
        final TestLog log = new TestLog();
        log.append(1, EntryType.COMMAND, 5_000, 0, 0, 0, new UnsafeBuffer(new byte[0]), 0, 0);
        log.recover();
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(3), log, 1, -1);
        fixture.lead();
        assertEquals(5_000, log.headerAt(2).timestampNs());
        fixture.core.onCycle(fixture.nowNs, 9_000);
        fixture.propose();
        assertEquals(9_000, log.headerAt(3).timestampNs());
        fixture.core.onCycle(fixture.nowNs, 1);
        fixture.propose();
        assertEquals(9_000, log.headerAt(4).timestampNs());
    }

    @Test
    void shouldGiveUpByTheTimeItsMessagesWereSentNotAnswered()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        final long sentNs = fixture.nowNs;
        fixture.cycle(CoreFixture.ELECTION_MAX_NS - CoreFixture.MS);
        fixture.core.onAppendResponse(1, 1, 1, 1, sentNs, -1, 0, 0);
        fixture.cycle(2 * CoreFixture.MS);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertFalse(fixture.outbox(1).isHeartbeatPending(), "a follower sends no heartbeat");
    }

    @Test
    void shouldStayWhileAQuorumAnswersAlsoWithAClockBelowZero()
    {
        final CoreFixture follower = new CoreFixture();
        final CoreFixture leader = new CoreFixture().lead();
        for (int i = 0; i < 10; i++)
        {
            leader.cycle(100 * CoreFixture.MS);
            follower.core.onHeartbeat(1, 1, 0, leader.nowNs);
            leader.core.onAppendResponse(1, 1, 1, 1, follower.outbox(1).leaderTimeNs(), -1, 0, 0);
        }
        assertEquals(RaftRole.LEADER, leader.core.role());
        assertTrue(leader.core.contactAgeNs(1) < CoreFixture.MS);
    }

    @Test
    void shouldTakeNoEchoOfTheFuture()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.core.onAppendResponse(1, 1, 1, 1, fixture.nowNs + 1_000 * CoreFixture.ELECTION_MAX_NS, -1, 0, 0);
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    @Test
    void shouldWaitForTheQuorumFloor()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(3).quorumFloor(3), new TestLog(), 0, -1);
        fixture.lead();
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
        fixture.core.onVoteResponse(2, 0, 1, true, true);
        fixture.settle();
        fixture.core.onVoteResponse(1, 1, 1, false, true);
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        fixture.core.onVoteResponse(2, 1, 1, false, true);
        assertEquals(RaftRole.LEADER, fixture.core.role());
        fixture.settle();
        fixture.ack(1, 1, 1);
        assertEquals(0, fixture.core.commitIndex());
        fixture.ack(2, 1, 1);
        assertEquals(1, fixture.core.commitIndex());
    }

    @Test
    void shouldWaitAfterItsOwnPauseRatherThanStandForElection()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.nowNs += 10 * CoreFixture.ELECTION_MAX_NS;
        fixture.core.onCycle(fixture.nowNs, 0);
        fixture.core.onPause();
        fixture.core.onTick();
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    @Test
    void shouldFeedAPeerThatIsFurtherThanWhatWasSent()
    {
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).inflightMax(1, 1 << 20).appendLengthMax(72), new TestLog(), 0, -1);
        fixture.lead();
        fixture.propose();
        fixture.propose();
        fixture.propose();
        fixture.ack(1, 0, 0);
        fixture.ack(1, 3, 3);
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(3, fixture.message.prevLogIndex());
        fixture.core.onAppendSent(fixture.message);
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        fixture.ack(1, 4, 4);
        fixture.propose();
        assertTrue(fixture.core.nextAppend(1, fixture.message));
    }

    @Test
    void shouldSendAnEntryInPiecesOnlyWhenTheWindowHasRoomForAllOfIt()
    {
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).inflightMax(8, 1_400), new TestLog(), 0, -1);
        fixture.lead();
        fixture.ack(1, 1, 1);
        fixture.propose();
        fixture.propose(2_000);
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(2, fixture.message.lastIndex);
        fixture.core.onAppendSent(fixture.message);
        fixture.ack(1, 1, 1);
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        fixture.ack(1, 2, 2);
        assertTrue(fixture.core.nextAppend(1, fixture.message), "longer than the window, so alone");
        assertFalse(fixture.message.isLastFragment);
        fixture.core.onAppendSent(fixture.message);
        assertTrue(fixture.core.nextAppend(1, fixture.message), "and then all of it");
    }

    /** A peer that answers heartbeats but takes no entries gets one message at a time, not a window again and again. */
    @Test
    void shouldSendOneMessageAtATimeToAPeerThatDoesNotAdvance()
    {
        final CorePair pair = new CorePair(new CoreFixture().lead(), new CoreFixture());
        pair.exchange();
        pair.filter((message, frames) -> false);
        for (int i = 0; i < 1_000; i++)
        {
            pair.leader.propose();
        }
        pair.exchange();
        pair.messageCount = 0;
        final int stalls = 4;
        for (long elapsedNs = 0; elapsedNs < stalls * CoreFixture.ELECTION_MIN_NS; elapsedNs += 10 * CoreFixture.MS)
        {
            pair.leader.cycle(10 * CoreFixture.MS);
            pair.heartbeat();
            pair.exchange();
        }
        assertTrue(pair.messageCount > 0 && pair.messageCount <= 2 * stalls, "messageCount=" + pair.messageCount);
        pair.filter((message, frames) -> true);
        pair.recover();
        assertEquals(pair.leader.log.lastIndex(), pair.follower.log.lastIndex());
    }

    @Test
    void shouldProbeAgainWhenAPeerStandsStill()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.ack(1, 1, 1);
        fixture.propose();
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        fixture.core.onAppendSent(fixture.message);
        for (int i = 0; i < 20; i++)
        {
            fixture.cycle(10 * CoreFixture.MS);
            fixture.ack(1, 1, 1);
        }
        assertEquals(ProgressState.REPLICATE, fixture.core.progressState(1));
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(1, fixture.message.prevLogIndex());
    }
}
