package io.balsa.consensus.session;

import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.storage.ReplyCode;
import io.balsa.codecs.storage.SessionReplyDecoder;
import io.balsa.codecs.storage.SessionReplyEncoder;
import io.balsa.codecs.storage.SessionStateDecoder;
import io.balsa.codecs.storage.SessionStateEncoder;
import io.balsa.codecs.storage.SessionTableDecoder;
import io.balsa.codecs.storage.SessionTableEncoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.SnapshotWriter;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * The sessions of a snapshot as bytes: what {@link SessionTable} holds, and the failure policy that is in force. The
 * same table gives the same bytes on every member.
 */
public final class SessionSection
{
    private static final int ALIGNMENT = 8;

    /** Of the block without a digest, as it was written before there was one. */
    private static final int TABLE_LENGTH_MIN = 16;

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final SessionTableEncoder tableEncoder = new SessionTableEncoder();
    private final SessionStateEncoder sessionEncoder = new SessionStateEncoder();
    private final SessionReplyEncoder replyEncoder = new SessionReplyEncoder();
    private SessionTable table;
    private long[] sessionIds = {};
    private int sessionCount;
    private Session session;
    private long sequence;
    private int length;

    /** Create an empty section. */
    public SessionSection()
    {
    }

    /**
     * The bytes.
     *
     * @return the section from offset 0 on, {@link #length()} bytes of it.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Length of the section.
     *
     * @return bytes.
     */
    public int length()
    {
        return length;
    }

    /**
     * Write a table.
     *
     * @param table         with the sessions.
     * @param failurePolicy in force.
     * @param digest        of all that was applied, 0 when it is not known.
     * @throws IllegalStateException when it takes more than {@link SnapshotWriter#SECTION_LENGTH_MAX} bytes.
     */
    public void encode(final SessionTable table, final FailurePolicyCode failurePolicy, final long digest)
    {
        begin(table, failurePolicy, digest);
        boolean isWhole = false;
        while (!isWhole)
        {
            isWhole = encodeNext(SnapshotWriter.SECTION_LENGTH_MAX);
        }
    }

    /**
     * Begin to write a table, which must not change until {@link #encodeNext} has come to its end.
     *
     * @param newTable      with the sessions.
     * @param failurePolicy in force.
     * @param digest        of all that was applied, 0 when it is not known.
     */
    public void begin(final SessionTable newTable, final FailurePolicyCode failurePolicy, final long digest)
    {
        table = newTable;
        sessionIds = table.sessionIds();
        sessionCount = 0;
        session = null;
        length = 0;
        tableEncoder.wrap(buffer, claim(SessionTableEncoder.BLOCK_LENGTH))
            .schemaVersion(SessionTableEncoder.SCHEMA_VERSION)
            .tableLength(SessionTableEncoder.BLOCK_LENGTH)
            .sessionLength(SessionStateEncoder.BLOCK_LENGTH)
            .replyLength(SessionReplyEncoder.BLOCK_LENGTH)
            .sessionCount(table.size())
            .failurePolicy(failurePolicy)
            .digest(digest);
    }

    /**
     * Go on writing the table.
     *
     * @param bytesMax after which to stop; the session or the reply that reaches it is written whole.
     * @return true when all is written.
     * @throws IllegalStateException when it takes more than {@link SnapshotWriter#SECTION_LENGTH_MAX} bytes.
     */
    public boolean encodeNext(final int bytesMax)
    {
        final int lengthBefore = length;
        while (!isWhole() && length - lengthBefore < bytesMax)
        {
            if (hasReply())
            {
                encodeReply(session.reply(++sequence));
            }
            else
            {
                encodeSession(table.get(sessionIds[sessionCount++]));
            }
        }
        return isWhole();
    }

    private boolean hasReply()
    {
        return session != null && sequence < session.lastSequence();
    }

    private boolean isWhole()
    {
        return !hasReply() && sessionCount == sessionIds.length;
    }

    private void encodeSession(final Session next)
    {
        session = next;
        sequence = session.ackedSequence();
        sessionEncoder.wrap(buffer, claim(SessionStateEncoder.BLOCK_LENGTH))
            .sessionId(session.sessionId())
            .clientKey(session.clientKey())
            .lastSequence(session.lastSequence())
            .ackedSequence(session.ackedSequence());
    }

    private void encodeReply(final CachedReply reply)
    {
        final DirectBuffer result = reply.result();
        replyEncoder.wrap(buffer, claim(SessionReplyEncoder.BLOCK_LENGTH))
            .index(reply.index())
            .resultLength(result.capacity())
            .replyCode(reply.outcome() == OutcomeCode.OK ? ReplyCode.OK : ReplyCode.FAILED);
        final int resultOffset = claim(BitUtil.align(result.capacity(), ALIGNMENT));
        buffer.putBytes(resultOffset, result, 0, result.capacity());
    }

