package io.balsa.consensus.transfer;

/** So many bytes a second, and no more at once than a tenth of a second's, or one request. */
final class RateLimit
{
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final long bytesPerSecond;
    private final long burstNs;
    /** Up to when what was given is paid for. */
    private long paidNs;

    RateLimit(final long bytesPerSecond, final int burstLengthMin, final long nowNs)
    {
        this.bytesPerSecond = bytesPerSecond;
        burstNs = Math.max(NS_PER_SECOND / 10, burstLengthMin * NS_PER_SECOND / bytesPerSecond);
        paidNs = nowNs - burstNs;
    }

    boolean isOpen(final long nowNs)
    {
        if (nowNs - paidNs > burstNs)
        {
            paidNs = nowNs - burstNs;
        }
        return nowNs - paidNs >= 0;
    }

    void onGiven(final int length)
    {
        paidNs += length * NS_PER_SECOND / bytesPerSecond;
    }
}
