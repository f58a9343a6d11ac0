package io.balsa.consensus.session;

import io.balsa.codecs.wire.OutcomeCode;
import org.agrona.DirectBuffer;

/**
 * One client's session: which of its commands were applied, and what they were answered (thesis 6.3).
 * <p>
 * Commands are applied in the order of their sequences. A sequence that was applied is never applied again; a gap is
 * closed only by the client, who says with {@code ackedSequence} that it waits no longer for anything up to there.
 */
public final class Session
{
    /** What is to be done with a command. */
    public enum Admission
    {
        /** Apply it. */
        APPLY,
        /** It was applied: give the first reply again, if it is still there. */
        DUPLICATE,
        /** An earlier sequence is missing: it must not be applied. */
        GAP,
        /** More commands are unanswered than a session may have: it must not be applied. */
        WINDOW
    }

    private static final int SLOTS_MIN = 16;

    private final long sessionId;
    private final long clientKey;
    private final int window;
    private CachedReply[] slots;
    private long lastSequence;
    private long ackedSequence;
    private long appendedSequence;
    private long appendedTerm;

    Session(final long sessionId, final long clientKey, final int window)
    {
        this(sessionId, clientKey, window, 0);
    }

    /** Of a snapshot: replies to the sequences after the acknowledged one are recorded next. */
    Session(final long sessionId, final long clientKey, final int window, final long ackedSequence)
    {
        this.sessionId = sessionId;
        this.clientKey = clientKey;
        this.window = window;
        this.slots = newSlots(Math.min(SLOTS_MIN, window));
        this.ackedSequence = ackedSequence;
        this.lastSequence = ackedSequence;
    }

    /**
     * Id of the session: the index of the log entry that opened it.
     *
     * @return the id.
     */
    public long sessionId()
    {
        return sessionId;
    }

    /**
     * What the client named itself when it opened the session.
     *
     * @return the key.
     */
    public long clientKey()
    {
        return clientKey;
    }

    /**
     * Highest sequence that was applied or given up.
     *
     * @return the sequence.
     */
    public long lastSequence()
    {
        return lastSequence;
    }

    /**
     * Up to which sequence the client needs no replies.
     *
     * @return the sequence.
     */
    long ackedSequence()
    {
        return ackedSequence;
    }

    /**
     * Look at a command that comes up in the log, and forget the replies that it says are no longer needed.
     *
     * @param sequence   of the command.
     * @param ackedUpTo  by the client when it sent the command.
     * @return what to do with it.
     */
    public Admission admit(final long sequence, final long ackedUpTo)
    {
        prune(Math.min(ackedUpTo, sequence - 1));
        if (sequence <= lastSequence)
        {
            return Admission.DUPLICATE;
        }
        if (sequence != lastSequence + 1)
        {
            return Admission.GAP;
        }
        return sequence - ackedSequence > window ? Admission.WINDOW : Admission.APPLY;
    }

    /**
     * Remember the reply to the command that was just applied.
     *
     * @param sequence of the command: one more than {@link #lastSequence()}.
     * @param index    at which it was applied.
     * @param outcome  of it.
     * @param result   copied.
     * @param offset   of the result in bytes.
     * @param length   of the result in bytes.
     */
    public void record(
        final long sequence,
        final long index,
        final OutcomeCode outcome,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        if (sequence - ackedSequence > slots.length)
        {
            growSlots();
        }
        lastSequence = sequence;
        slot(sequence).set(sequence, index, outcome, result, offset, length);
    }

    /**
     * The first reply to a command.
     *
     * @param sequence of the command.
     * @return the reply, or null when it is not there: not yet, or no longer.
     */
    public CachedReply reply(final long sequence)
    {
        if (sequence <= 0)
        {
            return null;
        }
        final CachedReply reply = slot(sequence);
        return reply.sequence() == sequence ? reply : null;
    }

    /**
     * Highest sequence in the log of the leader of a term, as that leader knows once it has applied all that earlier
     * leaders left; no part of the replicated state.
     *
     * @param term of the leader.
     * @return the sequence.
     */
    public long appendedSequence(final long term)
    {
        return appendedTerm == term ? Math.max(appendedSequence, lastSequence) : lastSequence;
    }

    /**
     * The leader of a term has appended a command.
     *
     * @param term     of the leader.
     * @param sequence of the command.
     */
    public void onAppended(final long term, final long sequence)
    {
        appendedTerm = term;
        appendedSequence = sequence;
    }

    private void prune(final long ackedUpTo)
    {
        final long heldTo = Math.min(ackedUpTo, lastSequence);
        while (ackedSequence < heldTo)
        {
            ackedSequence++;
            slot(ackedSequence).clear();
        }
        if (ackedUpTo > ackedSequence)
        {
            // Sequences that never came and are no longer wanted.
            ackedSequence = ackedUpTo;
            lastSequence = ackedUpTo;
        }
    }

    private CachedReply slot(final long sequence)
    {
        return slots[(int)(sequence % slots.length)];
    }

    private void growSlots()
    {
        final CachedReply[] former = slots;
        slots = newSlots(Math.min(window, former.length * 2));
        for (long sequence = ackedSequence + 1; sequence <= lastSequence; sequence++)
        {
            slots[(int)(sequence % slots.length)] = former[(int)(sequence % former.length)];
        }
    }

    private static CachedReply[] newSlots(final int length)
    {
        final CachedReply[] slots = new CachedReply[length];
        for (int i = 0; i < length; i++)
        {
            slots[i] = new CachedReply();
        }
        return slots;
    }
}
