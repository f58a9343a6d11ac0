package io.balsa.simulation.network;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of one message under way, and where they are bound for. Reused through {@link MessagePool}.
 */
final class Message implements NetworkEvent
{
    final UnsafeBuffer buffer;
    final int sizeClass;
    int length;
    Link link;
    long dueNs;
    long source;
    int life;
    int receiverIncarnation;
    boolean isReplay;
    boolean isDelivered;

    Message(final int sizeClass)
    {
        this.sizeClass = sizeClass;
        buffer = new UnsafeBuffer(new byte[1 << sizeClass]);
    }

    /** It arrives on its own, in no order. */
    @Override
    public void onDue()
    {
        link.onDue(this);
    }
}
