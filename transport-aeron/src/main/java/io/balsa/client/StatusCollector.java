package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.StatusResponseDecoder;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.transport.media.MediaConnection;
import io.balsa.transport.wire.EgressHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One round of {@link StatusProbe}: who has answered, and what.
 */
final class StatusCollector implements EgressHandler
{
    private static final long ASK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ClientContext context;
    private final AeronIngress ingress;
    private final MemberReport[] reports;
    private final ConnectCode[] connectCodes;
    private long nextCorrelationId = 1;

    StatusCollector(final ClientContext context, final AeronIngress ingress)
    {
        this.context = context;
        this.ingress = ingress;
        reports = new MemberReport[ingress.memberCount()];
        connectCodes = new ConnectCode[ingress.memberCount()];
    }

    List<MemberReport> run(final MediaConnection media, final EgressAdapter egress)
    {
        final IdleStrategy idleStrategy = new BackoffIdleStrategy(10, 20, 1_000, 100_000);
        final long startNs = context.nanoClock().nanoTime();
        long askDueNs = startNs;
        long nowNs = startNs;
        while (!isComplete() && nowNs - startNs < context.connectTimeoutNs())
        {
            final int work = media.doWork(nowNs) + egress.poll(this, reports.length) + ingress.doWork(nowNs);
            if (nowNs - askDueNs >= 0)
            {
                askDueNs = nowNs + ASK_INTERVAL_NS;
                askAll();
            }
            idleStrategy.idle(work);
            nowNs = context.nanoClock().nanoTime();
        }
        return reports();
    }

    private boolean isComplete()
    {
        for (final MemberReport report : reports)
        {
            if (report == null)
            {
                return false;
            }
        }
        return true;
    }

    private void askAll()
    {
        for (int i = 0; i < reports.length; i++)
        {
            if (reports[i] == null)
            {
                ask(i);
            }
        }
    }

    private void ask(final int position)
    {
        if (connectCodes[position] == null)
        {
            ingress.sendConnect(position, nextCorrelationId++, 0, ClientHandler.NO_SESSION);
        }
        else
        {
            ingress.sendStatusRequest(position, nextCorrelationId++);
        }
    }

    private List<MemberReport> reports()
    {
        final List<MemberReport> all = new ArrayList<>();
        for (int i = 0; i < reports.length; i++)
        {
            all.add(reports[i] != null ? reports[i] : MemberReport.unanswered(ingress.memberId(i), problem(i)));
        }
        return all;
    }

    private String problem(final int position)
    {
        if (connectCodes[position] != null)
        {
            return "answers " + connectCodes[position] + " but tells no status";
        }
        return ingress.isConnected(position) ? "does not answer" : "is not reached";
    }

    private int position(final int memberId)
    {
        for (int i = 0; i < reports.length; i++)
        {
            if (ingress.memberId(i) == memberId)
            {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void onConnectResponse(
        final long source,
        final long correlationId,
        final long sessionId,
        final long term,
        final int memberId,
        final int leaderId,
        final int commandLengthMax,
        final int sessionWindow,
        final ConnectCode code)
    {
        final int position = position(memberId);
        if (position >= 0 && connectCodes[position] == null)
        {
            connectCodes[position] = code;
            ask(position);
        }
    }

    @Override
    public void onStatus(final StatusResponseDecoder status)
    {
        final int position = position(status.memberId());
        if (position < 0)
        {
            return;
        }
        final List<MemberReport.Peer> peers = new ArrayList<>();
        for (final StatusResponseDecoder.PeersDecoder peer : status.peers())
        {
            peers.add(new MemberReport.Peer(
                peer.memberId(), peer.matchIndex(), peer.lastContactNs(), peer.progress()));
        }
        reports[position] = new MemberReport(
            status.memberId(),
            null,
            status.clusterId(),
            status.role(),
            status.term(),
            status.leaderId(),
            status.commitIndex(),
            status.appliedIndex(),
            status.lastIndex(),
            status.syncedIndex(),
            status.stateDigest(),
            status.sessionCount(),
            List.copyOf(peers));
    }

    @Override
    public void onCommandReply(
        final long source,
        final long sessionId,
        final long sequence,
        final long index,
        final int leaderId,
        final OutcomeCode outcome,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        // Not for a probe: it sends no commands.
    }

    @Override
    public void onLeaderEvent(final long source, final long sessionId, final int leaderId)
    {
        // Not for a probe: it has no session.
    }

    @Override
    public void onPong(final long source, final int leaderId, final int memberId)
    {
        // Not for a probe: it sends no pings.
    }
}
