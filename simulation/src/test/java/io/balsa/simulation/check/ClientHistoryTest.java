package io.balsa.simulation.check;

import io.balsa.client.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ClientHistoryTest
{
    private static final int CLIENT = 7;
    private static final long SESSION = 2;

    private final Violations violations = new Violations();
    private final Marks marks = new Marks();
    private final ClientHistory history = new ClientHistory(violations, marks);
    private long sequence;

    private int invoke()
    {
        final int command = history.nextCommand();
        assertEquals(command, history.onInvoked(CLIENT, SESSION, ++sequence, payload(command), command * 10L));
        return command;
    }

    private static long payload(final int command)
    {
        return command + 1000L;
    }

    private static long result(final int command)
    {
        return command + 2000L;
    }

    private void execute(final int member, final long index, final int command)
    {
        history.onExecuted(member, index, command, SESSION, payload(command), result(command));
    }

    private void reply(final int command, final Outcome outcome, final long index)
    {
        history.onReply(command, outcome, index, result(command), 100_000);
    }

    private void assertCaught(
        final Invariant invariant, final String text, final org.junit.jupiter.api.function.Executable deed)
    {
        CheckedCluster.assertViolates(violations, invariant, text, deed);
    }

    @Test
    void shouldAcceptManyCommands()
    {
        for (int i = 0; i < 3000; i++)
        {
            final int command = invoke();
            execute(0, 5 + 2L * i, command);
            history.onReplySent(0, command, 5 + 2L * i, result(command));
            reply(command, Outcome.OK, 5 + 2L * i);
        }
        for (int i = 0; i < 3000; i++)
        {
            execute(1, 5 + 2L * i, i);
        }
        execute(0, 5, 0);
        assertEquals(0, history.unansweredCount());
        history.checkAllAnswered();
    }

    @Test
    void shouldAcceptConcurrentCommandsInAnyOrderOfReplies()
    {
        final int first = invoke();
        final int second = invoke();
        execute(0, 3, first);
        execute(0, 4, second);
        reply(second, Outcome.OK, 4);
        reply(first, Outcome.OK, 3);
        history.checkAllAnswered();
    }

    @Test
    void shouldCatchASecondExecution()
    {
        final int command = invoke();
        execute(0, 3, command);
        assertCaught(Invariant.EXACTLY_ONCE, "at index=4, it was executed before at index=3",
            () -> execute(1, 4, command));
    }

    @Test
    void shouldCatchTwoCommandsAtOneIndex()
    {
        final int first = invoke();
        final int second = invoke();
        execute(0, 3, first);
        assertCaught(Invariant.STATE_MACHINE_SAFETY, "where command=0", () -> execute(1, 3, second));
    }

    @Test
    void shouldCatchAnInventedCommand()
    {
        assertCaught(Invariant.STATE_MACHINE_SAFETY, "no client has sent", () -> execute(0, 3, 0));
    }

    @Test
    void shouldCatchANegativeNumber()
    {
        assertCaught(Invariant.STATE_MACHINE_SAFETY, "no client has sent", () -> execute(0, 3, -1));
    }

    @Test
    void shouldCatchAnAlteredPayload()
    {
        final int command = invoke();
        assertCaught(Invariant.STATE_MACHINE_SAFETY, "no client has sent",
            () -> history.onExecuted(0, 3, command, SESSION, payload(command) + 1, 0));
    }

    @Test
    void shouldCatchAnotherSession()
    {
        final int command = invoke();
        assertCaught(Invariant.STATE_MACHINE_SAFETY, "no client has sent",
            () -> history.onExecuted(0, 3, command, SESSION + 1, payload(command), 0));
    }

    @Test
    void shouldCatchAnotherResultOnAnotherMember()
    {
        final int command = invoke();
        execute(0, 3, command);
        assertCaught(Invariant.STATE_MACHINE_SAFETY, "member=1 has another result",
            () -> history.onExecuted(1, 3, command, SESSION, payload(command), 5));
    }

    @Test
    void shouldCatchASessionOutOfOrder()
    {
        final int first = invoke();
        final int second = invoke();
        execute(0, 3, second);
        assertCaught(Invariant.EXACTLY_ONCE, "at index=4 after sequence=2", () -> execute(0, 4, first));
    }

    @Test
    void shouldCatchAnOrderAgainstRealTime()
    {
        final int first = invoke();
        execute(0, 5, first);
        reply(first, Outcome.OK, 5);
        final int second = invoke();
        assertCaught(Invariant.LINEARIZABILITY, "command=1 of client=7 session=2 sequence=2 is at index=4",
            () -> execute(0, 4, second));
    }

    @Test
    void shouldCatchAReplyBeforeTheInvocation()
    {
        invoke();
        final int command = invoke();
        assertCaught(Invariant.LINEARIZABILITY, "answered at 9 ns, invoked at 10 ns",
            () -> history.onReply(command, Outcome.BUSY, 0, 0, 9));
    }

    @Test
    void shouldCatchAnOkForWhatWasNotExecuted()
    {
        final int command = invoke();
        assertCaught(Invariant.REPLY_TRUTH, "index=3 was not executed", () -> reply(command, Outcome.OK, 3));
    }

    @Test
    void shouldCatchAnOkWithoutAnIndex()
    {
        final int command = invoke();
        assertCaught(
            Invariant.REPLY_TRUTH, "index=0 was not executed", () -> history.onReplySent(0, command, 0, 0));
    }

    @Test
    void shouldCatchAnOkWithAnotherIndex()
    {
        final int command = invoke();
        execute(0, 3, command);
        assertCaught(
            Invariant.REPLY_TRUTH, "index=4 was executed at index=3", () -> reply(command, Outcome.OK, 4));
    }

    @Test
    void shouldCatchAnOkWithAnotherResult()
    {
        final int command = invoke();
        execute(0, 3, command);
        assertCaught(Invariant.REPLY_TRUTH, "index=3 had another result",
            () -> history.onReply(command, Outcome.OK, 3, 5, 10_000));
    }

    @Test
    void shouldCatchARetryAnsweredDifferently()
    {
        final int command = invoke();
        execute(0, 3, command);
        reply(command, Outcome.OK, 3);
        history.onReplySent(1, command, 3, result(command));
        assertCaught(Invariant.REPLY_TRUTH, "reply of member=1", () -> history.onReplySent(1, command, 3, 5));
    }

    @Test
    void shouldHoldFailedCommandsToTheSameRules()
    {
        final int command = invoke();
        history.onExecuted(0, 3, command, SESSION, payload(command), ClientHistory.FAILED_RESULT);
        history.onReply(command, Outcome.FAILED, 3, 77, 10_000);
        assertEquals(1, marks.count(Mark.COMMAND_FAILED));
        final int other = invoke();
        execute(0, 4, other);
        assertCaught(Invariant.REPLY_TRUTH, "another result", () -> reply(other, Outcome.FAILED, 4));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"OK", "FAILED", "INDETERMINATE"})
    void shouldCatchARefusalOfWhatWasExecuted(final Outcome outcome)
    {
        final int command = invoke();
        execute(0, 3, command);
        assertCaught(Invariant.REPLY_TRUTH, "was answered with " + outcome + " after it had been executed",
            () -> reply(command, outcome, 0));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"OK", "FAILED", "INDETERMINATE"})
    void shouldCatchAnExecutionAfterARefusal(final Outcome outcome)
    {
        final int command = invoke();
        reply(command, outcome, 0);
        assertCaught(Invariant.REPLY_TRUTH, "after the client was told " + outcome, () -> execute(0, 3, command));
    }

    @Test
    void shouldLetAnIndeterminateCommandBeExecutedOrNot()
    {
        final int first = invoke();
        final int second = invoke();
        invoke();
        execute(0, 3, first);
        reply(first, Outcome.INDETERMINATE, 0);
        reply(second, Outcome.INDETERMINATE, 0);
        assertEquals(0, marks.count(Mark.COMMAND_APPLIED_AFTER_INDETERMINATE));
        execute(0, 4, second);
        execute(1, 3, first);
        assertEquals(1, marks.count(Mark.COMMAND_APPLIED_AFTER_INDETERMINATE));
        assertCaught(Invariant.EXACTLY_ONCE, "command=1", () -> execute(0, 5, second));
    }

    @Test
    void shouldCatchASecondOutcome()
    {
        final int command = invoke();
        reply(command, Outcome.INDETERMINATE, 0);
        assertCaught(Invariant.REPLY_TRUTH, "was answered with BUSY after INDETERMINATE",
            () -> reply(command, Outcome.BUSY, 0));
    }

    @Test
    void shouldCatchACommandWithoutAnOutcome()
    {
        final int first = invoke();
        invoke();
        reply(first, Outcome.BUSY, 0);
        assertEquals(1, history.unansweredCount());
        assertCaught(Invariant.LIVENESS, "command=1 of client=7 session=2 sequence=2 was never answered",
            history::checkAllAnswered);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"OK", "FAILED", "SESSION_UNKNOWN", "TOO_LARGE"})
    void shouldMarkOutcomes(final Outcome outcome)
    {
        reply(invoke(), outcome, 0);
        final Mark mark = switch (outcome)
        {
            case BUSY -> Mark.COMMAND_REFUSED_BUSY;
            case REJECTED -> Mark.COMMAND_REJECTED;
            case NOT_APPLIED -> Mark.COMMAND_NOT_APPLIED;
            case DISK_FULL -> Mark.DISK_FULL_REFUSED;
            default -> Mark.COMMAND_INDETERMINATE;
        };
        assertEquals(1, marks.count(mark));
    }
}
