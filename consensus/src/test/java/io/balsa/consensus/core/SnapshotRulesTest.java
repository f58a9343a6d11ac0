package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Who is offered a snapshot, who installs it, and what becomes of the log. */
class SnapshotRulesTest
{
    private static final long MS = CoreFixture.MS;
    private static final long HEARTBEAT_NS = 20 * MS;
    private static final long PIN_NS = 1_000 * MS;

    private static SnapshotContent content(final long index, final long term)
    {
        return new SnapshotContent(new SnapshotId(index, term), 7, 100, 1000);
    }

    /** A leader of term 2 whose log has lost its first entries up to one. */
    private static CoreFixture leader(final long removedTo, final long... terms)
    {
        final TestLog log = CoreFixture.logOf(terms);
        final long term = terms[terms.length - 1];
        final CoreFixture fixture =
            new CoreFixture(CoreFixture.config(3).snapshotPinTimeoutNs(PIN_NS), log, term, -1).lead();
        fixture.ack(2, terms.length + 1, terms.length + 1);
        fixture.core.onLogSynced(log.syncedIndex());
        log.truncatePrefix(removedTo + 1);
        return fixture;
    }

    private static void offer(
        final CoreFixture follower, final long term, final long index, final long snapshotTerm)
    {
        follower.core.snapshots().onOffer(1, term, follower.nowNs, index, snapshotTerm, 7, 100, 1000);
    }

    private static void reject(final CoreFixture fixture, final long hintIndex)
    {
        fixture.core.nextAppend(1, fixture.message);
        fixture.core.onAppendSent(fixture.message);
        fixture.core.onAppendResponse(1, fixture.core.term(), 0, 0, fixture.nowNs,
            fixture.message.prevLogIndex(), hintIndex, 1);
    }

    private static CoreFixture leaderOfOneWhoLagsBehind()
    {
        final CoreFixture fixture = leader(3, 1, 1, 1, 1, 1);
        fixture.core.snapshots().onPublished(content(4, 1));
        reject(fixture, 2);
        assertEquals(ProgressState.SNAPSHOT, fixture.core.progressState(1));
        return fixture;
    }

    /** A member with an empty disk in an idle cluster: the same rejection for ever otherwise. */
    @Test
    void shouldOfferASnapshotToWhoNeedsEntriesThatAreGone()
    {
        final CoreFixture fixture = leaderOfOneWhoLagsBehind();
        assertFalse(fixture.core.nextAppend(1, fixture.message));
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(content(4, 1), fixture.outbox(1).snapshotOffer());
        assertNull(fixture.outbox(2).snapshotOffer());
        fixture.outbox(1).onSnapshotOfferSent();
        fixture.cycle(HEARTBEAT_NS - 1);
        assertNull(fixture.outbox(1).snapshotOffer());
        fixture.cycle(1);
        assertEquals(content(4, 1), fixture.outbox(1).snapshotOffer());
    }

    @Test
    void shouldOfferNothingWhereNothingIsPublished()
    {
        final CoreFixture fixture = leader(3, 1, 1, 1, 1, 1);
        reject(fixture, 2);
        fixture.cycle(HEARTBEAT_NS);
        assertNull(fixture.outbox(1).snapshotOffer());
        assertEquals(SnapshotRules.NOT_PINNED, fixture.core.snapshots().pinnedIndex());
    }

    @Test
    void shouldProbeWhoHoldsTheEntryBeforeTheFirst()
    {
        final CoreFixture fixture = leader(3, 1, 1, 1, 1, 1);
        reject(fixture, 3);
        assertEquals(ProgressState.PROBE, fixture.core.progressState(1));
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(3, fixture.message.prevLogIndex());
    }

    @Test
    void shouldGoOnBehindTheSnapshotThatWasInstalled()
    {
        final CoreFixture fixture = leaderOfOneWhoLagsBehind();
        fixture.cycle(HEARTBEAT_NS);
        fixture.ack(1, 0, 0);
        assertEquals(ProgressState.SNAPSHOT, fixture.core.progressState(1));
        fixture.ack(1, 4, 4);
        assertEquals(ProgressState.PROBE, fixture.core.progressState(1));
        assertTrue(fixture.core.nextAppend(1, fixture.message));
        assertEquals(4, fixture.message.prevLogIndex());
        assertEquals(SnapshotRules.NOT_PINNED, fixture.core.snapshots().pinnedIndex());
    }

