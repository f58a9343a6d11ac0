package io.balsa.transport.media;

import io.aeron.AeronCounters;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.exceptions.RegistrationException;
import io.aeron.logbuffer.BufferClaim;
import io.balsa.consensus.port.PeerTransport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * An exclusive publication that comes back: added without waiting, and added again after the driver refused it, closed
 * it, or its position ran out. One message is sent or it is not; nothing is queued here and nothing waits.
 */
public final class PublicationLink implements AutoCloseable
{
    /** The message is on its way. */
    public static final int SENT = PeerTransport.SENT;

    /** The stream is full; try again later. */
    public static final int BACK_PRESSURED = PeerTransport.BACK_PRESSURED;

    /** Nobody listens; try again later. */
    public static final int NOT_CONNECTED = PeerTransport.NOT_CONNECTED;

    /** Time between two attempts to add a publication that the driver refuses, in ns. */
    public static final long RETRY_INTERVAL_NS = 1_000_000_000L;

    private static final long NONE = -1;
    private static final int ATTEMPTS = 3;

    private final MediaConnection media;
    private final String channel;
    private final int streamId;
    private ExclusivePublication publication;
    private long registrationId = NONE;
    private long retryDueNs;
    private boolean isRetryDelayed;

    /**
     * Create a link; its publication is added by the first {@link #doWork(long)}.
     *
     * @param media    to send through.
     * @param channel  complete.
     * @param streamId to send on.
     */
    public PublicationLink(final MediaConnection media, final String channel, final int streamId)
    {
        this.media = media;
        this.channel = channel;
        this.streamId = streamId;
    }

    /**
     * Bring the publication forward.
     *
     * @param nowNs monotonic time.
     * @return work count.
     */
    public int doWork(final long nowNs)
    {
        if (publication != null)
        {
            return 0;
        }
        if (registrationId == NONE)
        {
            if (isRetryDelayed && nowNs - retryDueNs < 0)
            {
                return 0;
            }
            registrationId = media.aeron().asyncAddExclusivePublication(channel, streamId);
            media.conductorDue();
            return 1;
        }
        return awaitRegistration(nowNs);
    }

    private int awaitRegistration(final long nowNs)
    {
        try
        {
            publication = media.aeron().getExclusivePublication(registrationId);
            if (publication == null)
            {
                media.conductorDue();
                return 0;
            }
            isRetryDelayed = false;
        }
        catch (final RegistrationException ex)
        {
            isRetryDelayed = true;
            retryDueNs = nowNs + RETRY_INTERVAL_NS;
            media.context().errorHandler().onError(new TransportException("cannot send on " + channel + ", stream " +
                streamId + ": " + ex.getMessage() + "; will try again", ex));
        }
        registrationId = NONE;
        return 1;
    }

    /**
     * Whether somebody listens, as far as Aeron knows: it takes seconds to notice that nobody does any more.
     *
     * @return true when somebody listens.
     */
    public boolean isConnected()
    {
        return publication != null && publication.isConnected();
    }

    /**
     * Claim room for a message of one fragment.
     *
     * @param length of the message in bytes.
     * @param claim  to encode into and commit when {@link #SENT} is returned.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    public int tryClaim(final int length, final BufferClaim claim)
    {
        long result = Publication.ADMIN_ACTION;
        for (int i = 0; i < ATTEMPTS && result == Publication.ADMIN_ACTION; i++)
        {
            if (publication == null)
            {
                return NOT_CONNECTED;
            }
            result = publication.tryClaim(length, claim);
        }
        return code(result);
    }

    /**
     * Send a message of any length in as many fragments as it takes.
     *
     * @param header       first part of the message.
     * @param headerLength in bytes, from offset 0 on.
     * @param body         second part of the message.
     * @param bodyOffset   in bytes.
     * @param bodyLength   in bytes.
     * @return {@link #SENT}, {@link #BACK_PRESSURED} or {@link #NOT_CONNECTED}.
     */
    public int offer(
        final DirectBuffer header,
        final int headerLength,
        final DirectBuffer body,
        final int bodyOffset,
        final int bodyLength)
    {
        long result = Publication.ADMIN_ACTION;
        for (int i = 0; i < ATTEMPTS && result == Publication.ADMIN_ACTION; i++)
        {
            if (publication == null)
            {
                return NOT_CONNECTED;
            }
            result = publication.offer(header, 0, headerLength, body, bodyOffset, bodyLength);
        }
        return code(result);
    }

    private int code(final long result)
    {
        if (result > 0)
        {
            media.sendDue();
            return SENT;
        }
        if (result == Publication.BACK_PRESSURED || result == Publication.ADMIN_ACTION)
        {
            return BACK_PRESSURED;
        }
        if (result != Publication.NOT_CONNECTED)
        {
            publication.close();
            publication = null;
        }
        return NOT_CONNECTED;
    }

    /**
     * Whether the driver refused the publication the last time.
     *
     * @return true when it did.
     */
    public boolean isRefused()
    {
        return isRetryDelayed;
    }

    /**
     * Whether all that was sent has left the driver of this process, and closing the two would lose nothing. Slow: for
     * the end only.
     *
     * @return true when nothing is on its way.
     */
    public boolean isDrained()
    {
        if (publication == null)
        {
            return true;
        }
        final CountersReader counters = media.aeron().countersReader();
        final int senderPositionId = counters.findByTypeIdAndRegistrationId(
            AeronCounters.DRIVER_SENDER_POSITION_TYPE_ID, publication.registrationId());
        return senderPositionId == CountersReader.NULL_COUNTER_ID ||
            counters.getCounterValue(senderPositionId) >= publication.position();
    }

    /** Close the publication without waiting. */
    @Override
    public void close()
    {
        if (publication != null)
        {
            publication.close();
            publication = null;
        }
        else if (registrationId != NONE)
        {
            media.aeron().asyncRemovePublication(registrationId);
            registrationId = NONE;
        }
    }
}
