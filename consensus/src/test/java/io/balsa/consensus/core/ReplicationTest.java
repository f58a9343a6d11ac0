package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a leader sends to whom, which answers it takes for old, and what it holds against itself.
 */
class ReplicationTest
{
    private static final long MS = CoreFixture.MS;
    private static final long HEARTBEAT_NS = 20 * MS;
    /** That of a command of the fixture, and of the entry that begins a term. */
    private static final int ENTRY_LENGTH = 72;

    @Test
    void shouldSendNothingToItself()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        assertFalse(fixture.core.nextAppend(0, fixture.message));
    }

    /** A probe carries what fits into a message whole, to the byte. */
    @Test
    void shouldProbeWithEntriesThatFitAndWithNothingWhereTheyDoNot()
    {
        assertEquals(ENTRY_LENGTH, probeLength(8));
        assertEquals(0, probeLength(9));
    }

    private static int probeLength(final int payloadLength)
    {
        final TestLog log = new TestLog();
        log.append(1, EntryType.COMMAND, 0, 0, 0, 0, new UnsafeBuffer(new byte[16]), 0, payloadLength);
        log.recover();
        final CoreFixture fixture =
            new CoreFixture(CoreFixture.config(3).appendLengthMax(ENTRY_LENGTH), log, 1, -1).lead();
        fixture.core.nextAppend(1, fixture.message);
        fixture.core.onAppendSent(fixture.message);
        fixture.core.onAppendResponse(1, 2, 0, 0, fixture.nowNs, 1, 0, 0);
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(0, fixture.message.prevLogIndex());
        return fixture.message.length();
    }

    @Test
    void shouldProbeOnceInAHeartbeatInterval()
    {
        final CoreFixture fixture = new CoreFixture(1).lead();
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        fixture.core.onAppendSent(fixture.message);
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        fixture.nowNs += HEARTBEAT_NS - 1;
        fixture.core.onCycle(fixture.nowNs, 0);
        fixture.ack(1, 0, 0);
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        fixture.nowNs++;
        fixture.core.onCycle(fixture.nowNs, 0);
        assertFalse(fixture.core.nextAppend(1, fixture.message), "nobody has answered since");
        fixture.ack(1, 0, 0);
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(1, fixture.message.prevLogIndex());
    }

    @Test
    void shouldTakeNoRejectionForThatOfItsProbeThatIsNot()
    {
        final CoreFixture fixture = new CoreFixture(1, 1, 1, 1).lead();
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(4, fixture.message.prevLogIndex());
        fixture.core.onAppendSent(fixture.message);
        reject(fixture, 3, 1);
        reject(fixture, 5, 1);
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        reject(fixture, 4, 2);
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(2, fixture.message.prevLogIndex());
    }

    @Test
    void shouldGoBackForARejectionOnlyBehindWhatMatches()
    {
        final CoreFixture fixture = new CoreFixture(1, 1, 1).lead();
        fixture.ack(1, 3, 4);
        assertEquals(ProgressState.REPLICATE, fixture.core.progressState(1));
        reject(fixture, 2, 1);
        reject(fixture, 3, 1);
        assertEquals(ProgressState.REPLICATE, fixture.core.progressState(1));
        reject(fixture, 4, 3);
        assertEquals(ProgressState.PROBE, fixture.core.progressState(1));
    }

    private static void reject(final CoreFixture fixture, final long rejectedIndex, final long hintIndex)
    {
        fixture.core.onAppendResponse(
            1, fixture.core.term(), 0, 0, fixture.nowNs, rejectedIndex, hintIndex, 1);
    }

    @Test
    void shouldNotDoubtAPeerThatHoldsEverything()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.ack(1, 1, 1);
        for (int i = 0; i < 50; i++)
        {
            fixture.cycle(HEARTBEAT_NS);
            fixture.ack(1, 1, 1);
            assertFalse(fixture.core.nextAppend(1, fixture.message));
        }
        assertEquals(ProgressState.REPLICATE, fixture.core.progressState(1));
    }

    /** How long a peer stands still counts from the message that it has not answered, not from the last one it did. */
    @Test
    void shouldGiveAPeerTimeForTheFirstMessageAfterALongRest()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.ack(1, 1, 1);
        for (int i = 0; i < 50; i++)
        {
            fixture.cycle(HEARTBEAT_NS);
            fixture.ack(1, 1, 1);
        }
        fixture.propose();
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        fixture.core.onAppendSent(fixture.message);
        fixture.cycle(CoreFixture.ELECTION_MIN_NS - 1);
        assertEquals(ProgressState.REPLICATE, fixture.core.progressState(1));
        fixture.cycle(1);
        assertEquals(ProgressState.PROBE, fixture.core.progressState(1));
    }

    /** 0 is no time, an older time is not news: neither is a sign of life. */
    @Test
    void shouldTakeNoEchoThatIsNoneOrOldForASignOfLife()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.nowNs = 10_000 * MS;
        fixture.core.onCycle(fixture.nowNs, 0);
        fixture.core.onPause();
        fixture.lead();
        final long electedNs = fixture.nowNs;
        fixture.core.onCycle(electedNs + 100, 0);
        fixture.core.onAppendResponse(1, 1, 0, 0, electedNs + 50, -1, 0, 0);
        assertEquals(50, fixture.core.contactAgeNs(1));
        fixture.core.onAppendResponse(1, 1, 0, 0, 0, -1, 0, 0);
        fixture.core.onAppendResponse(1, 1, 0, 0, electedNs + 20, -1, 0, 0);
        assertEquals(50, fixture.core.contactAgeNs(1));
        fixture.core.onAppendResponse(1, 1, 0, 0, electedNs + 100, -1, 0, 0);
        assertEquals(0, fixture.core.contactAgeNs(1));
    }

    @Test
    void shouldNotBeReadyBeforeItsFirstEntryIsAppended()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.log.refuse(RaftLog.BACK_PRESSURED);
        fixture.lead();
        assertEquals(RaftRole.LEADER, fixture.core.role());
        assertFalse(fixture.core.isLeaderReady());
        assertEquals(RaftCore.BUSY, fixture.propose());
        fixture.log.refuse(0);
        fixture.cycle(1);
        assertEquals(1, fixture.log.lastIndex());
        fixture.ack(1, 1, 1);
        assertFalse(fixture.core.isLeaderReady());
        fixture.core.onApplied(1, 1, 0);
        assertTrue(fixture.core.isLeaderReady());
        fixture.core.onHeartbeat(2, 2, 0, 1);
        assertFalse(fixture.core.isLeaderReady());
    }

    @Test
    void shouldCountNoEntryThatWasRefused()
    {
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).commandLengthMax(8).uncommittedBytesMax(3 * ENTRY_LENGTH), new TestLog(), 0, -1)
            .lead();
        fixture.log.refuse(RaftLog.DISK_FULL);
        for (int i = 0; i < 5; i++)
        {
            assertEquals(RaftLog.DISK_FULL, fixture.propose());
        }
        fixture.log.refuse(0);
        assertEquals(2, fixture.propose());
        assertEquals(3, fixture.propose());
        assertEquals(RaftCore.BUSY, fixture.propose());
    }

    /** Entries of earlier terms were never on the account. */
    @Test
    void shouldTakeOnlyItsOwnEntriesOffTheAccount()
    {
        final CoreFixture fixture = new CoreFixture(
            CoreFixture.config(3).commandLengthMax(8).uncommittedBytesMax(2 * ENTRY_LENGTH), CoreFixture.logOf(1, 1), 1,
            -1).lead();
        assertEquals(4, fixture.propose());
        fixture.settle();
        fixture.ack(1, 4, 4);
        fixture.core.onApplied(1, 1, 8);
        fixture.core.onApplied(2, 1, 8);
        assertEquals(RaftCore.BUSY, fixture.propose());
        fixture.core.onApplied(3, 2, 8);
        assertEquals(5, fixture.propose());
        assertEquals(RaftCore.BUSY, fixture.propose());
        fixture.core.onApplied(4, 2, 8);
        assertEquals(6, fixture.propose());
    }

    @Test
    void shouldSendHeartbeatsAtTheirIntervalAndGiveUpAfterTheLongestTimeout()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.forgetOutboxes();
        fixture.cycle(HEARTBEAT_NS - 1);
        assertFalse(fixture.outbox(1).isHeartbeatPending());
        fixture.cycle(1);
        assertTrue(fixture.outbox(1).isHeartbeatPending());
        fixture.cycle(CoreFixture.ELECTION_MAX_NS - HEARTBEAT_NS);
        assertEquals(RaftRole.LEADER, fixture.core.role());
        fixture.cycle(1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    /** It holds what it acknowledged and has not compared it since it restarted: it asks for that by rejection. */
    @Test
    void shouldHearAPeerThatRejectsWhatItAcknowledgedBeforeItRestarted()
    {
        final CoreFixture fixture = new CoreFixture().lead();
        fixture.propose();
        fixture.propose();
        fixture.propose();
        fixture.ack(1, 4, 4);
        fixture.ack(1, 0, 0);
        assertEquals(ProgressState.PROBE, fixture.core.progressState(1));
        reject(fixture, 4, 1);
        fixture.ack(1, 1, 1);
        assertEquals(ProgressState.REPLICATE, fixture.core.progressState(1));
        reject(fixture, 3, 2);
        assertEquals(ProgressState.PROBE, fixture.core.progressState(1));
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(2, fixture.message.prevLogIndex());
        assertEquals(4, fixture.core.matchIndex(1));
    }
}
