package io.balsa.consensus.support;

import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.storage.TermStartEncoder;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;

/** A log for a {@link SlotService}: a term, a session of one client, and its commands. */
public final class SlotLog
{
    /** Id of the session that {@link #open} opens first. */
    public static final long SESSION_ID = 2;

    private final TestLog log = new TestLog();
    private long term;
    private long sequence;

    public TestLog log()
    {
        return log;
    }

    public SlotLog term(final long newTerm, final FailurePolicyCode policy)
    {
        term = newTerm;
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[TermStartEncoder.BLOCK_LENGTH]);
        new TermStartEncoder().wrap(payload, 0).failurePolicy(policy);
        append(EntryType.NO_OP, 0, 0, 0, payload);
        return this;
    }

    /** Term 1 and a session. */
    public SlotLog open()
    {
        term(1, FailurePolicyCode.ANSWER);
        append(EntryType.SESSION_OPEN, 0, 77, 0, new UnsafeBuffer(new byte[0]));
        return this;
    }

    /** The next command of the session, whose replies up to a sequence are no longer needed. */
    public SlotLog command(final String text, final long ackedSequence)
    {
        sequence++;
        append(EntryType.COMMAND, SESSION_ID, sequence, ackedSequence,
            new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII)));
        return this;
    }

    /** A command that was in the log before. */
    public SlotLog again(final String text, final long formerSequence)
    {
        append(EntryType.COMMAND, SESSION_ID, formerSequence, 0,
            new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII)));
        return this;
    }

    public SlotLog commands(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            command(String.valueOf((char)('a' + i % 3)), sequence - 2);
        }
        return this;
    }

    private void append(
        final EntryType type,
        final long sessionId,
        final long newSequence,
        final long ackedSequence,
        final UnsafeBuffer payload)
    {
        log.append(term, type, 1_000 + log.lastIndex(), sessionId, newSequence, Math.max(0, ackedSequence), payload, 0,
            payload.capacity());
        log.recover();
    }
}