    /** Room at the end, zeroed: the section must not depend on what the buffer held before. */
    private int claim(final int bytes)
    {
        if (bytes > SnapshotWriter.SECTION_LENGTH_MAX - length)
        {
            throw new IllegalStateException("the replies that clients have not acknowledged take more than the " +
                SnapshotWriter.SECTION_LENGTH_MAX + " bytes of a snapshot's section: lower balsa.session.max, " +
                "balsa.session.window or the length of results");
        }
        final int offset = length;
        buffer.setMemory(offset, bytes, (byte)0);
        length += bytes;
        return offset;
    }

    /**
     * Fill an empty table.
     *
     * @param section of a snapshot; its capacity is its length.
     * @param table   to fill.
     * @return what else is in the section.
     * @throws IllegalStateException when the section says what cannot be, or what the limits of the table forbid.
     */
    public static Content decode(final DirectBuffer section, final SessionTable table)
    {
        try
        {
            return new Reader(section).read(table);
        }
        catch (final IndexOutOfBoundsException ex)
        {
            throw new IllegalStateException("the snapshot's sessions end in the middle of a session", ex);
        }
    }

    /**
     * What is in a section besides the sessions.
     *
     * @param failurePolicy in force.
     * @param digest        of all that was applied, 0 when the section does not tell it.
     */
    public record Content(FailurePolicyCode failurePolicy, long digest)
    {
    }

    /** Goes through a section from its beginning to its end. */
    private static final class Reader
    {
        private final SessionTableDecoder table = new SessionTableDecoder();
        private final SessionStateDecoder state = new SessionStateDecoder();
        private final SessionReplyDecoder reply = new SessionReplyDecoder();
        private final DirectBuffer section;
        private int offset;

        Reader(final DirectBuffer section)
        {
            this.section = section;
        }

        Content read(final SessionTable into)
        {
            section.boundsCheck(0, TABLE_LENGTH_MIN);
            table.wrap(section, 0, SessionTableDecoder.BLOCK_LENGTH, SessionTableDecoder.SCHEMA_VERSION);
            if (table.schemaVersion() > SessionTableDecoder.SCHEMA_VERSION)
            {
                throw new IllegalStateException("the snapshot's sessions have format version " +
                    table.schemaVersion() + ", this program reads up to " + SessionTableDecoder.SCHEMA_VERSION +
                    ": use the newer program");
            }
            checkLength(table.tableLength(), TABLE_LENGTH_MIN);
            section.boundsCheck(0, table.tableLength());
            checkLength(table.sessionLength(), SessionStateDecoder.BLOCK_LENGTH);
            checkLength(table.replyLength(), SessionReplyDecoder.BLOCK_LENGTH);
            offset = table.tableLength();
            for (int i = 0; i < table.sessionCount(); i++)
            {
                readSession(into);
            }
            if (offset != section.capacity())
            {
                throw new IllegalStateException(
                    "the snapshot's sessions take " + offset + " bytes, of " + section.capacity());
            }
            final boolean hasDigest = table.tableLength() >= SessionTableDecoder.BLOCK_LENGTH;
            return new Content(table.failurePolicy(), hasDigest ? table.digest() : 0);
        }

        private static void checkLength(final int blockLength, final int lengthMin)
        {
            if (blockLength < lengthMin)
            {
                throw new IllegalStateException(
                    "the snapshot's sessions have blocks of " + blockLength + " bytes instead of " + lengthMin);
            }
        }

        private void readSession(final SessionTable into)
        {
            section.boundsCheck(offset, table.sessionLength());
            state.wrap(section, offset, SessionStateDecoder.BLOCK_LENGTH, SessionStateDecoder.SCHEMA_VERSION);
            offset += table.sessionLength();
            final Session session = into.restore(
                state.sessionId(), state.clientKey(), state.lastSequence(), state.ackedSequence());
            for (long sequence = state.ackedSequence() + 1; sequence <= state.lastSequence(); sequence++)
            {
                readReply(session, sequence);
            }
        }

        private void readReply(final Session session, final long sequence)
        {
            section.boundsCheck(offset, table.replyLength());
            reply.wrap(section, offset, SessionReplyDecoder.BLOCK_LENGTH, SessionReplyDecoder.SCHEMA_VERSION);
            offset += table.replyLength();
            final int resultLength = reply.resultLength();
            final int alignedLength = BitUtil.align(resultLength, ALIGNMENT);
            section.boundsCheck(offset, alignedLength);
            session.record(sequence, reply.index(),
                reply.replyCode() == ReplyCode.OK ? OutcomeCode.OK : OutcomeCode.FAILED, section, offset, resultLength);
            offset += alignedLength;
        }
    }
}
