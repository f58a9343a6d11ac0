package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a follower believes, what it echoes, and when it says that a message is to be delivered again.
 */
class FollowerTest
{
    private static final int PIECE_LENGTH = 64;

    @Test
    void shouldEchoOnlyTheTimeOfTheLeaderOfItsTerm()
    {
        final CoreFixture fixture = new CoreFixture(5);
        fixture.core.onHeartbeat(1, 4, 1, 70);
        fixture.core.onAppendEntries(1, 4, 0, 0, 1, 71, 0, new UnsafeBuffer(new byte[0]), 0, 0);
        assertTrue(fixture.outbox(1).isAppendResponsePending());
        assertEquals(0, fixture.outbox(1).leaderTimeNs());
        fixture.core.onAppendEntries(1, 5, 0, 0, 1, 72, 0, new UnsafeBuffer(new byte[0]), 0, 0);
        assertEquals(72, fixture.outbox(1).leaderTimeNs());
        fixture.core.onHeartbeat(1, 5, 1, 73);
        fixture.core.onHeartbeat(1, 5, 1, 69);
        assertEquals(73, fixture.outbox(1).leaderTimeNs());
    }

    @Test
    void shouldAskForAMessageAgainThatTheLogHasNotTakenWhole()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.core.onHeartbeat(1, 2, 0, 1);
        fixture.forgetOutboxes();
        fixture.log.refuse(RaftLog.BACK_PRESSURED);
        assertFalse(fixture.appendFrom(2, 0, 1, 1, 2, 2));
        assertFalse(fixture.outbox(1).isAppendResponsePending());
        fixture.log.refuse(0);
        fixture.log.room(1);
        assertFalse(fixture.appendFrom(2, 0, 1, 1, 2, 2));
        assertEquals(2, fixture.log.lastIndex());
        assertEquals(2, fixture.core.appendedIndexFor(1));
        fixture.log.room(1);
        assertTrue(fixture.appendFrom(2, 0, 1, 1, 2, 2));
        assertTrue(fixture.appendFrom(2, 0, 1, 1, 2, 2), "held already");
        assertEquals(0, fixture.core.malformedCount());
    }

    @Test
    void shouldAskForAPieceAgainThatTheLogHasNotTaken()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.log.refuse(RaftLog.DISK_FULL);
        assertFalse(sendPiece(fixture, 1, 0));
        fixture.log.refuse(0);
        assertTrue(sendPiece(fixture, 1, 0));
        assertTrue(sendPiece(fixture, 1, 1));
        assertEquals(1, fixture.log.lastIndex());
        assertEquals(0, fixture.core.malformedCount());
    }

    /** Nothing is asked for again that would be damaged again. */
    @Test
    void shouldCountADamagedEntryAndTakeNothing()
    {
        final CoreFixture fixture = new CoreFixture(1);
        final UnsafeBuffer frames = CoreFixture.logOf(1, 2).frames(2, 2);
        frames.putByte(EntryFrame.HEADER_LENGTH, (byte)99);
        assertTrue(fixture.append(1, 2, 1, 1, 0, frames));
        assertEquals(1, fixture.core.malformedCount());
        assertEquals(1, fixture.log.lastIndex());
    }

    @Test
    void shouldCountAMessageThatIsTooShortForAHeader()
    {
        for (int length = 1; length < EntryFrame.HEADER_LENGTH; length++)
        {
            final CoreFixture fixture = new CoreFixture(1);
            assertTrue(fixture.append(1, 2, 1, 1, 0, new UnsafeBuffer(new byte[length])));
            assertEquals(1, fixture.core.malformedCount(), "length=" + length);
        }
    }

    /** A place beyond the log has no term, also when the message says so. */
    @Test
    void shouldRejectWhatFollowsNoEntryWhateverItsTerm()
    {
        final CoreFixture fixture = new CoreFixture(1);
        fixture.append(1, 2, 9, RaftLog.NULL_TERM, 9, new UnsafeBuffer(new byte[0]));
        assertEquals(9, fixture.outbox(1).rejectedIndex());
        assertEquals(0, fixture.core.commitIndex());
    }

    @Test
    void shouldNotCompareWhatIsCommitted()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        fixture.append(1, 2, 2, 1, 2, new UnsafeBuffer(new byte[0]));
        assertEquals(2, fixture.core.commitIndex());
        fixture.forgetOutboxes();
        fixture.append(1, 2, 2, 7, 2, new UnsafeBuffer(new byte[0]));
        fixture.append(1, 2, 1, 7, 2, new UnsafeBuffer(new byte[0]));
        assertEquals(-1, fixture.outbox(1).rejectedIndex());
    }

    @Test
    void shouldRefuseAFirstPieceWithAFalseHeader()
    {
        final CoreFixture fixture = new CoreFixture();
        final UnsafeBuffer wrongIndex = piece(1, 0);
        wrongIndex.putLong(EntryHeaderDecoder.indexEncodingOffset(), 2, ByteOrder.LITTLE_ENDIAN);
        assertTrue(fixture.append(1, 1, 0, 0, 0, wrongIndex));
        final UnsafeBuffer laterTerm = piece(1, 0);
        laterTerm.putLong(EntryHeaderDecoder.termEncodingOffset(), 2, ByteOrder.LITTLE_ENDIAN);
        assertTrue(fixture.append(1, 1, 0, 0, 0, laterTerm));
        assertEquals(2, fixture.core.malformedCount());
        assertTrue(sendPiece(fixture, 1, 1));
        assertEquals(0, fixture.log.lastIndex());
    }

    /**
     * A header that is not verified does not make an entry the leader's either: the member asks for a message that
     * compares the two, once.
     */
    @Test
    void shouldAskWhetherAnEntryThatIsHeldIsTheLeadersWhenItComesInPieces()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(3), longLog(1), 1, -1);
        fixture.core.onHeartbeat(1, 1, 0, 1);
        assertTrue(sendPiece(fixture, 1, 1));
        assertEquals(0, fixture.core.appendedIndexFor(1));
        assertEquals(-1, fixture.outbox(1).rejectedIndex());
        assertTrue(sendPiece(fixture, 1, 0));
        assertEquals(0, fixture.core.appendedIndexFor(1));
        assertEquals(2, fixture.outbox(1).rejectedIndex());
        fixture.forgetOutboxes();
        fixture.append(1, 1, 1, 1, 0, new UnsafeBuffer(new byte[0]));
        assertEquals(1, fixture.core.appendedIndexFor(1));
        assertTrue(sendPiece(fixture, 1, 0));
        assertEquals(-1, fixture.outbox(1).rejectedIndex());
    }

    /** A flipped bit may turn the term of an entry into that of the one that is held: it is not the leader's entry. */
    @Test
    void shouldNotTakeADamagedEntryForTheOneThatIsHeld()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        final UnsafeBuffer frames = CoreFixture.logOf(1, 3).frames(2, 2);
        frames.putLong(EntryHeaderDecoder.termEncodingOffset(), 1, ByteOrder.LITTLE_ENDIAN);
        assertTrue(fixture.append(1, 3, 1, 1, 2, frames));
        assertEquals(1, fixture.core.appendedIndexFor(1));
        assertEquals(1, fixture.core.commitIndex());
        assertEquals(1, fixture.core.malformedCount());
    }

    /** The same where new entries follow the damaged one, and where the entry comes in pieces. */
    @Test
    void shouldNotTakeADamagedEntryForTheOneThatIsHeldWhateverFollows()
    {
        final CoreFixture fixture = new CoreFixture(1, 1);
        final UnsafeBuffer frames = CoreFixture.logOf(1, 3, 3).frames(2, 3);
        frames.putLong(EntryHeaderDecoder.termEncodingOffset(), 1, ByteOrder.LITTLE_ENDIAN);
        assertTrue(fixture.append(1, 3, 1, 1, 3, frames));
        assertArrayEquals(new long[]{1, 1}, fixture.log.terms());
        assertEquals(1, fixture.core.appendedIndexFor(1));
        assertEquals(1, fixture.core.malformedCount());
        final CoreFixture pieces = new CoreFixture(CoreFixture.config(3), longLog(1), 1, -1);
        final UnsafeBuffer piece = piece(3, 0);
        piece.putLong(EntryHeaderDecoder.termEncodingOffset(), 1, ByteOrder.LITTLE_ENDIAN);
        assertTrue(pieces.append(1, 3, 0, 0, 1, piece));
        assertEquals(0, pieces.core.appendedIndexFor(1));
        assertEquals(0, pieces.core.commitIndex());
    }

    /** What was compared before is not checked again: that would cost the leader's repetitions dear. */
    @Test
    void shouldCheckWhatItHoldsOnlyWhereThatTellsItSomething()
    {
        final CoreFixture fixture = new CoreFixture();
        fixture.appendFrom(1, 0, 0, 1, 1);
        fixture.appendFrom(1, 0, 0, 1, 1);
        fixture.appendFrom(1, 0, 1, 1, 1, 1);
        assertEquals(0, fixture.log.verifyCount());
        final CoreFixture restarted = new CoreFixture(1, 1);
        restarted.appendFrom(1, 0, 0, 1, 1, 1);
        assertEquals(1, restarted.log.verifyCount());
        assertEquals(3, restarted.core.appendedIndexFor(1));
    }

    /** A header that is not verified cannot conflict with what is committed. */
    @Test
    void shouldKeepACommittedEntryWhateverAFirstPieceSays()
    {
        final CoreFixture fixture = new CoreFixture(CoreFixture.config(3), longLog(1), 1, -1);
        fixture.append(1, 2, 1, 1, 1, new UnsafeBuffer(new byte[0]));
        assertEquals(1, fixture.core.commitIndex());
        fixture.forgetOutboxes();
        final UnsafeBuffer damaged = piece(1, 0);
        damaged.putLong(EntryHeaderDecoder.termEncodingOffset(), 2, ByteOrder.LITTLE_ENDIAN);
        assertTrue(fixture.append(1, 2, 0, 0, 0, damaged));
        assertEquals(-1, fixture.outbox(1).rejectedIndex());
        assertArrayEquals(new long[]{1}, fixture.log.terms());
    }

    @Test
    void shouldKnowTheAgeOfItsContacts()
    {
        final CoreFixture follower = new CoreFixture();
        assertEquals(-1, follower.core.contactAgeNs(1));
        follower.core.onHeartbeat(1, 1, 0, 1);
        follower.core.onCycle(follower.nowNs + 30, 0);
        assertEquals(30, follower.core.contactAgeNs(1));
        assertEquals(-1, follower.core.contactAgeNs(2));
        assertEquals(0, follower.core.contactAgeNs(0));
        final CoreFixture leader = new CoreFixture().lead();
        leader.core.onCycle(leader.nowNs + 40, 0);
        leader.core.onAppendResponse(1, 1, 0, 0, leader.nowNs + 10, -1, 0, 0);
        assertEquals(30, leader.core.contactAgeNs(1));
        assertEquals(40, leader.core.contactAgeNs(2));
        assertEquals(0, leader.core.contactAgeNs(0));
    }

    private static TestLog longLog(final long term)
    {
        final TestLog log = new TestLog();
        log.append(term, EntryType.COMMAND, 0, 0, 0, 0, new UnsafeBuffer(new byte[PIECE_LENGTH]), 0, PIECE_LENGTH);
        log.recover();
        return log;
    }

    /** A header in the first piece, its payload in the second. */
    private static UnsafeBuffer piece(final long term, final int piece)
    {
        return new UnsafeBuffer(longLog(term).frames(1, 1), piece * PIECE_LENGTH, PIECE_LENGTH);
    }

    private static boolean sendPiece(final CoreFixture follower, final long term, final int piece)
    {
        return follower.core.onAppendEntries(
            1, term, 0, 0, 0, 1, piece * PIECE_LENGTH, piece(term, piece), 0, PIECE_LENGTH);
    }
}
