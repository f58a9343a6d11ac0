package io.balsa.node.demo;

/**
 * For how long commands were sent: from the first offer to the last outcome, without the times when nothing was to be
 * sent because a kill was due and the member killed before was not back.
 */
final class SendingTime
{
    private long startNs;
    private long endNs;
    private long heldUpSinceNs;
    private long heldUpNs;
    private boolean isHeldUp;

    void start(final long nowNs)
    {
        startNs = nowNs;
        endNs = nowNs;
    }

    void onOutcome(final long nowNs)
    {
        endNs = nowNs;
    }

    void holdUp(final boolean isHeldUpNow, final long nowNs)
    {
        if (isHeldUpNow && !isHeldUp)
        {
            heldUpSinceNs = nowNs;
        }
        else if (isHeldUp && !isHeldUpNow)
        {
            heldUpNs += nowNs - heldUpSinceNs;
        }
        isHeldUp = isHeldUpNow;
    }

    long lengthNs()
    {
        return endNs - startNs - heldUpNs;
    }
}
