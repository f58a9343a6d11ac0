package io.balsa.consensus.snapshot;

/**
 * How much of the log is kept though it is in snapshots: for members that lag and would else have to be sent one.
 *
 * @param trailingEntries  behind the oldest snapshot that is kept, 0 or more.
 * @param followerLagBytes newest bytes of the log that are always kept, 0 or more: a member that lags by no more is
 *                         served from the log, whoever leads.
 */
public record LogRetention(long trailingEntries, long followerLagBytes)
{
    /**
     * Check.
     *
     * @param trailingEntries  behind the oldest snapshot that is kept.
     * @param followerLagBytes newest bytes of the log that are always kept.
     * @throws IllegalArgumentException when one is negative.
     */
    public LogRetention
    {
        if (trailingEntries < 0 || followerLagBytes < 0)
        {
            throw new IllegalArgumentException("trailingEntries=" + trailingEntries + " followerLagBytes=" +
                followerLagBytes + " are not allowed: 0 or more");
        }
    }
}