    /** What a member held before it lost its disk says nothing. */
    @Test
    void shouldLookAtWhatAMemberHoldsNow()
    {
        final CoreFixture fixture = leader(3, 1, 1, 1, 1, 1);
        fixture.core.snapshots().onPublished(content(4, 1));
        fixture.ack(1, 6, 6);
        fixture.ack(1, 0, 0);
        reject(fixture, 0);
        assertEquals(ProgressState.SNAPSHOT, fixture.core.progressState(1));
        fixture.ack(1, 0, 0);
        assertEquals(ProgressState.SNAPSHOT, fixture.core.progressState(1));
    }

    @Test
    void shouldPinTheLogBehindWhatIsOffered()
    {
        final CoreFixture fixture = leaderOfOneWhoLagsBehind();
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(4, fixture.core.snapshots().pinnedIndex());
        fixture.core.snapshots().onPublished(content(6, 2));
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(content(4, 1), fixture.outbox(1).snapshotOffer(), "catch-up would begin anew with each snapshot");
        assertEquals(4, fixture.core.snapshots().pinnedIndex());
    }

    @Test
    void shouldOfferAnOlderOneWhereTheNewestTurnsOutToBeDamaged()
    {
        final CoreFixture fixture = leaderOfOneWhoLagsBehind();
        fixture.core.snapshots().onPublished(content(6, 2));
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(content(6, 2), fixture.outbox(1).snapshotOffer());
        fixture.core.snapshots().onPublished(content(4, 1));
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(content(4, 1), fixture.outbox(1).snapshotOffer());
    }

    /** It would be fetched in vain until the time of the pin is over. */
    @Test
    void shouldOfferAnotherWhenTheOneOfferedIsRetired()
    {
        final CoreFixture fixture = leaderOfOneWhoLagsBehind();
        fixture.cycle(HEARTBEAT_NS);
        fixture.core.snapshots().onPublished(content(6, 2));
        fixture.core.snapshots().onHeld(4);
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(content(4, 1), fixture.outbox(1).snapshotOffer());
        fixture.core.snapshots().onHeld(5);
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(content(6, 2), fixture.outbox(1).snapshotOffer());
        assertEquals(6, fixture.core.snapshots().pinnedIndex());
    }

    @Test
    void shouldPinForALimitedTime()
    {
        final CoreFixture fixture = leaderOfOneWhoLagsBehind();
        fixture.cycle(HEARTBEAT_NS);
        fixture.core.snapshots().onPublished(content(6, 2));
        for (long elapsedNs = 0; elapsedNs < PIN_NS; elapsedNs += 100 * MS)
        {
            fixture.ack(2, 6, 6);
            fixture.cycle(100 * MS);
        }
        assertEquals(SnapshotRules.NOT_PINNED, fixture.core.snapshots().pinnedIndex(), "nothing is heard of it");
        fixture.ack(1, 0, 0);
        fixture.ack(2, 6, 6);
        fixture.cycle(HEARTBEAT_NS);
        assertEquals(content(6, 2), fixture.outbox(1).snapshotOffer());
        assertEquals(6, fixture.core.snapshots().pinnedIndex());
    }

    @Test
    void shouldWantWhatItDoesNotHold()
    {
        final CoreFixture follower = new CoreFixture(1, 1, 1);
        offer(follower, 5, 100, 4);
        assertTrue(follower.core.snapshots().wanted().isPending());
        assertEquals(100, follower.core.snapshots().wanted().index());
        assertEquals(4, follower.core.snapshots().wanted().term());
        assertEquals(1, follower.core.snapshots().wanted().leaderId());
        assertEquals(5, follower.core.term());
        assertEquals(1, follower.core.leaderId());
        assertTrue(follower.outbox(1).isAppendResponsePending());
        follower.core.snapshots().wanted().onTaken();
        assertFalse(follower.core.snapshots().wanted().isPending());
    }

    @Test
    void shouldNotListenToALeaderOfAnOlderTermNorToStrangers()
    {
        final CoreFixture follower = new CoreFixture(3);
        offer(follower, 2, 100, 2);
        follower.core.snapshots().onOffer(9, 5, follower.nowNs, 100, 4, 7, 100, 1000);
        follower.core.snapshots().onOffer(0, 5, follower.nowNs, 100, 4, 7, 100, 1000);
        offer(follower, 5, 100, 6);
        assertFalse(follower.core.snapshots().wanted().isPending());
        assertEquals(3, follower.core.term());
    }

    /** Scenario D1. */
    @Test
    void shouldNotInstallWhatItHolds()
    {
        final CoreFixture follower = new CoreFixture(1, 1, 2, 2);
        offer(follower, 5, 3, 2);
        assertFalse(follower.core.snapshots().wanted().isPending());
        assertEquals(3, follower.core.commitIndex(), "what is in a snapshot is committed");
        assertEquals(3, follower.core.appendedIndexFor(1));
        assertEquals(4, follower.log.lastIndex());
    }

