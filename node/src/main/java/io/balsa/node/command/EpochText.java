package io.balsa.node.command;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A time of the cluster's clock for people.
 */
final class EpochText
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private EpochText()
    {
    }

    static String of(final long epochNs)
    {
        return Instant.ofEpochSecond(Math.floorDiv(epochNs, SECOND_NS), Math.floorMod(epochNs, SECOND_NS)).toString();
    }
}
