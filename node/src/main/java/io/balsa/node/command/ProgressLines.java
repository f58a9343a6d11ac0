package io.balsa.node.command;

import io.balsa.archive.SnapshotProgress;
import io.balsa.log.mmap.VerificationProgress;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Tells people how far work on many bytes has come, once a second at most.
 */
final class ProgressLines implements VerificationProgress, SnapshotProgress
{
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MEBIBYTE = 1024 * 1024;

    private final PrintWriter out;
    private final String verb;
    private long toldNs = System.nanoTime();

    /** Say what was done with the bytes, as in "checked 1 of 2 MiB". */
    ProgressLines(final PrintWriter out, final String verb)
    {
        this.out = out;
        this.verb = verb;
    }

    @Override
    public void onChecked(final long checkedBytes, final long totalBytes)
    {
        onProgress(checkedBytes, totalBytes);
    }

    @Override
    public void onProgress(final long doneBytes, final long totalBytes)
    {
        final long nowNs = System.nanoTime();
        if (nowNs - toldNs >= INTERVAL_NS)
        {
            toldNs = nowNs;
            out.println(verb + " " + doneBytes / MEBIBYTE + " of " + totalBytes / MEBIBYTE + " MiB");
        }
    }
}
