package io.balsa.consensus.agent;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.storage.TermStartDecoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.InvariantViolation;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.LogView;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.session.CachedReply;
import io.balsa.consensus.session.Session;
import io.balsa.consensus.session.SessionTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Applies committed entries, in place and in order, to the sessions and the state machine: a bounded number in one duty
 * cycle, so that heartbeats are never late for it.
 */
final class LogApplier
{
    /** Most entries applied in one duty cycle. */
    static final int ENTRIES_PER_CYCLE_MAX = 256;

    /** Most bytes of entries looked at in one duty cycle, unless a single entry is longer. */
    static final int BYTES_PER_CYCLE_MAX = 256 * 1024;

    private static final int FAILURE_TEXT_LENGTH_MAX = 256;

    private final RaftCore core;
    private final RaftLog log;
    private final StateMachine stateMachine;
    private final SessionTable sessions;
    private final ApplyListener listener;
    private final StageSampler stages;
    private final LogView view = new LogView();
    private final EntryHeaderDecoder header = new EntryHeaderDecoder();
    private final TermStartDecoder termStart = new TermStartDecoder();
    private final UnsafeBuffer result;
    private FailurePolicyCode failurePolicy = FailurePolicyCode.ANSWER;

    LogApplier(
        final RaftCore core,
        final RaftLog log,
        final StateMachine stateMachine,
        final SessionTable sessions,
        final int resultLengthMax,
        final ApplyListener listener,
        final StageSampler stages)
    {
        this.core = core;
        this.log = log;
        this.stateMachine = stateMachine;
        this.sessions = sessions;
        this.listener = listener;
        this.stages = stages;
        this.result = new UnsafeBuffer(ByteBuffer.allocateDirect(resultLengthMax));
    }

    /** Is told what was applied. */
    interface ApplyListener
    {
        void onApplied(Session session, CachedReply reply);

        void onNotApplied(Session session, long sequence);

        void onSessionOpened(Session session, long clientKey);

        void onSessionClosed(long sessionId);
    }

    int apply()
    {
        final long fromIndex = core.appliedIndex() + 1;
        if (fromIndex > core.commitIndex() || !log.read(fromIndex, BYTES_PER_CYCLE_MAX, view))
        {
            return 0;
        }
        final long toIndex =
            Math.min(Math.min(core.commitIndex(), view.lastIndex()), fromIndex + ENTRIES_PER_CYCLE_MAX - 1);
        final DirectBuffer frames = view.buffer();
        int offset = 0;
        for (long index = fromIndex; index <= toIndex; index++)
        {
            header.wrap(frames, offset, EntryHeaderDecoder.BLOCK_LENGTH, EntryHeaderDecoder.SCHEMA_VERSION);
            final int payloadLength = header.frameLength() - EntryFrame.HEADER_LENGTH;
            applyEntry(index, frames, offset + EntryFrame.HEADER_LENGTH, payloadLength);
            core.onApplied(index, header.term(), payloadLength);
            stages.onApplied(index);
            offset += EntryFrame.alignedLength(header.frameLength());
        }
        return (int)(toIndex - fromIndex + 1);
    }

    private void applyEntry(final long index, final DirectBuffer frames, final int offset, final int length)
    {
        if (header.index() != index)
        {
            throw new InvariantViolation("log has index=" + header.index() + " in the place of index=" + index);
        }
        switch (header.entryType())
        {
            case NO_OP -> onTermStart(index, frames, offset, length);
            case COMMAND -> applyCommand(index, frames, offset, length);
            case SESSION_OPEN -> listener.onSessionOpened(sessions.open(index, header.sequence()), header.sequence());
            case SESSION_CLOSE ->
            {
                sessions.close(header.sessionId());
                listener.onSessionClosed(header.sessionId());
            }
            default -> throw unknown(index, "type");
        }
    }

    private void onTermStart(final long index, final DirectBuffer frames, final int offset, final int length)
    {
        if (length < TermStartDecoder.BLOCK_LENGTH)
        {
            throw new InvariantViolation("the entry at index=" + index + " opens a term with " + length + " bytes of " +
                TermStartDecoder.BLOCK_LENGTH);
        }
        termStart.wrap(frames, offset, TermStartDecoder.BLOCK_LENGTH, TermStartDecoder.SCHEMA_VERSION);
        failurePolicy = termStart.failurePolicy();
        if (failurePolicy != FailurePolicyCode.ANSWER && failurePolicy != FailurePolicyCode.HALT)
        {
            throw unknown(index, "failure policy");
        }
    }

    private static IllegalStateException unknown(final long index, final String what)
    {
        return new IllegalStateException("the entry at index=" + index + " has a " + what + " that this version does" +
            " not know: install the version that the other members run");
    }

    private void applyCommand(final long index, final DirectBuffer frames, final int offset, final int length)
    {
        final Session session = sessions.get(header.sessionId());
        if (session == null)
        {
            return;
        }
        final long sequence = header.sequence();
        switch (session.admit(sequence, header.ackedSequence()))
        {
            case APPLY ->
            {
                execute(index, session, frames, offset, length);
                stages.onExecuted(index);
                listener.onApplied(session, session.reply(sequence));
            }
            case DUPLICATE ->
            {
                final CachedReply reply = session.reply(sequence);
                if (reply != null)
                {
                    listener.onApplied(session, reply);
                }
            }
            default -> listener.onNotApplied(session, sequence);
        }
    }

    private void execute(
        final long index, final Session session, final DirectBuffer frames, final int offset, final int length)
    {
        OutcomeCode outcome = OutcomeCode.OK;
        int resultLength;
        try
        {
            resultLength = stateMachine.apply(
                index, header.timestampNs(), header.sessionId(), frames, offset, length, result);
        }
        catch (final RuntimeException ex)
        {
            if (failurePolicy == FailurePolicyCode.HALT)
            {
                throw new IllegalStateException("the state machine failed on index=" + index + " of sessionId=" +
                    header.sessionId() + " and the log says HALT: mend the state machine, then start the member", ex);
            }
            // Deterministic by contract, so it is this command's result on every member, and no reason to stop.
            outcome = OutcomeCode.FAILED;
            resultLength = putFailure(ex);
        }
        if (resultLength < 0 || resultLength > result.capacity())
        {
            throw new IllegalStateException("the state machine returned resultLength=" + resultLength +
                " for index=" + index + ": 0 to " + result.capacity() + " is allowed");
        }
        session.record(header.sequence(), index, outcome, result, 0, resultLength);
    }

    private int putFailure(final RuntimeException failure)
    {
        // Not its message: that differs between JVMs, and a JVM leaves it out once the code is hot.
        final byte[] text = failure.getClass().getName().getBytes(StandardCharsets.US_ASCII);
        final int length = Math.min(text.length, Math.min(result.capacity(), FAILURE_TEXT_LENGTH_MAX));
        result.putBytes(0, text, 0, length);
        return length;
    }
}
