package io.balsa.transport.wire;

/**
 * What decoders dropped, and why. Written and read on the thread of the decoders that share it.
 */
public final class WireCounters
{
    long malformedCount;
    long damagedCount;
    long unknownTemplateCount;
    long wrongClusterCount;
    long unknownSenderCount;

    /** Create counters at zero. */
    public WireCounters()
    {
    }

    /**
     * Messages whose schema is not ours, or whose sizes or values do not hold.
     *
     * @return count since the start.
     */
    public long malformedCount()
    {
        return malformedCount;
    }

    /**
     * Messages of members whose checksum does not hold: damaged on the way.
     *
     * @return count since the start.
     */
    public long damagedCount()
    {
        return damagedCount;
    }

    /**
     * Messages of a kind that this version does not know, or that do not belong on their stream.
     *
     * @return count since the start.
     */
    public long unknownTemplateCount()
    {
        return unknownTemplateCount;
    }

    /**
     * Messages of members of another cluster.
     *
     * @return count since the start.
     */
    public long wrongClusterCount()
    {
        return wrongClusterCount;
    }

    /**
     * Messages of members that are no configured peers.
     *
     * @return count since the start.
     */
    public long unknownSenderCount()
    {
        return unknownSenderCount;
    }
}
