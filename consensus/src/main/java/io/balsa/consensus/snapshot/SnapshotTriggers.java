package io.balsa.consensus.snapshot;

/**
 * When a snapshot is taken without being asked for: at whichever comes first. Nothing is taken while no entry was
 * applied since the last one.
 *
 * @param entries    since the last snapshot, 0 for any number.
 * @param bytes      of entries since the last snapshot, 0 for any number.
 * @param intervalNs since the last snapshot in ns, 0 for any time.
 * @param isAtClose  whether one is taken when the member is closed in good order.
 */
public record SnapshotTriggers(long entries, long bytes, long intervalNs, boolean isAtClose)
{
    /**
     * Check.
     *
     * @param entries    since the last snapshot.
     * @param bytes      of entries since the last snapshot.
     * @param intervalNs since the last snapshot in ns.
     * @param isAtClose  whether one is taken when the member is closed in good order.
     * @throws IllegalArgumentException when one is negative.
     */
    public SnapshotTriggers
    {
        if (entries < 0 || bytes < 0 || intervalNs < 0)
        {
            throw new IllegalArgumentException("entries=" + entries + " bytes=" + bytes + " intervalNs=" + intervalNs +
                " are not allowed: 0 or more");
        }
    }

    boolean areMet(final long newEntries, final long newBytes, final long elapsedNs)
    {
        return newEntries > 0 &&
            (isReached(newEntries, entries) || isReached(newBytes, bytes) || isReached(elapsedNs, intervalNs));
    }

    private static boolean isReached(final long value, final long limit)
    {
        return limit > 0 && value >= limit;
    }
}
