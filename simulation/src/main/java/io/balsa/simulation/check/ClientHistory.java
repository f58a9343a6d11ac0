package io.balsa.simulation.check;

import io.balsa.client.Outcome;
import org.agrona.collections.Long2LongHashMap;

import java.util.Arrays;

/**
 * Every command of every client from invocation to reply. Holds: executed once at most and unchanged, those of a
 * session in order, none that the client was told is not applied; replies say what happened; and, since every command
 * goes through the log, linearizability: a command that was invoked after another had returned has a higher index.
 * <p>
 * A command is known by its number here. It must be found again when a state machine executes it, so the client writes
 * {@link #nextCommand()} into the payload.
 */
public final class ClientHistory
{
    /** Hash of the result of a command that the state machine threw at. */
    public static final long FAILED_RESULT = -1;

    private static final int CAPACITY_MIN = 1024;
    private static final long MISSING = -1;

    private final Violations violations;
    private final Marks marks;
    private final Long2LongHashMap executedSequences = new Long2LongHashMap(MISSING);
    private final Long2LongHashMap commandByIndex = new Long2LongHashMap(MISSING);
    private Command[] commands = new Command[CAPACITY_MIN];
    private int commandCount;
    private int answeredCount;
    private long returnedIndex;

    /**
     * Start without commands.
     *
     * @param violations to report to.
     * @param marks      to hit.
     */
    public ClientHistory(final Violations violations, final Marks marks)
    {
        this.violations = violations;
        this.marks = marks;
    }

    private static final class Command
    {
        private final int client;
        private final long sessionId;
        private final long sequence;
        private final long payloadHash;
        private final long invokedNs;
        /** Highest index of a command that had returned when this one was invoked. */
        private final long indexFloor;
        private long index;
        /** Highest index at which it was in any log. */
        private long lastIndex;
        private long resultHash;
        private Outcome outcome;

        private Command(
            final int client,
            final long sessionId,
            final long sequence,
            final long payloadHash,
            final long invokedNs,
            final long indexFloor)
        {
            this.client = client;
            this.sessionId = sessionId;
            this.sequence = sequence;
            this.payloadHash = payloadHash;
            this.invokedNs = invokedNs;
            this.indexFloor = indexFloor;
        }
    }

    /**
     * Number that the next invocation will have.
     *
     * @return from 0 on.
     */
    public int nextCommand()
    {
        return commandCount;
    }

    /**
     * A client's offer was accepted. To be called right after it, before anything can be executed.
     *
     * @param client      number of the client.
     * @param sessionId   of its session.
     * @param sequence    of the command in the session.
     * @param payloadHash of the command, see {@link ContentHash#of}.
     * @param nowNs       simulated time.
     * @return number of the command: what {@link #nextCommand()} was.
     */
    public int onInvoked(
        final int client, final long sessionId, final long sequence, final long payloadHash, final long nowNs)
    {
        if (commandCount == commands.length)
        {
            commands = Arrays.copyOf(commands, commandCount * 2);
        }
        commands[commandCount] = new Command(client, sessionId, sequence, payloadHash, nowNs, returnedIndex);
        return commandCount++;
    }

    /**
     * A state machine has executed a command. Any member, also again after a restart.
     *
     * @param member      number of the member.
     * @param index       in the log.
     * @param command     number of the command, as found in the payload.
     * @param sessionId   that the state machine was told.
     * @param payloadHash of what it was given.
     * @param resultHash  of its result, {@link #FAILED_RESULT} when it threw.
     */
    public void onExecuted(
        final int member,
        final long index,
        final int command,
        final long sessionId,
        final long payloadHash,
        final long resultHash)
    {
        if (command < 0 || command >= commandCount || commands[command].payloadHash != payloadHash ||
            commands[command].sessionId != sessionId)
        {
            throw violations.raise(Invariant.STATE_MACHINE_SAFETY, "member=" + member + " executed at index=" + index +
                " a command=" + command + " of session=" + sessionId + " that no client has sent like that");
        }
        final Command known = commands[command];
        if (known.index == 0)
        {
            onFirstExecuted(member, index, command, known, resultHash);
        }
        else if (known.index != index)
        {
            throw violations.raise(Invariant.EXACTLY_ONCE, "member=" + member + " executed " + text(command) +
                " at index=" + index + ", it was executed before at index=" + known.index);
        }
        else if (known.resultHash != resultHash)
        {
            throw violations.raise(Invariant.STATE_MACHINE_SAFETY, "member=" + member + " has another result of " +
                text(command) + " at index=" + index + " than there was before");
        }
    }

    /**
     * A log takes a command. A command may get into logs more than once.
     *
     * @param command number of the command.
     * @param index   in the log.
     */
    public void onAppended(final int command, final long index)
    {
        if (command >= 0 && command < commandCount)
        {
            commands[command].lastIndex = Math.max(commands[command].lastIndex, index);
        }
    }

    /**
     * A reply that says OK or FAILED leaves a member, also one that no client waits for any more.
     *
     * @param member     number of the member.
     * @param command    number of the command.
     * @param index      in the reply.
     * @param resultHash in the reply, {@link #FAILED_RESULT} for FAILED.
     */
    public void onReplySent(final int member, final int command, final long index, final long resultHash)
    {
        checkTrue(command, index, resultHash, "reply of member=" + member);
    }

