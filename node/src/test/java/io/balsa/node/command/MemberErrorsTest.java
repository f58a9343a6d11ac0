package io.balsa.node.command;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class MemberErrorsTest
{
    private final StringWriter text = new StringWriter();
    private final MemberErrors errors = new MemberErrors(new PrintWriter(text));

    @Test
    void shouldHoldWhatHappensDuringTheLaunch()
    {
        report("a");
        report("b");
        assertEquals(List.of(), printed());
        errors.onLaunched();
        assertEquals(List.of(line("a"), line("b")), printed());
        report("c");
        assertEquals(List.of(line("a"), line("b"), line("c")), printed());
    }

    @Test
    void shouldHoldAsManyAsItsLimit()
    {
        reportNumbers(MemberErrors.HELD_MAX);
        errors.onLaunched();
        assertEquals(IntStream.range(0, MemberErrors.HELD_MAX).mapToObj(i -> line("" + i)).toList(), printed());
    }

    @Test
    void shouldTellHowManyItHasNotHeld()
    {
        reportNumbers(MemberErrors.HELD_MAX + 2);
        errors.onLaunched();
        final List<String> printed = printed();
        assertEquals(MemberErrors.HELD_MAX + 1, printed.size());
        assertEquals(line("" + (MemberErrors.HELD_MAX - 1)), printed.get(MemberErrors.HELD_MAX - 1));
        assertEquals("balsa: 2 more errors during the launch", printed.get(MemberErrors.HELD_MAX));
    }

    /** Also while it holds them: one that comes again and again leaves room for the others. */
    @Test
    void shouldPrintTheSameOneOnceInARow()
    {
        for (int i = 0; i <= MemberErrors.HELD_MAX; i++)
        {
            report("a");
        }
        report("b");
        errors.onLaunched();
        report("b");
        report("a");
        report("a");
        assertEquals(List.of(line("a"), line("b"), line("a")), printed());
    }

    @Test
    void shouldPrintOneLineForEach()
    {
        errors.onLaunched();
        report("a\n  b\r\nc");
        assertEquals(List.of(line("a b c")), printed());
    }

    private void reportNumbers(final int count)
    {
        IntStream.range(0, count).forEach(i -> report("" + i));
    }

    private void report(final String message)
    {
        errors.onError(new IllegalStateException(message));
    }

    private List<String> printed()
    {
        return text.toString().lines().toList();
    }

    private static String line(final String message)
    {
        return "balsa: java.lang.IllegalStateException: " + message;
    }
}
