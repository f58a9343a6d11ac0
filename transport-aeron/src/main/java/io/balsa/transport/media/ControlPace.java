package io.balsa.transport.media;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import org.agrona.concurrent.status.AtomicCounter;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * How often an embedded driver looks at the sockets that it sends from. Status messages and NAKs come in there, which
 * nobody waits for, and each look is a system call; the sockets that messages come in on are looked at each time. One
 * thread.
 */
final class ControlPace
{
    /** Time between two looks in ns: far less than a receiver window takes to fill. */
    static final long INTERVAL_NS = 50_000;

    private long dueNs;
    private boolean isFirst = true;
    private boolean isDue;

    /**
     * The driver is about to be driven.
     *
     * @param nowNs monotonic time.
     */
    void onCycle(final long nowNs)
    {
        isDue = isFirst || nowNs - dueNs >= 0;
        if (isDue)
        {
            isFirst = false;
            dueNs = nowNs + INTERVAL_NS;
        }
    }

    /** The driver is about to be driven once more in the same cycle. */
    void onFlush()
    {
        isDue = false;
    }

    boolean isDue()
    {
        return isDue;
    }

    /**
     * Make the sending end of a channel that keeps to the pace.
     *
     * @param channel   that it is of.
     * @param indicator of its status.
     * @param context   of the driver.
     * @return the end.
     */
    SendChannelEndpoint newEndpoint(
        final UdpChannel channel, final AtomicCounter indicator, final MediaDriver.Context context)
    {
        return new Endpoint(channel, indicator, context);
    }

    private final class Endpoint extends SendChannelEndpoint
    {
        Endpoint(final UdpChannel channel, final AtomicCounter indicator, final MediaDriver.Context context)
        {
            super(channel, indicator, context);
        }

        @Override
        public InetSocketAddress receive(final ByteBuffer buffer)
        {
            return isDue ? super.receive(buffer) : null;
        }
    }
}
