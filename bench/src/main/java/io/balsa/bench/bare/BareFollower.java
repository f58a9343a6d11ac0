package io.balsa.bench.bare;

import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import io.balsa.bench.BenchException;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.PublicationLink;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/** Copies what the leader sends into its log and acknowledges it. */
final class BareFollower implements Agent, FragmentHandler
{
    private static final int FRAGMENT_LIMIT = 16;

    private final NanoClock clock = SystemNanoClock.INSTANCE;
    private final BufferClaim claim = new BufferClaim();
    private final BareLog log;
    private final MediaConnection media;
    private final Subscription entries;
    private final PublicationLink acks;
    private long acked;

    BareFollower(final BareSettings settings, final int follower, final BareLog log)
    {
        this.log = log;
        media = MediaConnection.launch(settings.media(Integer.toString(follower)));
        entries = media.addSubscription("entries", settings.followerChannel(follower),
            BareSettings.entriesStreamId(follower),
            image -> {}, image -> {});
        acks = new PublicationLink(
            media, BareSettings.toSend(media.context(), settings.ackChannel()),
            BareSettings.acksStreamId(follower));
    }

    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        final int work = media.doWork(nowNs) + acks.doWork(nowNs) + entries.poll(this, FRAGMENT_LIMIT);
        log.requestSync();
        return work + acknowledge();
    }

    @Override
    public void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        final long position = buffer.getLong(offset);
        if (position != log.appended())
        {
            throw new BenchException("entries at " + position + " behind a log that ends at " + log.appended());
        }
        log.append(buffer, offset + Long.BYTES, length - Long.BYTES);
    }

    private int acknowledge()
    {
        final long durable = log.durable();
        if (durable == acked || acks.tryClaim(Long.BYTES, claim) != PublicationLink.SENT)
        {
            return 0;
        }
        claim.buffer().putLong(claim.offset(), durable);
        claim.commit();
        acked = durable;
        return 1;
    }

    @Override
    public void onClose()
    {
        CloseHelper.closeAll(acks, entries, media);
    }

    @Override
    public String roleName()
    {
        return "bench-bare-follower";
    }
}
