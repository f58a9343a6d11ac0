package io.balsa.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The process that has started this one, as this one sees it: it asks questions, and it is gone when the standard
 * input ends.
 */
public final class Parent
{
    /** Asks for {@link ProcessFigures}. */
    static final String FIGURES = "figures";

    /** Asks how far the process is. */
    static final String POSITION = "position";

    /** Asks for the digest of what the process has done. */
    static final String DIGEST = "digest";

    /** Begins each line that is meant for the parent: a JVM prints warnings of its own on the same stream. */
    static final String ANSWER = "bench: ";

    private static final String READY = "ready";

    private Parent()
    {
    }

    /**
     * Say that this process is ready, and answer each question until there are no more.
     *
     * @param figures  of this process.
     * @param position how far it is, in what it does.
     * @throws IOException when the parent is gone in an unusual way.
     */
    public static void serve(final Supplier<ProcessFigures> figures, final LongSupplier position)
        throws IOException
    {
        serve(figures, position, () -> 0);
    }

    /**
     * Say that this process is ready, and answer each question until there are no more.
     *
     * @param figures  of this process.
     * @param position how far it is, in what it does.
     * @param digest   of what it has done.
     * @throws IOException when the parent is gone in an unusual way.
     */
    public static void serve(
        final Supplier<ProcessFigures> figures, final LongSupplier position, final LongSupplier digest)
        throws IOException
    {
        tell(READY);
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String question = in.readLine(); question != null; question = in.readLine())
        {
            tell(switch (question)
            {
                case POSITION -> Long.toString(position.getAsLong());
                case DIGEST -> Long.toString(digest.getAsLong());
                default -> figures.get().toLine();
            });
        }
    }

    /**
     * Tell the parent something that it waits for.
     *
     * @param text one line.
     */
    public static void tell(final String text)
    {
        System.out.println(ANSWER + text);
    }
}
