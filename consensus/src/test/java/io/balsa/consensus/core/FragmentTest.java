package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Entries that are longer than a message and so go in pieces.
 */
class FragmentTest
{
    private static final int LONG_LENGTH = 5_000;
    private static final int PIECE_LENGTH = RaftConfig.Builder.APPEND_LENGTH_MAX_DEFAULT;
    private static final int PIECES = 4;

    /** A long entry takes as many messages as it has pieces, and one more to find out where the logs agree. */
    @Test
    void shouldSendALongEntryInPieces()
    {
        final CorePair pair = new CorePair(leaderOf(longLog(1)), new CoreFixture());
        pair.exchange();
        assertAlike(pair);
        assertEquals(1 + 1 + PIECES + 1, pair.messageCount, "a rejected and an empty probe, the pieces, the no-op");
        assertEquals(2, pair.leader.core.matchIndex(1));
    }

    /** A piece whose first one never came is nothing. */
    @Test
    void shouldIgnoreALaterPieceWithoutItsFirst()
    {
        final CoreFixture follower = new CoreFixture();
        for (int piece = 1; piece < PIECES; piece++)
        {
            send(follower, 2, longLog(1), 1, piece);
        }
        assertEquals(0, follower.log.lastIndex());
        assertEquals(0, follower.core.malformedCount());
        assertEquals(0, follower.core.appendedIndexFor(1));
    }

    /** A piece that was lost is noticed, and the entry is sent anew from its first piece. */
    @Test
    void shouldSendALongEntryAnewWhenAPieceIsLost()
    {
        final CorePair pair = new CorePair(leaderOf(longLog(1)), new CoreFixture());
        pair.filter((message, frames) -> message.fragmentOffset() != PIECE_LENGTH);
        pair.exchange();
        assertEquals(0, pair.follower.log.lastIndex());
        pair.filter((message, frames) -> true);
        pair.recover();
        assertAlike(pair);
    }

    /** The pieces of one leader are never put together with those of another. */
    @Test
    void shouldNotGoOnWithThePiecesOfAnotherLeader()
    {
        final CoreFixture follower = new CoreFixture();
        send(follower, 2, longLog(1), 1, 0);
        for (int piece = 1; piece < PIECES; piece++)
        {
            send(follower, 3, longLog(2), 1, piece);
        }
        assertEquals(0, follower.log.lastIndex());
        assertEquals(0, follower.core.malformedCount());
    }

    /** A leader that dies in the middle of an entry leaves nothing: its successor's entry takes the place. */
    @Test
    void shouldTakeTheNewLeadersEntryWhenTheLeaderChangesBetweenPieces()
    {
        final CorePair former = new CorePair(leaderOf(longLog(1)), new CoreFixture());
        former.filter((message, frames) -> message.fragmentOffset() == 0);
        former.exchange();
        assertEquals(0, former.follower.log.lastIndex());
        final CorePair pair = new CorePair(leaderOf(longLog(2, 2)), former.follower);
        pair.exchange();
        assertAlike(pair);
        assertEquals(0, pair.follower.core.malformedCount());
        // What the former leader still had under way is of an earlier term.
        send(pair.follower, 2, longLog(1), 1, 1);
        assertAlike(pair);
    }

    /** The header of a first piece is not verified: no entry is removed for what it says, and the logs still agree. */
    @Test
    void shouldRemoveNothingForADamagedHeaderInTheFirstPiece()
    {
        final CoreFixture follower = new CoreFixture(CoreFixture.config(3), longLog(1, 1, 1), 1, -1);
        final CorePair pair = new CorePair(leaderOf(longLog(1, 1, 1)), follower);
        final long generation = follower.log.generation();
        final UnsafeBuffer damaged = piece(longLog(1, 1, 1), 2, 0);
        damaged.putLong(EntryHeaderDecoder.termEncodingOffset(), 2, ByteOrder.LITTLE_ENDIAN);
        follower.core.onAppendEntries(1, 2, 1, 1, 0, 1, 0, damaged, 0, damaged.capacity());
        assertEquals(1, follower.matchFor(1));
        pair.exchange();
        assertArrayEquals(new long[]{1, 1, 1, 2}, follower.log.terms());
        assertEquals(generation, follower.log.generation());
        assertEquals(4, pair.leader.core.matchIndex(1));
    }

