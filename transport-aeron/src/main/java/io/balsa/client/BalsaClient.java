package io.balsa.client;

import io.balsa.transport.media.JvmFlags;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.media.TransportException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * A client of a cluster. It finds the leader and follows it, keeps a copy of each command until its outcome is known,
 * and sends it again, under the same number, to the next leader; the cluster applies it once. It reconnects by itself
 * for as long as it is polled.
 * <p>
 * Threads: none of its own. All methods are called on the thread that first calls one of them; others are refused with
 * an {@link IllegalStateException}.
 */
public final class BalsaClient implements AutoCloseable
{
    /** Offer refused: as many commands or bytes as allowed are unanswered; poll, then try again. */
    public static final long BACK_PRESSURED = -1;

    /** Offer refused: there is no session yet, or no more; poll, then try again. */
    public static final long NOT_CONNECTED = -2;

    /** Offer refused: the command is longer than the client or the cluster takes. */
    public static final long TOO_LARGE = -3;

    private static final int FRAGMENT_LIMIT = 64;

    private final ClientContext context;
    private final MediaConnection media;
    private final NanoClock clock;
    private EgressAdapter egress;
    private AeronIngress ingress;
    private ClientSession session;
    private Thread owner;
    private boolean isPolling;
    private boolean isClosed;

    private BalsaClient(final ClientContext context, final MediaConnection media)
    {
        this.context = context;
        this.media = media;
        clock = context.nanoClock();
    }

    /**
     * Start a client. It connects while it is polled.
     *
     * @param context not concluded yet.
     * @return the client.
     * @throws IllegalArgumentException when a setting is not allowed.
     * @throws TransportException       when the media driver or the egress port is not to be had.
     */
    public static BalsaClient launch(final ClientContext context)
    {
        JvmFlags.check();
        context.conclude();
        final BalsaClient client = new BalsaClient(context, MediaConnection.launch(context.media()));
        try
        {
            client.open();
            return client;
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.quietCloseAll(client.ingress, client.egress, client.media);
            throw ex;
        }
    }

    /**
     * Start a client and wait until it is connected to a leader. The calling thread becomes its owner.
     *
     * @param context not concluded yet.
     * @return the connected client.
     * @throws IllegalArgumentException when a setting is not allowed.
     * @throws TransportException       when a member belongs to another cluster or speaks another version, and when
     * there is no leader within the time allowed, with the members' answers.
     */
    public static BalsaClient connect(final ClientContext context)
    {
        final BalsaClient client = launch(context);
        try
        {
            client.awaitConnected();
            return client;
        }
        catch (final RuntimeException ex)
        {
            client.close();
            throw ex;
        }
    }

    private void open()
    {
        egress = EgressAdapter.open(context, media);
        ingress = new AeronIngress(context, media, egress.responseChannel(), context.egressStreamId());
        session = new ClientSession(context, ingress, clock.nanoTime());
    }

    private void awaitConnected()
    {
        final long deadlineNs = clock.nanoTime() + context.connectTimeoutNs();
        final IdleStrategy idleStrategy = idleStrategy();
        while (!isConnected())
        {
            final String mismatch = session.mismatch();
            if (mismatch != null)
            {
                throw new TransportException(mismatch);
            }
            if (clock.nanoTime() - deadlineNs >= 0)
            {
                throw new TransportException("no leader within connectTimeoutNs=" + context.connectTimeoutNs() + ": " +
                    session.describe());
            }
            idleStrategy.idle(poll());
        }
    }

    private static IdleStrategy idleStrategy()
    {
        return new BackoffIdleStrategy(10, 20, 1_000, 100_000);
    }

    /**
     * Do all that is due: take and send messages, tell outcomes, look for a leader.
     *
     * @return work count; 0 when there was nothing to do.
     * @throws TransportException when the driver or the Aeron client is gone: why, and what to do. Only
     *                            {@link #close()} is left then.
     */
    public int poll()
    {
        checkCall();
        if (isPolling)
        {
            throw new IllegalStateException("poll is called from the listener; return from the listener first");
        }
        isPolling = true;
        try
        {
            return doWork();
        }
        finally
        {
            isPolling = false;
        }
    }

