package io.balsa.transport.aeron;

import io.aeron.Image;
import io.balsa.transport.media.MessageAssembler;
import io.balsa.transport.media.MessageHandler;
import io.balsa.transport.media.PublicationLink;
import io.balsa.transport.wire.WireProtocol;
import org.agrona.DirectBuffer;

/**
 * One client as this member sees it: the image it sends on, and the egress that answers it once it has asked for one.
 * A client that asks for another egress becomes another connection on the same image.
 */
final class ClientConnection implements MessageHandler
{
    /** Id while there is no connection. */
    static final long NONE = 0;

    private final Image image;
    private final IngressAdapter adapter;
    private final MessageAssembler assembler;
    private final ConnectRequest request = new ConnectRequest();
    private long connectionId = NONE;
    private PublicationLink egress;
    private String egressChannel;
    private int egressStreamId;
    private long egressDeadlineNs;
    private long unestablishedSinceNs;
    private boolean isEstablished;
    private boolean isAdmitted;
    private boolean hasLeft;

    ClientConnection(final Image image, final IngressAdapter adapter, final int commandLengthMax)
    {
        this.image = image;
        this.adapter = adapter;
        assembler = new MessageAssembler(this, commandLengthMax + WireProtocol.MESSAGE_OVERHEAD);
    }

    int poll(final int fragmentLimit)
    {
        return image.controlledPoll(assembler, fragmentLimit);
    }

    Image image()
    {
        return image;
    }

    long connectionId()
    {
        return connectionId;
    }

    PublicationLink egress()
    {
        return egress;
    }

    ConnectRequest request()
    {
        return request;
    }

    boolean hasEgress(final String channel, final int streamId)
    {
        return egress != null && egressStreamId == streamId && channel.equals(egressChannel);
    }

    /** Whether the egress was reached and the handler knows the client. */
    boolean isEstablished()
    {
        return isEstablished;
    }

    /** Whether an egress was asked for and is not established. */
    boolean isConnecting()
    {
        return egress != null && !isEstablished;
    }

    boolean isEgressOverdue(final long nowNs)
    {
        return isConnecting() && (nowNs - egressDeadlineNs >= 0 || egress.isRefused());
    }

    void connecting(
        final long newConnectionId,
        final PublicationLink newEgress,
        final String channel,
        final int streamId,
        final long deadlineNs)
    {
        connectionId = newConnectionId;
        egress = newEgress;
        egressChannel = channel;
        egressStreamId = streamId;
        egressDeadlineNs = deadlineNs;
        isEstablished = false;
    }

    void established()
    {
        isEstablished = true;
    }

    /** Whether the client has a place and is listened to. */
    boolean isAdmitted()
    {
        return isAdmitted;
    }

    /** Whether the client said that it goes; nothing it sends is of interest any more. */
    boolean hasLeft()
    {
        return hasLeft;
    }

    /** Since when the client has had a place without being established. */
    long unestablishedSinceNs()
    {
        return unestablishedSinceNs;
    }

    void admit(final long nowNs)
    {
        isAdmitted = true;
        unestablishedSinceNs = nowNs;
    }

    void giveWay()
    {
        isAdmitted = false;
    }

    void leave()
    {
        isAdmitted = false;
        hasLeft = true;
    }

    /** The egress of an established client was lost; it may ask for another. */
    void unestablished(final long nowNs)
    {
        unestablishedSinceNs = nowNs;
    }

    void closeEgress()
    {
        if (egress != null)
        {
            egress.close();
            egress = null;
        }
        connectionId = NONE;
        isEstablished = false;
    }

    @Override
    public boolean onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        return adapter.onMessage(this, buffer, offset, length);
    }

    @Override
    public boolean onOverlongMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        return adapter.onOverlongMessage(this, buffer, offset, length);
    }
}
