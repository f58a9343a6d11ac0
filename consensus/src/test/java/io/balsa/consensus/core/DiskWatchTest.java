package io.balsa.consensus.core;

import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.support.TestLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A disk that hangs or is full, while messages flow as ever.
 */
class DiskWatchTest
{
    private static final long MS = CoreFixture.MS;
    private static final long TIMEOUT_NS = 1_000 * MS;
    private static final long STEP_NS = 20 * MS;

    private final TestLog log = CoreFixture.logOf(1);
    private final CoreFixture fixture =
        new CoreFixture(CoreFixture.config(3).diskStallTimeoutNs(TIMEOUT_NS), log, 1, -1);

    /** Cycles in which both peers answer. */
    private void run(final long durationNs)
    {
        for (long ns = 0; ns < durationNs; ns += STEP_NS)
        {
            final long stepNs = Math.min(STEP_NS, durationNs - ns);
            fixture.nowNs += stepNs;
            fixture.core.onCycle(fixture.nowNs, fixture.nowNs);
            if (fixture.core.role() == RaftRole.LEADER)
            {
                fixture.ack(1, 1, 1);
                fixture.ack(2, 1, 1);
            }
            fixture.cycle(0);
        }
    }

    private void leadAndHang()
    {
        fixture.lead();
        log.autoSync(false);
        assertTrue(fixture.propose() > 0);
        fixture.cycle(0);
    }

    private void assertGaveUp(final DiskState diskState)
    {
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertEquals(diskState, fixture.core.diskState());
        assertEquals(1, fixture.core.diskStepDownCount());
        assertEquals(-1, fixture.core.leaderId());
        assertEquals(2, fixture.core.term());
        assertEquals(0, fixture.core.votedFor(), "a vote stands for its whole term");
    }

    @Test
    void shouldGiveUpWhenNothingGetsDurableForTheTimeout()
    {
        leadAndHang();
        run(TIMEOUT_NS - 1);
        assertEquals(RaftRole.LEADER, fixture.core.role());
        assertEquals(DiskState.OK, fixture.core.diskState());
        run(1);
        assertGaveUp(DiskState.STALLED);
        assertEquals(RaftCore.NOT_LEADER, fixture.propose());
    }

    @Test
    void shouldNotStandForElectionBeforeItsLogIsDurableAgain()
    {
        leadAndHang();
        run(TIMEOUT_NS);
        assertGaveUp(DiskState.STALLED);
        run(20 * CoreFixture.ELECTION_MAX_NS);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertFalse(fixture.outbox(1).isVoteRequestPending());
        log.autoSync(true);
        fixture.settle();
        run(CoreFixture.ELECTION_MAX_NS + 2 * STEP_NS);
        assertEquals(DiskState.OK, fixture.core.diskState());
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
    }