    /** Nor for a message that names yet another term than the header did. */
    @Test
    void shouldRemoveNothingWhenHeaderAndMessageNameDifferentTerms()
    {
        final CoreFixture follower = new CoreFixture(1, 1, 1);
        send(follower, 4, longLog(1, 3), 2, 0);
        final UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
        follower.append(1, 4, 2, 2, 0, nothing);
        follower.append(1, 4, 3, 3, 0, nothing);
        assertArrayEquals(new long[]{1, 1, 1}, follower.log.terms());
        follower.append(1, 4, 2, 3, 0, nothing);
        assertArrayEquals(new long[]{1}, follower.log.terms());
    }

    /** A length that cannot be true costs the entry's pieces, not the member, and the entry comes whole thereafter. */
    @Test
    void shouldRecoverFromADamagedLengthInTheFirstPiece()
    {
        final CorePair pair = new CorePair(leaderOf(longLog(1)), new CoreFixture());
        pair.filter((message, frames) ->
        {
            if (message.prevLogIndex() == 0 && message.fragmentOffset() == 0 && message.length() > 0)
            {
                frames.putInt(EntryHeaderDecoder.frameLengthEncodingOffset(), 3_000, ByteOrder.LITTLE_ENDIAN);
            }
            return true;
        });
        pair.exchange();
        assertEquals(0, pair.follower.log.lastIndex());
        pair.filter((message, frames) -> true);
        pair.recover();
        assertAlike(pair);
    }

    /** A long entry that does conflict takes the place of what conflicts, in a bounded number of messages. */
    @Test
    void shouldReplaceWhatConflictsWithALongEntry()
    {
        final TestLog log = longLog(1, 3);
        final CorePair pair = new CorePair(leaderOf(log), new CoreFixture(CoreFixture.config(3),
            longLog(1, 2, 2, 2), 2, -1));
        pair.exchange();
        assertAlike(pair);
        assertArrayEquals(new long[]{1, 3, 4}, pair.follower.log.terms());
        assertEquals(3, pair.rejectionCount, "by the probe, by the header, and by the message that proves it");
        assertTrue(pair.messageCount <= 3 + 2 * PIECES + 3, "messageCount=" + pair.messageCount);
        assertEquals(0, pair.follower.core.malformedCount());
        assertEquals(3, pair.leader.core.matchIndex(1));
    }

    private static CoreFixture leaderOf(final TestLog log)
    {
        return new CoreFixture(CoreFixture.config(3), log, log.termAt(log.lastIndex()), -1).lead();
    }

    /** A durable log of long entries with these terms; entries differ by their terms. */
    private static TestLog longLog(final long... terms)
    {
        final TestLog log = new TestLog();
        for (final long term : terms)
        {
            final UnsafeBuffer payload = new UnsafeBuffer(new byte[LONG_LENGTH]);
            payload.setMemory(0, LONG_LENGTH, (byte)term);
            log.append(term, EntryType.COMMAND, 0, 0, 0, 0, payload, 0, LONG_LENGTH);
        }
        log.recover();
        return log;
    }

    private static UnsafeBuffer piece(final TestLog log, final long index, final int piece)
    {
        final UnsafeBuffer frame = log.frames(index, index);
        final int offset = piece * PIECE_LENGTH;
        return new UnsafeBuffer(frame, offset, Math.min(PIECE_LENGTH, frame.capacity() - offset));
    }

    private static void send(
        final CoreFixture follower, final long term, final TestLog log, final long index, final int piece)
    {
        final UnsafeBuffer bytes = piece(log, index, piece);
        follower.core.onAppendEntries(1, term, index - 1, log.termAt(index - 1), 0, 1, piece * PIECE_LENGTH, bytes, 0,
            bytes.capacity());
        follower.settle();
    }

    private static void assertAlike(final CorePair pair)
    {
        final TestLog log = pair.leader.log;
        assertArrayEquals(log.terms(), pair.follower.log.terms());
        assertEquals(log.chainAt(log.lastIndex()), pair.follower.log.chainAt(log.lastIndex()));
    }
}
