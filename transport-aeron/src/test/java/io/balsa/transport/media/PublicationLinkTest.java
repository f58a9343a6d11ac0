package io.balsa.transport.media;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class PublicationLinkTest
{
    private static final int STREAM_ID = 5;
    private static final int TERM_LENGTH = 64 * 1024;

    /** Starts in the last of all terms: its positions run out after one term. */
    private static final String LAST_TERM_CHANNEL =
        "aeron:ipc?term-length=64k|init-term-id=0|term-id=2147483647|term-offset=0";

    private final List<Throwable> errors = new ArrayList<>();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
    private final BufferClaim claim = new BufferClaim();
    private final FragmentHandler counter = (buffer, offset, length, header) -> received(length);
    private MediaConnection media;
    private Subscription subscription;
    private PublicationLink link;
    private long nowNs;
    private long receivedBytes;

    @TempDir
    private Path directory;

    @BeforeEach
    void launch()
    {
        media = MediaConnection.launch(new MediaContext()
            .aeronDirectoryName(directory.resolve("driver").toString())
            .errorHandler(this::onError)
            .conclude());
        subscription = media.addSubscription("messages", "aeron:ipc", STREAM_ID, null, null);
    }

    @AfterEach
    void closeAll()
    {
        CloseHelper.closeAll(link, media);
    }

    private void onError(final Throwable error)
    {
        if (error instanceof TransportException)
        {
            errors.add(error);
        }
    }

    private void received(final int length)
    {
        receivedBytes += length;
    }

    private int cycle()
    {
        return media.doWork(System.nanoTime()) + (link == null ? 0 : link.doWork(nowNs)) +
            subscription.poll(counter, 100);
    }

    private void await(final BooleanSupplier condition)
    {
        while (!condition.getAsBoolean())
        {
            if (cycle() == 0)
            {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    private int claimAndCommit()
    {
        final int result = link.tryClaim(message.capacity(), claim);
        if (result == PublicationLink.SENT)
        {
            claim.commit();
        }
        return result;
    }

    private int offer()
    {
        return link.offer(message, 100, message, 0, message.capacity() - 100);
    }

    @Test
    void shouldLeaveByAFlush()
    {
        final Subscription udp =
            media.addSubscription("test", "aeron:udp?endpoint=localhost:0", STREAM_ID, null, null);
        await(() -> udp.tryResolveChannelEndpointPort() != null);
        link = new PublicationLink(media, udp.tryResolveChannelEndpointPort(), STREAM_ID);
        await(() -> link.isConnected() && link.isDrained());
        assertEquals(PublicationLink.SENT, claimAndCommit());
        assertFalse(link.isDrained());
        media.flush();
        assertTrue(link.isDrained());
    }

    private void goOnBeyondTheLastPosition(final boolean isClaiming)
    {
        link = new PublicationLink(media, LAST_TERM_CHANNEL, STREAM_ID);
        long sentBytes = 0;
        int lossCount = 0;
        boolean wasConnected = false;
        while (lossCount < 3 || !link.isConnected())
        {
            final int result = isClaiming ? claimAndCommit() : offer();
            sentBytes += result == PublicationLink.SENT ? message.capacity() : 0;
            lossCount += wasConnected && result == PublicationLink.NOT_CONNECTED ? 1 : 0;
            wasConnected = link.isConnected();
            cycle();
        }
        final long allBytes = sentBytes;
        await(() -> receivedBytes == allBytes);
        assertTrue(sentBytes > 2 * TERM_LENGTH, "sent " + sentBytes);
        assertEquals(List.of(), errors);
    }

    @Test
    void shouldGoOnBeyondTheLastPositionWithClaims()
    {
        goOnBeyondTheLastPosition(true);
    }

    @Test
    void shouldGoOnBeyondTheLastPositionWithOffers()
    {
        goOnBeyondTheLastPosition(false);
    }

    @Test
    void shouldTryAgainAfterARefusalButNotAtOnce()
    {
        final String channel = "aeron:ipc?term-length=64k|session-id=77";
        final ExclusivePublication other = media.aeron().addExclusivePublication(channel, STREAM_ID);
        link = new PublicationLink(media, channel, STREAM_ID);

        await(() -> !errors.isEmpty());

        assertTrue(link.isRefused());
        assertEquals(PublicationLink.NOT_CONNECTED, offer());
        assertTrue(errors.get(0).getMessage().startsWith("cannot send on " + channel + ", stream 5: "),
            errors.get(0).getMessage());
        assertTrue(errors.get(0).getMessage().endsWith("; will try again"), errors.get(0).getMessage());

        nowNs += PublicationLink.RETRY_INTERVAL_NS;
        await(() -> errors.size() == 2);
        other.close();
        await(() -> subscription.imageCount() == 0);
        nowNs += PublicationLink.RETRY_INTERVAL_NS - 1;
        assertEquals(0, link.doWork(nowNs));
        nowNs++;
        await(link::isConnected);

        assertFalse(link.isRefused());
        assertEquals(PublicationLink.SENT, offer());
        await(() -> receivedBytes == message.capacity());
        assertEquals(2, errors.size());
    }

    @Test
    void shouldKnowWhenAllHasLeft()
    {
        subscription.close();
        subscription =
            media.addSubscription("messages", "aeron:udp?endpoint=localhost:0", STREAM_ID, null, null);
        await(() -> subscription.tryResolveChannelEndpointPort() != null);
        link = new PublicationLink(
            media, "aeron:udp?endpoint=" + subscription.resolvedEndpoint() + "|term-length=64k", STREAM_ID);
        assertTrue(link.isDrained());
        await(link::isConnected);
        assertTrue(link.isDrained());
        assertEquals(PublicationLink.SENT, offer());
        assertFalse(link.isDrained());
        await(link::isDrained);
        await(() -> receivedBytes == message.capacity());
    }
}
