package io.balsa.transport.aeron;

import io.balsa.transport.media.SharedCounters;
import io.balsa.transport.wire.WireCounters;

/**
 * What was dropped, and why. Written and read on the thread of the duty cycle; other threads and processes find copies
 * among the counters of the media driver.
 */
public final class TransportCounters
{
    /** Type id of the first counter; the others follow in the order of the accessors below. */
    public static final int TYPE_ID_BASE = 7450;

    final WireCounters wire = new WireCounters();
    long unconnectedCount;
    long overlongCount;
    long connectRefusedCount;
    long connectTimeoutCount;

    TransportCounters()
    {
    }

    void showIn(final SharedCounters shared, final int memberId)
    {
        final String suffix = " - balsa member=" + memberId;
        int typeId = TYPE_ID_BASE;
        shared.add(typeId++, "dropped-malformed" + suffix, this::malformedCount);
        shared.add(typeId++, "dropped-damaged" + suffix, this::damagedCount);
        shared.add(typeId++, "dropped-unknown-template" + suffix, this::unknownTemplateCount);
        shared.add(typeId++, "dropped-wrong-cluster" + suffix, this::wrongClusterCount);
        shared.add(typeId++, "dropped-unknown-sender" + suffix, this::unknownSenderCount);
        shared.add(typeId++, "dropped-unconnected" + suffix, this::unconnectedCount);
        shared.add(typeId++, "dropped-overlong" + suffix, this::overlongCount);
        shared.add(typeId++, "clients-refused" + suffix, this::connectRefusedCount);
        shared.add(typeId, "clients-timed-out" + suffix, this::connectTimeoutCount);
    }

    /**
     * Messages whose schema is not ours, or whose sizes or values do not hold.
     *
     * @return count since the start.
     */
    public long malformedCount()
    {
        return wire.malformedCount();
    }

    /**
     * Messages of members whose checksum does not hold: damaged on the way.
     *
     * @return count since the start.
     */
    public long damagedCount()
    {
        return wire.damagedCount();
    }

    /**
     * Messages of a kind that this version does not know, or that do not belong on their stream.
     *
     * @return count since the start.
     */
    public long unknownTemplateCount()
    {
        return wire.unknownTemplateCount();
    }

    /**
     * Messages of members of another cluster.
     *
     * @return count since the start.
     */
    public long wrongClusterCount()
    {
        return wire.wrongClusterCount();
    }

    /**
     * Messages of members that are no configured peers.
     *
     * @return count since the start.
     */
    public long unknownSenderCount()
    {
        return wire.unknownSenderCount();
    }

    /**
     * Requests of clients that have no egress yet, so that there is no way to answer.
     *
     * @return count since the start.
     */
    public long unconnectedCount()
    {
        return unconnectedCount;
    }

    /**
     * Requests that were longer than allowed.
     *
     * @return count since the start.
     */
    public long overlongCount()
    {
        return overlongCount;
    }

    /**
     * Clients that were not let in, or had to wait: a limit was reached, or their response channel is not acceptable.
     *
     * @return count since the start.
     */
    public long connectRefusedCount()
    {
        return connectRefusedCount;
    }

    /**
     * Clients whose egress could not be reached in time, and clients that never asked for one and gave way to others.
     *
     * @return count since the start.
     */
    public long connectTimeoutCount()
    {
        return connectTimeoutCount;
    }
}
