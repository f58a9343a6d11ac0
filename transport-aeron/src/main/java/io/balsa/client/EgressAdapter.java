package io.balsa.client;

import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.FrameDescriptor;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MessageAssembler;
import io.balsa.transport.media.MessageHandler;
import io.balsa.transport.media.TransportException;
import io.balsa.transport.wire.EgressDecoder;
import io.balsa.transport.wire.EgressHandler;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * The subscription on which members answer, each by an image of its own.
 */
final class EgressAdapter implements AutoCloseable
{
    private final EgressDecoder decoder = new EgressDecoder();
    private final List<MemberEgress> egresses = new ArrayList<>();
    private final Subscription subscription;
    private EgressHandler handler;
    private boolean isImagesChanged;

    private EgressAdapter(final MediaConnection media, final String channel, final int streamId)
    {
        subscription = media.addSubscription(
            "answers of members", channel, streamId, this::onImageChange, this::onImageChange);
    }

    /** Listen, and wait until it is known on which port. */
    static EgressAdapter open(final ClientContext context, final MediaConnection media)
    {
        final EgressAdapter egress = new EgressAdapter(media, context.egressChannel(), context.egressStreamId());
        final long startNs = context.nanoClock().nanoTime();
        while (egress.responseChannel() == null)
        {
            final long nowNs = context.nanoClock().nanoTime();
            if (nowNs - startNs >= context.connectTimeoutNs())
            {
                egress.close();
                throw new TransportException("egressEndpoint=" + context.egressEndpoint() +
                    " got no port within connectTimeoutNs=" + context.connectTimeoutNs());
            }
            media.conductorDue();
            media.doWork(nowNs);
        }
        return egress;
    }

    private void onImageChange(final Image image)
    {
        isImagesChanged = true;
    }

    /**
     * Channel that members answer on: with the port that was given where any was asked for. Null until known.
     */
    String responseChannel()
    {
        return subscription.tryResolveChannelEndpointPort() == null ? null :
            subscription.resolvedEndpoint() == null ? "aeron:ipc" :
                "aeron:udp?endpoint=" + subscription.resolvedEndpoint();
    }

    int poll(final EgressHandler egressHandler, final int fragmentLimit)
    {
        handler = egressHandler;
        if (isImagesChanged)
        {
            isImagesChanged = false;
            renewEgresses();
        }
        int fragments = 0;
        for (int i = 0; i < egresses.size() && fragments < fragmentLimit; i++)
        {
            final MemberEgress egress = egresses.get(i);
            fragments += egress.image.controlledPoll(egress.assembler, fragmentLimit - fragments);
        }
        return fragments;
    }

    private void renewEgresses()
    {
        egresses.removeIf(egress -> egress.image.isClosed());
        for (int i = 0; i < subscription.imageCount(); i++)
        {
            final Image image = subscription.imageAtIndex(i);
            if (egresses.stream().noneMatch(egress -> egress.image == image))
            {
                egresses.add(new MemberEgress(image));
            }
        }
    }

    long droppedCount()
    {
        return decoder.droppedCount();
    }

    @Override
    public void close()
    {
        subscription.close();
    }

    private final class MemberEgress implements MessageHandler
    {
        private final MessageAssembler assembler = new MessageAssembler(this, FrameDescriptor.MAX_MESSAGE_LENGTH);
        private final Image image;

        private MemberEgress(final Image image)
        {
            this.image = image;
        }

        @Override
        public boolean onMessage(final DirectBuffer buffer, final int offset, final int length)
        {
            decoder.onMessage(handler, image.correlationId(), buffer, offset, length);
            return true;
        }

        @Override
        public boolean onOverlongMessage(final DirectBuffer buffer, final int offset, final int length)
        {
            decoder.onOverlongMessage();
            return true;
        }
    }
}