    @Test
    void shouldGoOnBehindWhatItInstalls()
    {
        final CoreFixture follower = new CoreFixture(1, 1, 1);
        offer(follower, 5, 100, 4);
        assertTrue(follower.core.snapshots().isNews(100));
        follower.core.snapshots().onInstalled(100, 4, 77);
        follower.settle();
        assertEquals(101, follower.log.firstIndex());
        assertEquals(100, follower.log.lastIndex());
        assertEquals(100, follower.core.commitIndex());
        assertEquals(100, follower.core.appliedIndex());
        assertEquals(100, follower.core.durableIndex());
        assertEquals(100, follower.core.appendedIndexFor(1));
        assertTrue(follower.outbox(1).isAppendResponsePending());
        assertFalse(follower.core.snapshots().isNews(100));
        assertEquals(1, follower.core.snapshots().installedCount());
        final TestLog leaderLog = new TestLog();
        leaderLog.reset(100, 4);
        leaderLog.append(5, EntryType.COMMAND, 0, 0, 0, 0, new UnsafeBuffer(new byte[8]), 0, 8);
        assertTrue(follower.append(1, 5, 100, 4, 101, leaderLog.frames(101, 101)));
        assertEquals(101, follower.core.commitIndex());
    }

    @Test
    void shouldKeepWhatFollowsTheSnapshot()
    {
        final CoreFixture follower = new CoreFixture(1, 2, 2, 2);
        follower.core.snapshots().onInstalled(2, 2, 77);
        assertEquals(4, follower.log.lastIndex());
        assertEquals(1, follower.log.firstIndex());
        assertEquals(2, follower.core.commitIndex());
        assertEquals(2, follower.core.appliedIndex());
        assertEquals(0, follower.log.resetCount());
    }

    /** Scenario D2. */
    @Test
    void shouldRemoveAllOfALogThatConflicts()
    {
        final CoreFixture follower = new CoreFixture(1, 1, 1, 1);
        follower.core.snapshots().onInstalled(2, 2, 77);
        assertEquals(2, follower.log.lastIndex());
        assertEquals(3, follower.log.firstIndex());
        assertEquals(2, follower.log.termAt(2));
    }

    @Test
    void shouldNotGoBack()
    {
        final CoreFixture follower = new CoreFixture(1, 1, 1, 1);
        follower.appendFrom(1, 3, 4, 1, 1, 1, 1);
        assertEquals(3, follower.core.commitIndex());
        assertFalse(follower.core.snapshots().isNews(3));
        assertTrue(follower.core.snapshots().isNews(4));
        assertThrows(InvariantViolation.class, () -> follower.core.snapshots().onInstalled(3, 1, 77));
    }

    /** Scenario D5. */
    @Test
    void shouldStepBackAsACandidateWhoseLogGoes()
    {
        final CoreFixture candidate = new CoreFixture(1);
        candidate.becomeCandidate();
        assertEquals(RaftRole.CANDIDATE, candidate.core.role());
        candidate.core.snapshots().onInstalled(50, 1, 77);
        assertEquals(RaftRole.FOLLOWER, candidate.core.role());
        assertEquals(0, candidate.core.votedFor(), "the vote stands");
        assertEquals(50, candidate.core.commitIndex());
    }

    @Test
    void shouldLeaveALeaderAlone()
    {
        final CoreFixture leader = new CoreFixture(1).lead();
        assertFalse(leader.core.snapshots().isNews(50));
    }

    @Test
    void shouldHaveItsLogTimeGoOnWhereTheSnapshotEnds()
    {
        final CoreFixture follower = new CoreFixture(1);
        follower.core.snapshots().onInstalled(50, 1, 1L << 60);
        follower.settle();
        follower.lead();
        assertEquals(51, follower.log.lastIndex());
        assertEquals(1L << 60, follower.log.headerAt(51).timestampNs());
    }

    @Test
    void shouldStopWhereASnapshotConflictsWithWhatTheLeaderSent()
    {
        final CoreFixture follower = new CoreFixture(1);
        follower.appendFrom(1, 0, 1, 1, 1, 1);
        assertEquals(3, follower.core.appendedIndexFor(1));
        final InvariantViolation reason = assertThrows(
            InvariantViolation.class, () -> follower.core.snapshots().onInstalled(2, 5, 77));
        assertTrue(reason.getMessage().contains("conflicts with what the leader sent"), reason.getMessage());
        assertEquals(3, follower.log.lastIndex(), "nothing was removed");
    }

    @Test
    void shouldTellTheNewestThatItHas()
    {
        final CoreFixture fixture = new CoreFixture(1);
        final SnapshotContent content = content(1, 1);
        fixture.core.snapshots().onPublished(content);
        assertSame(content, fixture.core.snapshots().newest());
    }
}
