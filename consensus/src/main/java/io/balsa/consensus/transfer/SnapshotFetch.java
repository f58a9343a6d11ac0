package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotReceiver;
import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * Fetches one snapshot at a time: asks for the next range when the last has come, of another member when the one it
 * asks falls silent or does not have the snapshot. It is no matter who leads: while bytes of a snapshot come, offers of
 * others wait.
 */
final class SnapshotFetch
{
    /** How often a member may leave a request unanswered before another one is asked. */
    static final int TIMEOUTS_MAX = 2;

    /** How often all of a snapshot may turn out to be wrong before it is given up. */
    static final int RESTARTS_MAX = 2;

    private final SnapshotExchange exchange;
    private final SnapshotInstaller installer;
    private final TransferLink link;
    private final TransferListener listener;
    private final TransferCounters counters;
    private final int[] peerIds;
    private final boolean[] hasDenied;
    private final long lengthMax;
    private final long timeoutNs;
    private SnapshotReceiver receiver;
    private int server;
    private long requestedTo;
    private boolean isRequestDue;
    private int timeoutCount;
    private int restartCount;
    /** When bytes last came. */
    private long progressNs;
    /** When they were last asked for, or came. */
    private long requestNs;
    private boolean isRetryDelayed;
    private long retryNs;

    SnapshotFetch(final TransferContext ctx)
    {
        exchange = ctx.exchange();
        installer = ctx.installer();
        link = ctx.link();
        listener = ctx.listener();
        counters = ctx.counters();
        peerIds = ctx.peerIds();
        hasDenied = new boolean[peerIds.length];
        lengthMax = ctx.lengthMax();
        timeoutNs = ctx.requestTimeoutNs();
    }

    /** A leader would have this member install a snapshot. */
    void onOffer(final int leaderId, final SnapshotContent content, final long nowNs)
    {
        final int leader = placeOf(leaderId);
        if (leader < 0 || installer.isBusy() || (isRetryDelayed && nowNs - retryNs < 0))
        {
            return;
        }
        if (receiver != null)
        {
            if (receiver.content().equals(content))
            {
                hasDenied[leader] = false;
                return;
            }
            if (nowNs - progressNs < timeoutNs * (TIMEOUTS_MAX + 1))
            {
                return;
            }
            end();
        }
        if (!content.isPossible() || content.length() > lengthMax)
        {
            delay(nowNs);
            listener.onFailed("snapshot " + content + " is not taken from member " + leaderId +
                ": more than lengthMax=" + lengthMax + " bytes, or not possible");
            return;
        }
        begin(leader, content, nowNs);
    }

    private void begin(final int leader, final SnapshotContent content, final long nowNs)
    {
        restartCount = 0;
        if (open(content, nowNs))
        {
            Arrays.fill(hasDenied, false);
            server = leader;
            timeoutCount = 0;
            counters.onFetching(content.id().index(), receiver.position() > 0);
            listener.onFetch(content.id(), receiver.position(), content.length());
        }
    }

    private boolean open(final SnapshotContent content, final long nowNs)
    {
        try
        {
            receiver = exchange.receive(content);
        }
        catch (final RuntimeException ex)
        {
            fail(content, ex.getMessage(), nowNs);
        }
        if (receiver == null)
        {
            return false;
        }
        requestedTo = receiver.position();
        progressNs = nowNs;
        requestNs = nowNs;
        isRequestDue = true;
        return true;
    }

    void onChunk(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final DirectBuffer bytes,
        final int offset,
        final int length,
        final long nowNs)
    {
        final int peer = placeOf(peerId);
        if (receiver == null || peer < 0 || !isOf(receiver.content(), index, term, checksum))
        {
            return;
        }
        if (length == 0)
        {
            onDenied(peer, nowNs);
        }
        else if (position == receiver.position())
        {
            take(bytes, offset, length, nowNs);
        }
    }

    private static boolean isOf(
        final SnapshotContent content, final long index, final long term, final long checksum)
    {
        return content.id().index() == index && content.id().term() == term && content.checksum() == checksum;
    }

