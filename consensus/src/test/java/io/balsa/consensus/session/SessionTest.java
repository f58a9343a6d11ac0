package io.balsa.consensus.session;

import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.session.Session.Admission;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SessionTest
{
    private static final int WINDOW = 40;

    private final Session session = new Session(5, 77, WINDOW);

    @Test
    void shouldApplyInOrderAndEachOnce()
    {
        apply(1, 0);
        apply(2, 0);
        assertEquals(Admission.DUPLICATE, session.admit(1, 0));
        assertEquals(Admission.DUPLICATE, session.admit(2, 0));
        assertEquals(Admission.GAP, session.admit(4, 0));
        apply(3, 0);
        assertEquals(3, session.lastSequence());
    }

    @Test
    void shouldGiveTheFirstReplyAgainUntilItIsAcked()
    {
        apply(1, 0);
        apply(2, 0);
        assertEquals(101, session.reply(1).index());
        assertEquals(1, session.reply(1).result().getLong(0));
        assertEquals(OutcomeCode.OK, session.reply(1).outcome());
        assertNull(session.reply(3));
        assertNull(session.reply(0));
        assertNull(session.reply(-1));
        apply(3, 1);
        assertNull(session.reply(1));
        assertNotNull(session.reply(2));
    }

    @Test
    void shouldGoOnBehindSequencesThatTheClientHasGivenUp()
    {
        apply(1, 0);
        assertEquals(Admission.APPLY, session.admit(9, 8));
        assertEquals(8, session.lastSequence());
        session.record(9, 109, OutcomeCode.OK, new UnsafeBuffer(new byte[8]), 0, 8);
        assertEquals(Admission.DUPLICATE, session.admit(5, 0));
        assertNull(session.reply(5));
    }

    @Test
    void shouldNotBelieveAnAckOfItsOwnSequence()
    {
        assertEquals(Admission.GAP, session.admit(3, 0));
        assertEquals(Admission.APPLY, session.admit(3, Long.MAX_VALUE));
        assertEquals(2, session.lastSequence());
    }

    @Test
    void shouldHoldAsManyRepliesAsTheWindowAndNotOneMore()
    {
        for (int sequence = 1; sequence <= WINDOW; sequence++)
        {
            apply(sequence, 0);
        }
        assertEquals(Admission.WINDOW, session.admit(WINDOW + 1, 0));
        for (int sequence = 1; sequence <= WINDOW; sequence++)
        {
            assertEquals(sequence, session.reply(sequence).result().getLong(0));
        }
        apply(WINDOW + 1, 1);
    }

    @Test
    void shouldUseTheMemoryOfAnAckedReplyAgain()
    {
        for (int sequence = 1; sequence <= 16; sequence++)
        {
            apply(sequence, 0);
        }
        final byte[] memory = session.reply(1).result().byteArray();
        apply(17, 16);
        assertSame(memory, session.reply(17).result().byteArray());
    }

    @Test
    void shouldGiveBackTheMemoryOfALongReply()
    {
        final UnsafeBuffer longResult = new UnsafeBuffer(new byte[CachedReply.RETAINED_LENGTH_MAX + 1]);
        assertEquals(Admission.APPLY, session.admit(1, 0));
        session.record(1, 1, OutcomeCode.OK, longResult, 0, longResult.capacity());
        final CachedReply reply = session.reply(1);
        apply(2, 1);
        assertEquals(0, reply.result().capacity());
    }

    @Test
    void shouldForgetWhatAnEarlierLeaderHasAppended()
    {
        apply(1, 0);
        session.onAppended(3, 5);
        assertEquals(5, session.appendedSequence(3));
        assertEquals(1, session.appendedSequence(4));
    }

    @Test
    void shouldOpenOneSessionForAKeyUpToTheLimit()
    {
        final SessionTable table = new SessionTable(2, WINDOW);
        final Session one = table.open(10, 1);
        assertSame(one, table.open(11, 1));
        assertNotNull(table.open(12, 2));
        assertTrue(table.isFull());
        assertNull(table.open(13, 3));
        assertSame(one, table.open(14, 1));
        table.close(10);
        table.close(10);
        assertNull(table.get(10));
        assertNull(table.ofClient(1));
        assertEquals(1, table.size());
        assertNotNull(table.open(15, 3));
        assertEquals(1, new SessionTable(1, 1).window());
        assertThrows(IllegalArgumentException.class, () -> new SessionTable(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new SessionTable(1, 0));
    }

    private void apply(final long sequence, final long acked)
    {
        assertEquals(Admission.APPLY, session.admit(sequence, acked));
        final UnsafeBuffer result = new UnsafeBuffer(new byte[8]);
        result.putLong(0, sequence);
        session.record(sequence, 100 + sequence, OutcomeCode.OK, result, 0, 8);
    }
}
