package io.balsa.node;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The command line in this process, and what it has said last. */
class CommandLineFixture
{
    String out;
    String err;

    int execute(final Object... args)
    {
        final StringWriter outText = new StringWriter();
        final StringWriter errText = new StringWriter();
        final String[] texts = Stream.of(args).map(Object::toString).toArray(String[]::new);
        final int exitCode = Balsa.execute(texts, new PrintWriter(outText), new PrintWriter(errText));
        out = outText.toString();
        err = errText.toString();
        return exitCode;
    }

    void assertError(final String part)
    {
        assertEquals("", out);
        assertEquals(1, err.lines().count(), err);
        assertTrue(err.startsWith("balsa: ") && err.contains(part), err);
    }
}