    /** It still takes what another leader sends, and follows it. */
    @Test
    void shouldFollowAndVoteWhileItsDiskHangs()
    {
        leadAndHang();
        run(TIMEOUT_NS);
        fixture.core.onVoteRequest(1, 3, 5, 2, false);
        assertTrue(fixture.outbox(1).vote().isGranted());
        fixture.core.onHeartbeat(1, 3, 0, 1);
        assertEquals(1, fixture.core.leaderId());
        run(TIMEOUT_NS);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    /** Slow is not hung: each sync takes almost as long as a leader may be without one. */
    @Test
    void shouldStayWhileItsDiskComesForward()
    {
        leadAndHang();
        for (int i = 0; i < 5; i++)
        {
            run(TIMEOUT_NS - STEP_NS);
            assertTrue(fixture.propose() > 0);
            log.completeSync();
            fixture.settle();
        }
        assertEquals(RaftRole.LEADER, fixture.core.role());
        assertTrue(log.lastIndex() > log.syncedIndex());
    }

    @Test
    void shouldStayOnADiskOfWhichItWantsNothing()
    {
        fixture.lead();
        log.autoSync(false);
        run(10 * TIMEOUT_NS);
        assertEquals(RaftRole.LEADER, fixture.core.role());
    }

    /** Until the log takes entries again nobody is served: after the timeout others shall try. */
    @ParameterizedTest
    @ValueSource(longs = {RaftLog.BACK_PRESSURED, RaftLog.DISK_FULL})
    void shouldGiveUpWhenItsLogTakesNothingForTheTimeout(final long refusal)
    {
        final DiskState expected = refusal == RaftLog.DISK_FULL ? DiskState.FULL : DiskState.STALLED;
        fixture.lead();
        log.refuse(refusal);
        fixture.cycle(0);
        run(TIMEOUT_NS - 1);
        assertEquals(RaftRole.LEADER, fixture.core.role());
        assertEquals(refusal, fixture.propose());
        run(1);
        assertGaveUp(expected);
        run(20 * CoreFixture.ELECTION_MAX_NS);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        log.refuse(0);
        run(CoreFixture.ELECTION_MAX_NS + 2 * STEP_NS);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
        assertEquals(DiskState.OK, fixture.core.diskState());
    }

    @Test
    void shouldServeOnWhenThereIsRoomBeforeTheTimeout()
    {
        fixture.lead();
        for (int i = 0; i < 3; i++)
        {
            log.refuse(RaftLog.DISK_FULL);
            run(TIMEOUT_NS);
            assertEquals(DiskState.FULL, fixture.core.diskState());
            log.refuse(0);
            run(STEP_NS);
            assertEquals(DiskState.OK, fixture.core.diskState());
            assertTrue(fixture.propose() > 0);
        }
        assertEquals(RaftRole.LEADER, fixture.core.role());
    }

    /** With a full disk it could not even append the entry that opens its term. */
    @Test
    void shouldNotStandWithAFullDiskAndEndWhatItHasBegun()
    {
        fixture.cycle(CoreFixture.ELECTION_MAX_NS + 1);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
        log.refuse(RaftLog.DISK_FULL);
        fixture.cycle(1);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        fixture.core.onVoteResponse(1, 1, 2, true, true);
        assertEquals(1, fixture.core.term());
        fixture.core.onVoteRequest(1, 2, 1, 1, false);
        assertTrue(fixture.outbox(1).vote().isGranted(), "others may lead");
        log.refuse(0);
        fixture.becomeCandidate();
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        log.refuse(RaftLog.DISK_FULL);
        fixture.cycle(1);
        fixture.core.onVoteResponse(1, 3, 3, false, true);
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
    }

    /** A vote that does not get durable: neither is anybody elected by it, nor does the member try again and again. */
    @Test
    void shouldNotStandWhileTermAndVoteAreNotStored()
    {
        fixture.nowNs += CoreFixture.ELECTION_MAX_NS + 1;
        fixture.core.onCycle(fixture.nowNs, 0);
        fixture.core.onTick();
        fixture.core.onVoteResponse(1, 1, 2, true, true);
        assertEquals(RaftRole.CANDIDATE, fixture.core.role());
        for (long ns = 0; ns < 5 * TIMEOUT_NS; ns += STEP_NS)
        {
            fixture.nowNs += STEP_NS;
            fixture.core.onCycle(fixture.nowNs, 0);
            fixture.core.onVoteResponse(1, 2, 2, false, true);
            fixture.core.onTick();
            assertFalse(fixture.core.role() == RaftRole.LEADER);
        }
        assertEquals(DiskState.STALLED, fixture.core.diskState());
        assertEquals(RaftRole.FOLLOWER, fixture.core.role());
        assertEquals(2, fixture.core.term());
        fixture.settle();
        run(CoreFixture.ELECTION_MAX_NS + 2 * STEP_NS);
        assertEquals(RaftRole.PRE_CANDIDATE, fixture.core.role());
    }

    /** Each of them is a pause of its own; the disk was never given the time. */
    @Test
    void shouldNotTakeItsOwnPauseForOneOfTheDisk()
    {
        leadAndHang();
        for (int i = 0; i < 3; i++)
        {
            fixture.nowNs += 2 * TIMEOUT_NS;
            fixture.core.onCycle(fixture.nowNs, fixture.nowNs);
            fixture.core.onPause();
            fixture.ack(1, 1, 1);
            fixture.cycle(0);
            assertEquals(RaftRole.LEADER, fixture.core.role());
        }
        run(TIMEOUT_NS);
        assertGaveUp(DiskState.STALLED);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveEachStateACode(final DiskState diskState)
    {
        assertEquals(diskState, DiskState.get(diskState.code()));
        assertThrows(IllegalArgumentException.class, () -> DiskState.get(DiskState.values().length));
        assertThrows(IllegalArgumentException.class, () -> DiskState.get(-1));
    }
}
