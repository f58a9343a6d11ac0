package io.balsa.bench.hop;

import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.MediaContext;
import io.balsa.transport.media.PublicationLink;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/** The other end of an {@link AeronTarget}: answers each command with the command. */
public final class EchoAgent implements Agent, ControlledFragmentHandler
{
    private static final int FRAGMENT_LIMIT = 64;

    private final NanoClock clock = SystemNanoClock.INSTANCE;
    private final BufferClaim claim = new BufferClaim();
    private final MediaConnection media;
    private final Subscription commands;
    private final PublicationLink answers;

    /**
     * Create.
     *
     * @param context  concluded.
     * @param channels to listen and to send on.
     */
    public EchoAgent(final MediaContext context, final HopChannels channels)
    {
        media = MediaConnection.launch(context);
        commands = media.addSubscription(
            "commands", channels.commands(), HopChannels.COMMANDS_STREAM_ID, image -> {}, image -> {});
        answers = new PublicationLink(
            media, HopChannels.toSend(context, channels.answers()), HopChannels.ANSWERS_STREAM_ID);
    }

    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        return media.doWork(nowNs) + answers.doWork(nowNs) + commands.controlledPoll(this, FRAGMENT_LIMIT);
    }

    @Override
    public Action onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        if (answers.tryClaim(length, claim) != PublicationLink.SENT)
        {
            return Action.ABORT;
        }
        claim.buffer().putBytes(claim.offset(), buffer, offset, length);
        claim.commit();
        return Action.CONTINUE;
    }

    @Override
    public void onClose()
    {
        CloseHelper.closeAll(answers, commands, media);
    }

    @Override
    public String roleName()
    {
        return "bench-echo";
    }
}
