package io.balsa.node.command;

import io.balsa.log.mmap.VerificationProgress;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/**
 * Tells people how far the check of a log has come, once a second at most.
 */
final class VerificationLines implements VerificationProgress
{
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int MEBIBYTE = 1024 * 1024;

    private final PrintWriter out;
    private long toldNs = System.nanoTime();

    VerificationLines(final PrintWriter out)
    {
        this.out = out;
    }

    @Override
    public void onChecked(final long checkedBytes, final long totalBytes)
    {
        final long nowNs = System.nanoTime();
        if (nowNs - toldNs >= INTERVAL_NS)
        {
            toldNs = nowNs;
            out.println("checked " + checkedBytes / MEBIBYTE + " of " + totalBytes / MEBIBYTE + " MiB");
        }
    }
}