    /**
     * A client was told the outcome of a command.
     *
     * @param command    number of the command.
     * @param outcome    told.
     * @param index      told, 0 where there is none.
     * @param resultHash of the result; of no meaning but for OK.
     * @param nowNs      simulated time.
     */
    public void onReply(
        final int command, final Outcome outcome, final long index, final long resultHash, final long nowNs)
    {
        final Command known = commands[command];
        if (known.outcome != null)
        {
            throw violations.raise(Invariant.REPLY_TRUTH, text(command) + " was answered with " + outcome +
                " after " + known.outcome);
        }
        if (nowNs < known.invokedNs)
        {
            throw violations.raise(Invariant.LINEARIZABILITY, text(command) + " was answered at " + nowNs +
                " ns, invoked at " + known.invokedNs + " ns");
        }
        known.outcome = outcome;
        answeredCount++;
        if (outcome == Outcome.OK || outcome == Outcome.FAILED)
        {
            checkTrue(command, index, outcome == Outcome.OK ? resultHash : FAILED_RESULT, "reply to client");
            returnedIndex = Math.max(returnedIndex, index);
        }
        else if (outcome != Outcome.INDETERMINATE && known.index != 0)
        {
            throw violations.raise(Invariant.REPLY_TRUTH, text(command) + " was answered with " + outcome +
                " after it had been executed at index=" + known.index);
        }
        hit(outcome);
    }

    /**
     * Commands that have no outcome yet.
     *
     * @return number of commands.
     */
    public int unansweredCount()
    {
        return commandCount - answeredCount;
    }

    /**
     * To be called at the end, when every client has had its time: every command has its one outcome.
     */
    public void checkAllAnswered()
    {
        for (int i = 0; i < commandCount && unansweredCount() > 0; i++)
        {
            if (commands[i].outcome == null)
            {
                throw violations.raise(Invariant.LIVENESS, text(i) + " was never answered, invoked at " +
                    commands[i].invokedNs + " ns; unanswered=" + unansweredCount());
            }
        }
    }

    private void onFirstExecuted(
        final int member, final long index, final int command, final Command known, final long resultHash)
    {
        final long other = commandByIndex.get(index);
        if (other != MISSING)
        {
            throw violations.raise(Invariant.STATE_MACHINE_SAFETY, "member=" + member + " executed " + text(command) +
                " at index=" + index + " where " + text((int)other) + " was executed before");
        }
        if (isRefusal(known.outcome))
        {
            throw violations.raise(Invariant.REPLY_TRUTH, "member=" + member + " executed " + text(command) +
                " at index=" + index + " after the client was told " + known.outcome);
        }
        if (index <= known.indexFloor)
        {
            throw violations.raise(Invariant.LINEARIZABILITY, text(command) + " is at index=" + index +
                ", a command that had returned before it was invoked at index=" + known.indexFloor);
        }
        final long formerSequence = executedSequences.get(known.sessionId);
        if (formerSequence >= known.sequence)
        {
            throw violations.raise(Invariant.EXACTLY_ONCE, "member=" + member + " executed " + text(command) +
                " at index=" + index + " after sequence=" + formerSequence + " of the session");
        }
        if (known.outcome == Outcome.INDETERMINATE)
        {
            marks.hit(Mark.COMMAND_APPLIED_AFTER_INDETERMINATE);
        }
        if (known.lastIndex > index)
        {
            marks.hit(Mark.DUPLICATE_COMMAND_APPENDED);
        }
        executedSequences.put(known.sessionId, known.sequence);
        commandByIndex.put(index, command);
        known.index = index;
        known.resultHash = resultHash;
    }

    private void checkTrue(final int command, final long index, final long resultHash, final String who)
    {
        final Command known = commands[command];
        if (known.index == 0 || known.index != index || known.resultHash != resultHash)
        {
            throw violations.raise(Invariant.REPLY_TRUTH, who + ": " + text(command) + " index=" + index +
                (known.index == 0 ? " was not executed" : known.index != index ?
                " was executed at index=" + known.index : " had another result"));
        }
    }

    private static boolean isRefusal(final Outcome outcome)
    {
        return outcome != null && outcome != Outcome.OK && outcome != Outcome.FAILED &&
            outcome != Outcome.INDETERMINATE;
    }

    private void hit(final Outcome outcome)
    {
        switch (outcome)
        {
            case BUSY -> marks.hit(Mark.COMMAND_REFUSED_BUSY);
            case REJECTED -> marks.hit(Mark.COMMAND_REJECTED);
            case FAILED -> marks.hit(Mark.COMMAND_FAILED);
            case NOT_APPLIED -> marks.hit(Mark.COMMAND_NOT_APPLIED);
            case INDETERMINATE -> marks.hit(Mark.COMMAND_INDETERMINATE);
            case DISK_FULL -> marks.hit(Mark.DISK_FULL_REFUSED);
            default ->
            {
            }
        }
    }

    private String text(final int command)
    {
        final Command known = commands[command];
        return "command=" + command + " of client=" + known.client + " session=" + known.sessionId + " sequence=" +
            known.sequence;
    }
}
