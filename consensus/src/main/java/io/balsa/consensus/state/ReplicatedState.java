package io.balsa.consensus.state;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.FailurePolicyCode;
import io.balsa.codecs.storage.TermStartDecoder;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.InvariantViolation;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.session.CachedReply;
import io.balsa.consensus.session.Session;
import io.balsa.consensus.session.SessionSection;
import io.balsa.consensus.session.SessionTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * All that a member has made of its log up to an index: the state machine, the sessions with the replies that may have
 * to be given again, the failure policy in force. A function of the log alone: two instances that have applied the same
 * entries, or restored a snapshot and applied those after it, are equal.
 */
public final class ReplicatedState
{
    private static final int FAILURE_TEXT_LENGTH_MAX = 256;

    private StateMachine stateMachine;
    private SessionTable sessions;
    private final ApplyListener listener;
    private final TermStartDecoder termStart = new TermStartDecoder();
    private final UnsafeBuffer result;
    private final RollingDigest digest = new RollingDigest();
    private FailurePolicyCode failurePolicy = FailurePolicyCode.ANSWER;
    private long index;
    private long term;
    private long timestampNs;
    private long appliedBytes;

    /**
     * Begin with nothing applied.
     *
     * @param stateMachine    in its initial state.
     * @param sessions        empty.
     * @param resultLengthMax longest result of a command in bytes.
     * @param listener        of what is applied.
     */
    public ReplicatedState(
        final StateMachine stateMachine,
        final SessionTable sessions,
        final int resultLengthMax,
        final ApplyListener listener)
    {
        this.stateMachine = stateMachine;
        this.sessions = sessions;
        this.listener = listener;
        this.result = new UnsafeBuffer(ByteBuffer.allocateDirect(resultLengthMax));
    }

    /**
     * The last entry that was applied.
     *
     * @return log index, 0 for none.
     */
    public long index()
    {
        return index;
    }

    /**
     * How much was applied here.
     *
     * @return bytes of entries since this was made.
     */
    public long appliedBytes()
    {
        return appliedBytes;
    }

    /**
     * Digest of all that was applied and of what came of it: equal on members that have made the same of the same log.
     *
     * @return the digest; 0 when it is not known, as the snapshot that the state was restored from does not tell it.
     */
    public long digest()
    {
        return digest.value();
    }

    /**
     * Apply the next entry.
     *
     * @param header of the entry.
     * @param buffer that holds the payload; borrowed for the call.
     * @param offset of the payload in bytes.
     * @param length of the payload in bytes.
     * @throws InvariantViolation    when it is not the next entry.
     * @throws IllegalStateException when it cannot be applied: then the member must stop.
     */
    public void apply(
        final EntryHeaderDecoder header, final DirectBuffer buffer, final int offset, final int length)
    {
        final long nextIndex = index + 1;
        if (header.index() != nextIndex)
        {
            throw new InvariantViolation("log has index=" + header.index() + " in the place of index=" + nextIndex);
        }
        switch (header.entryType())
        {
            case NO_OP -> onTermStart(nextIndex, buffer, offset, length);
            case COMMAND -> applyCommand(header, buffer, offset, length);
            case SESSION_OPEN ->
                listener.onSessionOpened(sessions.open(nextIndex, header.sequence()), header.sequence());
            case SESSION_CLOSE ->
            {
                sessions.close(header.sessionId());
                listener.onSessionClosed(header.sessionId());
            }
            default -> throw unknown(nextIndex, "type");
        }
        digest.onEntry(nextIndex, header.checksum());
        index = nextIndex;
        term = header.term();
        timestampNs = header.timestampNs();
        appliedBytes += header.frameLength();
    }

