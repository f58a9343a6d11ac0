package io.balsa.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * The process that has started this one, as this one sees it: it asks for figures, and it is gone when the standard
 * input ends.
 */
public final class Parent
{
    private static final String READY = "ready";

    private Parent()
    {
    }

    /**
     * Say that this process is ready, and answer each question until there are no more.
     *
     * @param figures the answer.
     * @throws IOException when the parent is gone in an unusual way.
     */
    public static void serve(final Supplier<ProcessFigures> figures) throws IOException
    {
        System.out.println(READY);
        final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (in.readLine() != null)
        {
            System.out.println(figures.get().toLine());
        }
    }
}
