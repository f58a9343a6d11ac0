package io.balsa.bench.bare;

import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.balsa.bench.hop.HopChannels;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.PublicationLink;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Copies each command into its log, sends it to the followers from there, and answers it when two of the three have it.
 * No terms, no votes, no checks: nothing is left out of a commit that can be.
 */
final class BareLeader implements Agent
{
    private static final int FRAGMENT_LIMIT = 64;
    private static final int AERON_HEADER_LENGTH = 32;

    private final NanoClock clock = SystemNanoClock.INSTANCE;
    private final BufferClaim claim = new BufferClaim();
    private final FragmentHandler commandHandler;
    private final FragmentHandler[] ackHandlers = new FragmentHandler[BareSettings.FOLLOWERS];
    private final PublicationLink[] followers = new PublicationLink[BareSettings.FOLLOWERS];
    private final Subscription[] acks = new Subscription[BareSettings.FOLLOWERS];
    private final long[] sent = new long[BareSettings.FOLLOWERS];
    private final long[] acked = new long[BareSettings.FOLLOWERS];
    private final BareLog log;
    private final int payloadBytes;
    private final int runBytesMax;
    private final MediaConnection media;
    private final Subscription ingress;
    private final PublicationLink egress;
    private long answered;

    BareLeader(final BareSettings settings, final BareLog log)
    {
        this.log = log;
        payloadBytes = settings.payloadBytes();
        final int roomBytes = TransportContext.LOG_MTU_LENGTH_DEFAULT - AERON_HEADER_LENGTH - Long.BYTES;
        runBytesMax = roomBytes / payloadBytes * payloadBytes;
        media = MediaConnection.launch(settings.media(BareMember.LEADER));
        ingress = media.addSubscription("commands", settings.client().commands(), HopChannels.COMMANDS_STREAM_ID,
            image -> {}, image -> {});
        egress = new PublicationLink(media,
            HopChannels.toSend(media.context(), settings.client().answers()), HopChannels.ANSWERS_STREAM_ID);
        commandHandler = (buffer, offset, length, header) -> log.append(buffer, offset, length);
        for (int i = 0; i < BareSettings.FOLLOWERS; i++)
        {
            final int follower = i;
            followers[i] = new PublicationLink(
                media, BareSettings.toSend(media.context(), settings.followerChannel(i)), BareSettings.STREAM_ID);
            acks[i] = media.addSubscription(
                "acknowledgements", settings.ackChannel(), BareSettings.STREAM_ID + i, image -> {}, image -> {});
            ackHandlers[i] = (buffer, offset, length, header) -> acked[follower] = buffer.getLong(offset);
        }
    }

    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        int work = media.doWork(nowNs) + egress.doWork(nowNs);
        if (log.appended() - Math.min(sent[0], sent[1]) <= log.capacity() / 2)
        {
            work += ingress.poll(commandHandler, FRAGMENT_LIMIT);
        }
        for (int i = 0; i < BareSettings.FOLLOWERS; i++)
        {
            work += followers[i].doWork(nowNs) + send(i) + acks[i].poll(ackHandlers[i], FRAGMENT_LIMIT);
        }
        log.requestSync();
        return work + answer();
    }

    /** What the follower has not got, in as few messages as possible. */
    private int send(final int follower)
    {
        int work = 0;
        while (sent[follower] < log.appended())
        {
            final int offset = log.offset(sent[follower]);
            final int length = (int)Math.min(
                Math.min(log.appended() - sent[follower], runBytesMax), log.capacity() - offset);
            if (followers[follower].tryClaim(Long.BYTES + length, claim) != PublicationLink.SENT)
            {
                break;
            }
            claim.buffer().putLong(claim.offset(), sent[follower]);
            claim.buffer().putBytes(claim.offset() + Long.BYTES, log.buffer(), offset, length);
            claim.commit();
            sent[follower] += length;
            work++;
        }
        return work;
    }

    private int answer()
    {
        int work = 0;
        final long committed = secondOf(log.durable(), acked[0], acked[1]);
        while (answered < committed && egress.tryClaim(payloadBytes, claim) == PublicationLink.SENT)
        {
            claim.buffer().putBytes(claim.offset(), log.buffer(), log.offset(answered), payloadBytes);
            claim.commit();
            answered += payloadBytes;
            work++;
        }
        return work;
    }

    /** What two of three have reached. */
    static long secondOf(final long first, final long second, final long third)
    {
        return Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
    }

    @Override
    public void onClose()
    {
        CloseHelper.closeAll(followers);
        CloseHelper.closeAll(acks);
        CloseHelper.closeAll(egress, ingress, media);
    }

    @Override
    public String roleName()
    {
        return "bench-bare-leader";
    }
}