    private void onTermStart(final long atIndex, final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < TermStartDecoder.BLOCK_LENGTH)
        {
            throw new InvariantViolation("the entry at index=" + atIndex + " opens a term with " + length +
                " bytes of " + TermStartDecoder.BLOCK_LENGTH);
        }
        termStart.wrap(buffer, offset, TermStartDecoder.BLOCK_LENGTH, TermStartDecoder.SCHEMA_VERSION);
        failurePolicy = termStart.failurePolicy();
        if (failurePolicy != FailurePolicyCode.ANSWER && failurePolicy != FailurePolicyCode.HALT)
        {
            throw unknown(atIndex, "failure policy");
        }
    }

    private static IllegalStateException unknown(final long atIndex, final String what)
    {
        return new IllegalStateException("the entry at index=" + atIndex + " has a " + what + " that this version" +
            " does not know: install the version that the other members run");
    }

    private void applyCommand(
        final EntryHeaderDecoder header, final DirectBuffer buffer, final int offset, final int length)
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
                execute(header, session, buffer, offset, length);
                listener.onExecuted(header.index());
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
        final EntryHeaderDecoder header,
        final Session session,
        final DirectBuffer buffer,
        final int offset,
        final int length)
    {
        final long atIndex = header.index();
        OutcomeCode outcome = OutcomeCode.OK;
        int resultLength;
        try
        {
            resultLength = stateMachine.apply(
                atIndex, header.timestampNs(), header.sessionId(), buffer, offset, length, result);
        }
        catch (final RuntimeException ex)
        {
            if (failurePolicy == FailurePolicyCode.HALT)
            {
                throw new IllegalStateException("the state machine failed on index=" + atIndex + " of sessionId=" +
                    header.sessionId() + " and the log says HALT: mend the state machine, then start the member", ex);
            }
            // Deterministic by contract, so it is this command's result on every member, and no reason to stop.
            outcome = OutcomeCode.FAILED;
            resultLength = putFailure(ex);
        }
        if (resultLength < 0 || resultLength > result.capacity())
        {
            throw new IllegalStateException("the state machine returned resultLength=" + resultLength +
                " for index=" + atIndex + ": 0 to " + result.capacity() + " is allowed");
        }
        digest.onResult(outcome, result, resultLength);
        session.record(header.sequence(), atIndex, outcome, result, 0, resultLength);
    }

    private int putFailure(final RuntimeException failure)
    {
        // Not its message: that differs between JVMs, and a JVM leaves it out once the code is hot.
        final byte[] text = failure.getClass().getName().getBytes(StandardCharsets.US_ASCII);
        final int length = Math.min(text.length, Math.min(result.capacity(), FAILURE_TEXT_LENGTH_MAX));
        result.putBytes(0, text, 0, length);
        return length;
    }

    /**
     * Describe a snapshot of the state as it is.
     *
     * @param memberIds        of the committed configuration.
     * @param removedMemberIds that must not come back.
     * @return the metadata.
     */
    public SnapshotMetadata describe(final int[] memberIds, final int[] removedMemberIds)
    {
        return new SnapshotMetadata(
            new SnapshotId(index, term), timestampNs, stateMachine.digest(), memberIds, removedMemberIds);
    }

    /**
     * Begin to write what is beside the service. Nothing may be applied until that is done.
     *
     * @param section to write to; to be gone on with by {@link SessionSection#encodeNext}.
     */
    public void beginSection(final SessionSection section)
    {
        section.begin(sessions, failurePolicy, digest.value());
    }

    /**
     * Write the state as it is.
     *
     * @param writer of a snapshot that {@link #describe} has described; not published here.
     */
    public void writeTo(final SnapshotWriter writer)
    {
        final SessionSection section = new SessionSection();
        section.encode(sessions, failurePolicy, digest.value());
        writer.sessions(section.buffer(), 0, section.length());
        stateMachine.takeSnapshot(writer);
    }

    /**
     * Become what a snapshot says, before anything is applied.
     *
     * @param reader of the snapshot; not closed here.
     * @throws IllegalStateException when the state is not the one that was written. Then neither this nor its state
     *                               machine may be used.
     */
    public void restore(final SnapshotReader reader)
    {
        if (index != 0)
        {
            throw new IllegalStateException("index=" + index + " was applied: a snapshot is restored before");
        }
        final SnapshotMetadata metadata = reader.metadata();
        final SessionSection.Content content = SessionSection.decode(reader.sessions(), sessions);
        failurePolicy = content.failurePolicy();
        digest.value(content.digest());
        stateMachine.loadSnapshot(reader);
        if (stateMachine.digest() != metadata.stateDigest())
        {
            throw new IllegalStateException("the snapshot of index=" + metadata.id().index() + " was taken with " +
                "stateDigest=" + Long.toHexString(metadata.stateDigest()) + " and the state machine makes " +
                "stateDigest=" + Long.toHexString(stateMachine.digest()) +
                " of it: run the state machine that has written it");
        }
        index = metadata.id().index();
        term = metadata.id().term();
        timestampNs = metadata.clusterTimeNs();
    }

    /**
     * The service.
     *
     * @return the instance that entries are applied to now.
     */
    public StateMachine stateMachine()
    {
        return stateMachine;
    }

    /**
     * The sessions.
     *
     * @return the table that entries are applied to now.
     */
    public SessionTable sessions()
    {
        return sessions;
    }

    /**
     * Take the place of another state, which takes the place of this one: what was prepared elsewhere is in force at
     * once, however large it is. Each keeps its listener. Only one thread may know either of them meanwhile.
     *
     * @param other to change places with.
     */
    public void swap(final ReplicatedState other)
    {
        final StateMachine otherMachine = other.stateMachine;
        final SessionTable otherSessions = other.sessions;
        final FailurePolicyCode otherPolicy = other.failurePolicy;
        final long otherIndex = other.index;
        final long otherTerm = other.term;
        final long otherTimestampNs = other.timestampNs;
        final long otherDigest = other.digest.value();
        other.stateMachine = stateMachine;
        other.sessions = sessions;
        other.failurePolicy = failurePolicy;
        other.index = index;
        other.term = term;
        other.timestampNs = timestampNs;
        other.digest.value(digest.value());
        stateMachine = otherMachine;
        sessions = otherSessions;
        failurePolicy = otherPolicy;
        index = otherIndex;
        term = otherTerm;
        timestampNs = otherTimestampNs;
        digest.value(otherDigest);
    }

    /** Close the state machine. */
    public void close()
    {
        stateMachine.close();
    }
}
