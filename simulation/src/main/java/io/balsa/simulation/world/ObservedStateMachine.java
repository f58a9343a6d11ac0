package io.balsa.simulation.world;

import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import io.balsa.simulation.check.ClientHistory;
import io.balsa.simulation.check.ContentHash;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.SafetyChecker;
import io.balsa.simulation.check.Violations;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A user's state machine on one member, with somebody who looks on: the one that serves, or the second instance, which
 * has a number of its own. Commands travel in an envelope, by which they are found again; the state machine does not
 * see it.
 */
final class ObservedStateMachine implements StateMachine
{
    /** In front of each command: its number, and 4 bytes that keep the command aligned. */
    static final int ENVELOPE_LENGTH = 8;

    private final StateMachine stateMachine;
    private final SafetyChecker checker;
    private final ClientHistory history;
    private final Violations violations;
    private final World world;
    private final int member;
    private int number;
    private long lastTimestampNs;

    ObservedStateMachine(
        final StateMachine stateMachine,
        final SafetyChecker checker,
        final ClientHistory history,
        final Violations violations,
        final World world,
        final int member,
        final int number)
    {
        this.stateMachine = stateMachine;
        this.checker = checker;
        this.history = history;
        this.violations = violations;
        this.world = world;
        this.member = member;
        this.number = number;
    }

    /** It takes the place of a member's first instance. */
    void succeed(final long index)
    {
        number = member;
        checker.applies().onRestored(member, index, stateMachine.digest());
    }

    boolean hasSucceeded()
    {
        return number == member;
    }

    @Override
    public int validate(final DirectBuffer command, final int offset, final int length)
    {
        return length < ENVELOPE_LENGTH ? INVALID :
            stateMachine.validate(command, offset + ENVELOPE_LENGTH, length - ENVELOPE_LENGTH);
    }

    @Override
    public int apply(
        final long index,
        final long timestampNs,
        final long sessionId,
        final DirectBuffer command,
        final int offset,
        final int length,
        final MutableDirectBuffer result)
    {
        checkTime(index, timestampNs);
        long resultHash = ClientHistory.FAILED_RESULT;
        try
        {
            final int resultLength = stateMachine.apply(index, timestampNs, sessionId, command,
                offset + ENVELOPE_LENGTH, length - ENVELOPE_LENGTH, result);
            resultHash = ContentHash.of(result, 0, resultLength);
            return resultLength;
        }
        finally
        {
            onExecuted(index, sessionId, command, offset, length, resultHash);
        }
    }

    private void checkTime(final long index, final long timestampNs)
    {
        if (timestampNs < lastTimestampNs)
        {
            throw violations.raise(Invariant.LOG_TIME, "member=" + member + " index=" + index + " has timestampNs=" +
                timestampNs + " after " + lastTimestampNs);
        }
        lastTimestampNs = timestampNs;
    }

    private void onExecuted(
        final long index,
        final long sessionId,
        final DirectBuffer command,
        final int offset,
        final int length,
        final long resultHash)
    {
        final long digest = stateMachine.digest();
        if (number == member)
        {
            world.trace(TraceKind.EXECUTED, member, index, digest);
        }
        checker.onExecuted(number, index, digest);
        history.onExecuted(member, index, command.getInt(offset), sessionId,
            ContentHash.of(command, offset, length), resultHash);
    }

    @Override
    public boolean hasSnapshots()
    {
        return stateMachine.hasSnapshots();
    }

    @Override
    public void takeSnapshot(final SnapshotWriter writer)
    {
        stateMachine.takeSnapshot(writer);
    }

    @Override
    public void loadSnapshot(final SnapshotReader reader)
    {
        stateMachine.loadSnapshot(reader);
        checker.applies().onRestored(number, reader.metadata().id().index(), stateMachine.digest());
    }

    @Override
    public long digest()
    {
        return stateMachine.digest();
    }

    @Override
    public void close()
    {
        stateMachine.close();
    }
}
