package io.balsa.bench.compare;

import io.balsa.bench.Bench;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The {@code bench} command line with {@code compare}. */
public final class BenchPeers
{
    private BenchPeers()
    {
    }

    /**
     * Run a command and end the process.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        final Charset charset = Charset.defaultCharset();
        System.exit(Bench.execute(
            args,
            new PrintWriter(System.out, true, charset),
            new PrintWriter(System.err, true, charset),
            new CompareCommand()));
    }
}