    private void take(final DirectBuffer bytes, final int offset, final int length, final long nowNs)
    {
        final SnapshotContent content = receiver.content();
        try
        {
            if (receiver.append(bytes, offset, length))
            {
                counters.onChunk(length);
                progressNs = nowNs;
                requestNs = nowNs;
                timeoutCount = 0;
                isRequestDue = receiver.position() >= requestedTo;
            }
            else
            {
                restart(content, nowNs);
            }
        }
        catch (final RuntimeException ex)
        {
            fail(content, ex.getMessage(), nowNs);
        }
    }

    /** What was put together is not the snapshot. Nothing of it is left. */
    private void restart(final SnapshotContent content, final long nowNs)
    {
        end();
        restartCount++;
        if (restartCount > RESTARTS_MAX)
        {
            fail(content, "what came of it is not what it should be", nowNs);
        }
        else if (open(content, nowNs))
        {
            counters.onFetching(content.id().index(), false);
            nextServer();
        }
    }

    private void onDenied(final int peer, final long nowNs)
    {
        hasDenied[peer] = true;
        if (peer == server && !nextServer())
        {
            fail(receiver.content(), "no member has it any more", nowNs);
        }
    }

    /** The next that has not said that it has no such snapshot; false when all have. */
    private boolean nextServer()
    {
        for (int i = 1; i <= peerIds.length; i++)
        {
            final int next = (server + i) % peerIds.length;
            if (!hasDenied[next])
            {
                server = next;
                timeoutCount = 0;
                isRequestDue = true;
                return true;
            }
        }
        return false;
    }

    /** What has come as a whole is published only where nothing else is being written. */
    int doWork(final long nowNs, final boolean isPublishing)
    {
        if (receiver == null)
        {
            // It may have something to close.
            installer.isBusy();
            return 0;
        }
        if (receiver.position() == receiver.content().length())
        {
            return isPublishing ? publish(nowNs) : 0;
        }
        if (!isRequestDue && nowNs - requestNs >= timeoutNs)
        {
            timeoutCount++;
            isRequestDue = true;
            if (timeoutCount >= TIMEOUTS_MAX)
            {
                nextServer();
            }
        }
        return isRequestDue ? request(nowNs) : 0;
    }

    private int request(final long nowNs)
    {
        final SnapshotContent content = receiver.content();
        final long position = receiver.position();
        final int length = (int)Math.min(TransferContext.REQUEST_LENGTH_MAX, content.length() - position);
        if (!link.sendRequest(
            peerIds[server], content.id().index(), content.id().term(), content.checksum(), position, length))
        {
            return 0;
        }
        requestedTo = position + length;
        isRequestDue = false;
        requestNs = nowNs;
        return 1;
    }

    private int publish(final long nowNs)
    {
        final SnapshotContent content = receiver.content();
        try
        {
            if (receiver.publish())
            {
                end();
                counters.onFetched();
                listener.onFetched(content.id(), content.length());
                installer.onReceived(content);
            }
            else
            {
                restart(content, nowNs);
            }
        }
        catch (final RuntimeException ex)
        {
            fail(content, ex.getMessage(), nowNs);
        }
        return 1;
    }

    private void fail(final SnapshotContent content, final String reason, final long nowNs)
    {
        end();
        delay(nowNs);
        counters.onFailed();
        listener.onFailed("cannot fetch snapshot " + content.id() + ": " + reason);
    }

    private void delay(final long nowNs)
    {
        isRetryDelayed = true;
        retryNs = nowNs + timeoutNs;
    }

    private int placeOf(final int peerId)
    {
        for (int i = 0; i < peerIds.length; i++)
        {
            if (peerIds[i] == peerId)
            {
                return i;
            }
        }
        return -1;
    }

    /** Nothing is fetched; what has come stays. */
    void end()
    {
        if (receiver != null)
        {
            receiver.close();
            receiver = null;
            counters.onFetchEnd();
        }
    }
}