    private int doWork()
    {
        final long nowNs = clock.nanoTime();
        int work = media.doWork(nowNs);
        session.onPoll(nowNs);
        work += egress.poll(session, FRAGMENT_LIMIT);
        work += ingress.doWork(nowNs);
        return work + session.doWork();
    }

    /**
     * Offer a command. It is copied, sent at once where possible, and its outcome is told to the listener exactly once
     * if a number was returned. Commands are applied in the order of their numbers. The time a command is allowed runs
     * from the newest {@link #poll()}.
     *
     * @param buffer that holds the command.
     * @param offset of the command in bytes.
     * @param length of the command in bytes; may be 0.
     * @return number of the command, positive and rising over the client's life; or {@link #BACK_PRESSURED},
     * {@link #NOT_CONNECTED} or {@link #TOO_LARGE}.
     */
    public long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        checkCall();
        return session.offer(buffer, offset, length);
    }

    /**
     * Whether the client is connected to a leader. A client that is not may still take commands while it looks for one.
     *
     * @return true when it is.
     */
    public boolean isConnected()
    {
        checkCall();
        return session.isConnected();
    }

    /**
     * The leader that the client is connected to.
     *
     * @return member id, or -1.
     */
    public int leaderId()
    {
        checkCall();
        return session.leaderId();
    }

    /**
     * The session of the client.
     *
     * @return session id, or 0 when none is open.
     */
    public long sessionId()
    {
        checkCall();
        return session.sessionId();
    }

    /**
     * How many commands are held, from the oldest unanswered one on.
     *
     * @return count.
     */
    public int unansweredCount()
    {
        checkCall();
        return session.unansweredCount();
    }

    /**
     * What each member answered to the newest search for a leader, to find out why there is none.
     *
     * @return one line.
     */
    public String describe()
    {
        checkCall();
        return session.describe();
    }

    private void checkCall()
    {
        final Thread caller = Thread.currentThread();
        if (owner != caller)
        {
            checkOwner(caller);
        }
        if (isClosed)
        {
            throw new IllegalStateException("the client is closed");
        }
    }

    private void checkOwner(final Thread caller)
    {
        if (owner != null)
        {
            throw new IllegalStateException("the client belongs to thread " + owner.getName() +
                " and was called by thread " + caller.getName());
        }
        owner = caller;
    }

    /**
     * How many messages of members were not understood and dropped: they are damaged, or of a later release.
     *
     * @return count since the start.
     */
    public long droppedCount()
    {
        checkCall();
        return egress.droppedCount();
    }

    /**
     * End the session, waiting for the leader's answer no longer than {@link ClientContext#closeTimeoutNs()}; tell the
     * outcome of every unanswered command; tell all members that the client goes, so that each has room for another at
     * once; and release all resources. Again is a no-op.
     *
     * @throws TransportException when the driver or the Aeron client is gone, so that nobody could be told; all is
     *                            released even so.
     */
    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }
        checkCall();
        if (isPolling)
        {
            throw new IllegalStateException("close is called from the listener; close after poll has returned");
        }
        try
        {
            closeSession();
            ingress.leave(media, clock, context.closeTimeoutNs());
        }
        finally
        {
            isClosed = true;
            CloseHelper.closeAll(ingress, egress, media);
        }
    }

    private void closeSession()
    {
        final long deadlineNs = clock.nanoTime() + context.closeTimeoutNs();
        final IdleStrategy idleStrategy = idleStrategy();
        try
        {
            session.startClose();
            while (!session.isClosed() && clock.nanoTime() - deadlineNs < 0)
            {
                idleStrategy.idle(doWork());
            }
        }
        finally
        {
            session.finishClose();
        }
    }
}
