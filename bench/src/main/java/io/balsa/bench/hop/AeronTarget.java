package io.balsa.bench.hop;

import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import io.balsa.node.demo.StopRequest;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.PublicationLink;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/** Sends commands on one stream and takes answers from another. */
public final class AeronTarget implements Target
{
    private static final int FRAGMENT_LIMIT = 64;

    private final NanoClock clock = SystemNanoClock.INSTANCE;
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
    private final FragmentAssembler answerHandler;
    private final MediaConnection media;
    private final Subscription answers;
    private final PublicationLink commands;

    /**
     * Create.
     *
     * @param context  concluded.
     * @param channels to send and to listen on.
     * @param handler  told of answers.
     */
    public AeronTarget(final MediaContext context, final HopChannels channels, final ReplyHandler handler)
    {
        answerHandler = new FragmentAssembler((buffer, offset, length, header) ->
            handler.onReply(buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN)));
        media = MediaConnection.launch(context);
        answers = media.addSubscription(
            "answers", channels.answers(), HopChannels.ANSWERS_STREAM_ID, image -> {}, image -> {});
        commands = new PublicationLink(
            media, HopChannels.toSend(context, channels.commands()), HopChannels.COMMANDS_STREAM_ID);
    }

    /**
     * Wait for the other end.
     *
     * @param stop ends the waiting.
     */
    public void awaitConnected(final StopRequest stop)
    {
        while (!commands.isConnected() || !answers.isConnected())
        {
            poll();
            stop.check();
        }
    }

    @Override
    public boolean offer(final DirectBuffer buffer, final int length)
    {
        if (length > HopChannels.MESSAGE_LENGTH_MAX)
        {
            return commands.offer(nothing, 0, buffer, 0, length) == PublicationLink.SENT;
        }
        if (commands.tryClaim(length, claim) != PublicationLink.SENT)
        {
            return false;
        }
        claim.buffer().putBytes(claim.offset(), buffer, 0, length);
        claim.commit();
        return true;
    }

    @Override
    public int poll()
    {
        final long nowNs = clock.nanoTime();
        return media.doWork(nowNs) + commands.doWork(nowNs) + answers.poll(answerHandler, FRAGMENT_LIMIT);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(commands, answers, media);
    }
}
