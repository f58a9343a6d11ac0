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
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Copies each command into its log, sends it to the followers from there, and answers it when a majority has it.
 * No terms, no votes, no checks: nothing is left out of a commit that can be.
 */
final class BareLeader implements Agent
{
    private static final int FRAGMENT_LIMIT = 64;
    private static final int AERON_HEADER_LENGTH = 32;

    private final NanoClock clock = SystemNanoClock.INSTANCE;
    private final BufferClaim claim = new BufferClaim();
    private final FragmentHandler commandHandler;
    private final FragmentHandler[] ackHandlers;
    private final PublicationLink[] followers;
    private final Subscription[] acks;
    private final long[] sent;
    private final long[] acked;
    private final long[] positions;
    private final UnsafeBuffer nothing = new UnsafeBuffer(new byte[0]);
    private final BareLog log;
    private final int payloadBytes;
    private final int runBytesMax;
    private final int majority;
    private final MediaConnection media;
    private final Subscription ingress;
    private final PublicationLink egress;
    private long answered;

    BareLeader(final BareSettings settings, final BareLog log)
    {
        this.log = log;
        payloadBytes = settings.payloadBytes();
        final int roomBytes = TransportContext.LOG_MTU_LENGTH_DEFAULT - AERON_HEADER_LENGTH - Long.BYTES;
        runBytesMax = payloadBytes > roomBytes ? roomBytes : roomBytes / payloadBytes * payloadBytes;
        majority = settings.shape().majority();
        final int count = settings.shape().followers();
        ackHandlers = new FragmentHandler[count];
        followers = new PublicationLink[count];
        acks = new Subscription[count];
        sent = new long[count];
        acked = new long[count];
        positions = new long[count + 1];
        media = MediaConnection.launch(settings.media(BareMember.LEADER));
        ingress = media.addSubscription("commands", settings.client().commands(), HopChannels.COMMANDS_STREAM_ID,
            image -> {}, image -> {});
        egress = new PublicationLink(media,
            HopChannels.toSend(media.context(), settings.client().answers()), HopChannels.ANSWERS_STREAM_ID);
        commandHandler = (buffer, offset, length, header) -> log.append(buffer, offset, length);
        for (int i = 0; i < followers.length; i++)
        {
            final int follower = i;
            followers[i] = new PublicationLink(
                media, BareSettings.toSend(media.context(), settings.followerChannel(i)),
                BareSettings.entriesStreamId(i));
            acks[i] = media.addSubscription(
                "acknowledgements", settings.ackChannel(), BareSettings.acksStreamId(i), image -> {}, image -> {});
            ackHandlers[i] = (buffer, offset, length, header) -> acked[follower] = buffer.getLong(offset);
        }
    }

    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        int work = media.doWork(nowNs) + egress.doWork(nowNs);
        if (log.appended() - leastSent() <= log.capacity() / 2)
        {
            work += ingress.poll(commandHandler, FRAGMENT_LIMIT);
        }
        for (int i = 0; i < followers.length; i++)
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

    private long leastSent()
    {
        long least = sent[0];
        for (final long position : sent)
        {
            least = Math.min(least, position);
        }
        return least;
    }

    private int answer()
    {
        int work = 0;
        positions[0] = log.durable();
        System.arraycopy(acked, 0, positions, 1, acked.length);
        final long committed = reachedBy(positions, majority);
        while (answered + payloadBytes <= committed && answer(log.offset(answered)))
        {
            answered += payloadBytes;
            work++;
        }
        return work;
    }

    /** An answer that is longer than a packet is cut by Aeron. */
    private boolean answer(final int offset)
    {
        if (payloadBytes > HopChannels.MESSAGE_LENGTH_MAX)
        {
            return egress.offer(nothing, 0, log.buffer(), offset, payloadBytes) == PublicationLink.SENT;
        }
        if (egress.tryClaim(payloadBytes, claim) != PublicationLink.SENT)
        {
            return false;
        }
        claim.buffer().putBytes(claim.offset(), log.buffer(), offset, payloadBytes);
        claim.commit();
        return true;
    }

    /** The greatest position that so many have reached. */
    static long reachedBy(final long[] positions, final int count)
    {
        long reached = 0;
        for (final long position : positions)
        {
            int those = 0;
            for (final long other : positions)
            {
                those += other >= position ? 1 : 0;
            }
            reached = those >= count ? Math.max(reached, position) : reached;
        }
        return reached;
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
