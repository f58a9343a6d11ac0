package io.balsa.node.demo;

import io.balsa.codecs.storage.EntryHeaderDecoder;
import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.session.Session;
import io.balsa.consensus.session.SessionTable;
import io.balsa.statemachine.KeyValueResult;
import io.balsa.statemachine.KeyValueStateMachine;
import io.balsa.statemachine.codecs.KeyValueStatus;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;
import java.util.BitSet;

/**
 * Applies the log of one member once more, by the rules of the members, and sees what becomes of each command.
 */
final class MemberReplay implements AutoCloseable
{
    private final LogCursor cursor;
    private final DemoCommands commands;
    private final Acknowledgements acknowledgements;
    private final SessionTable sessions =
        new SessionTable(SessionTable.SESSIONS_MAX_DEFAULT, SessionTable.WINDOW_DEFAULT);
    private final KeyValueStateMachine stateMachine = new KeyValueStateMachine();
    private final UnsafeBuffer resultBuffer = new UnsafeBuffer(new byte[KeyValueResult.LENGTH_MIN]);
    private final KeyValueResult result = new KeyValueResult();
    private final BitSet applied = new BitSet();
    private final BitSet appliedAgain = new BitSet();
    private final BitSet confirmed = new BitSet();
    private int unknownCount;

    MemberReplay(final Path directory, final DemoCommands commands, final Acknowledgements acknowledgements)
    {
        this.commands = commands;
        this.acknowledgements = acknowledgements;
        cursor = new LogCursor(directory);
    }

    LogCursor cursor()
    {
        return cursor;
    }

    /** Apply the entry that the cursor stands on. */
    void apply(final long index)
    {
        final EntryHeaderDecoder header = cursor.header();
        final EntryType type = header.entryType();
        if (type == EntryType.SESSION_OPEN)
        {
            sessions.open(index, header.sequence());
        }
        else if (type == EntryType.SESSION_CLOSE)
        {
            sessions.close(header.sessionId());
        }
        else if (type == EntryType.COMMAND)
        {
            final Session session = sessions.get(header.sessionId());
            if (session != null &&
                session.admit(header.sequence(), header.ackedSequence()) == Session.Admission.APPLY)
            {
                execute(index, session);
            }
        }
    }

    private void execute(final long index, final Session session)
    {
        final EntryHeaderDecoder header = cursor.header();
        final int length = stateMachine.apply(index, header.timestampNs(), header.sessionId(),
            cursor.buffer(), cursor.payloadOffset(), cursor.payloadLength(), resultBuffer);
        session.record(header.sequence(), index, OutcomeCode.OK, resultBuffer, 0, length);
        result.wrap(resultBuffer, 0, length);
        final int number = commands.numberOf(cursor.buffer(), cursor.payloadOffset(), cursor.payloadLength());
        if (number == DemoCommands.UNKNOWN || result.status() != KeyValueStatus.OK)
        {
            unknownCount++;
            return;
        }
        if (applied.get(number))
        {
            appliedAgain.set(number);
        }
        applied.set(number);
        if (acknowledgements.matches(number, header.sequence(), index, result.version()))
        {
            confirmed.set(number);
        }
    }

    /** Digest of the state after what was applied. */
    long digest()
    {
        return stateMachine.digest();
    }

    /** Commands that were applied more than once. */
    BitSet appliedAgain()
    {
        return appliedAgain;
    }

    /** Commands that were applied as they were acknowledged. */
    BitSet confirmed()
    {
        return confirmed;
    }

    /** Applied commands that nobody has sent. */
    int unknownCount()
    {
        return unknownCount;
    }

    @Override
    public void close()
    {
        cursor.close();
    }
}
