package io.balsa.consensus.agent;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.session.CachedReply;
import io.balsa.consensus.session.Session;
import io.balsa.consensus.state.ApplyListener;
import org.agrona.DirectBuffer;
import org.agrona.collections.ArrayListUtil;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;

/**
 * Tells clients what became of their commands. Replies live in the sessions, so a client whose egress is full costs no
 * queue: the replies are fetched again when there is room, and nobody else waits.
 */
final class ClientReplies implements ApplyListener
{
    private final RaftCore core;
    private final ClientTransport transport;
    private final StageSampler stages;
    private final Long2ObjectHashMap<Attachment> bySession = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Attachment> byConnection = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<PendingOpen> openByClientKey = new Long2ObjectHashMap<>();
    private final ArrayList<Attachment> listed = new ArrayList<>();
    private final UnsafeBuffer empty = new UnsafeBuffer(new byte[0]);

    ClientReplies(final RaftCore core, final ClientTransport transport, final StageSampler stages)
    {
        this.core = core;
        this.transport = transport;
        this.stages = stages;
    }

    @Override
    public void onExecuted(final long index)
    {
        stages.onExecuted(index);
    }

    ClientTransport transport()
    {
        return transport;
    }

    private record PendingOpen(long connectionId, long correlationId)
    {
    }

    /** Remember who is to be answered when the entry that opens a session is applied. */
    boolean isOpenPending(final long clientKey)
    {
        return openByClientKey.containsKey(clientKey);
    }

    int pendingOpenCount()
    {
        return openByClientKey.size();
    }

    void openPending(final long clientKey, final long connectionId, final long correlationId)
    {
        openByClientKey.put(clientKey, new PendingOpen(connectionId, correlationId));
    }

    void attach(final Session session, final long connectionId)
    {
        final Attachment former = byConnection.get(connectionId);
        if (former != null)
        {
            detach(former);
        }
        final Attachment attachment = new Attachment(connectionId, session);
        bySession.put(session.sessionId(), attachment);
        byConnection.put(connectionId, attachment);
    }

    /** The attachment of a connection, if the session is reached over it. */
    Attachment attachment(final long connectionId, final long sessionId)
    {
        final Attachment attachment = bySession.get(sessionId);
        return attachment != null && attachment.connectionId == connectionId ? attachment : null;
    }

    void onDisconnect(final long connectionId)
    {
        final Attachment attachment = byConnection.remove(connectionId);
        if (attachment != null)
        {
            detach(attachment);
        }
        openByClientKey.values().removeIf((open) -> open.connectionId() == connectionId);
    }

    /** All that waits on this leader is told so: what it appended may still be committed, what came later will not. */
    void onLeadershipLost(final long formerTerm)
    {
        bySession.forEach((sessionId, attachment) ->
        {
            attachment.appendedSequence = attachment.session.appendedSequence(formerTerm);
            attachment.isLeaderEventPending = true;
            attachment.backlogFrom = 0;
            list(attachment);
        });
        bySession.clear();
        openByClientKey.forEach((clientKey, open) -> transport.sendConnectResponse(open.connectionId(),
            open.correlationId(), 0, 0, core.term(), core.leaderId(), ConnectCode.NOT_LEADER));
        openByClientKey.clear();
    }

    /** Say what could not be said before. */
    int flush()
    {
        int workCount = 0;
        for (int i = listed.size() - 1; i >= 0; i--)
        {
            final Attachment attachment = listed.get(i);
            workCount += flush(attachment);
            if (!attachment.hasPending())
            {
                attachment.isListed = false;
                ArrayListUtil.fastUnorderedRemove(listed, i);
            }
        }
        return workCount;
    }

    @Override
    public void onApplied(final Session session, final CachedReply reply)
    {
        final Attachment attachment = bySession.get(session.sessionId());
        if (attachment == null || core.role() != RaftRole.LEADER)
        {
            return;
        }
        if (attachment.backlogFrom > 0)
        {
            attachment.backlogFrom = Math.min(attachment.backlogFrom, reply.sequence());
        }
        else if (!send(attachment.connectionId, session.sessionId(), reply))
        {
            attachment.backlogFrom = reply.sequence();
            list(attachment);
        }
    }

    @Override
    public void onNotApplied(final Session session, final long sequence)
    {
        final Attachment attachment = bySession.get(session.sessionId());
        if (attachment != null && core.role() == RaftRole.LEADER &&
            !refuse(attachment.connectionId, session.sessionId(), sequence, OutcomeCode.NOT_APPLIED, empty, 0))
        {
            attachment.appendedSequence = session.lastSequence();
            attachment.isLeaderEventPending = true;
            list(attachment);
        }
    }

    @Override
    public void onSessionOpened(final Session session, final long clientKey)
    {
        // Who waits while this member steps down is told by onLeadershipLost, in this very cycle.
        final PendingOpen open = core.role() == RaftRole.LEADER ? openByClientKey.remove(clientKey) : null;
        if (open == null)
        {
            return;
        }
        if (session == null)
        {
            sendConnected(open.connectionId(), open.correlationId(), null, ConnectCode.SESSION_LIMIT);
        }
        else if (sendConnected(open.connectionId(), open.correlationId(), session, ConnectCode.OK))
        {
            attach(session, open.connectionId());
        }
    }

    @Override
    public void onSessionClosed(final long sessionId)
    {
        final Attachment attachment = bySession.remove(sessionId);
        if (attachment != null)
        {
            byConnection.remove(attachment.connectionId);
            if (attachment.closeCorrelationId != 0)
            {
                sendConnected(
                    attachment.connectionId, attachment.closeCorrelationId, attachment.session, ConnectCode.CLOSED);
            }
        }
    }

    boolean sendConnected(
        final long connectionId, final long correlationId, final Session session, final ConnectCode code)
    {
        return transport.sendConnectResponse(connectionId, correlationId, session == null ? 0 : session.sessionId(),
            session == null ? 0 : session.lastSequence(), core.term(), core.leaderId(), code);
    }

    boolean send(final long connectionId, final long sessionId, final CachedReply reply)
    {
        final DirectBuffer result = reply.result();
        return transport.sendReply(connectionId, sessionId, reply.sequence(), reply.index(), core.term(),
            core.leaderId(), reply.outcome(), result, 0, result.capacity());
    }

    boolean refuse(final long connectionId, final long sessionId, final long sequence, final OutcomeCode outcome)
    {
        return refuse(connectionId, sessionId, sequence, outcome, empty, 0);
    }

    boolean refuse(
        final long connectionId,
        final long sessionId,
        final long sequence,
        final OutcomeCode outcome,
        final DirectBuffer reason,
        final int length)
    {
        return transport.sendReply(
            connectionId, sessionId, sequence, 0, core.term(), core.leaderId(), outcome, reason, 0, length);
    }

    /** The session may meanwhile be reached over another connection: that one stays. */
    private void detach(final Attachment attachment)
    {
        attachment.forget();
        bySession.remove(attachment.session.sessionId(), attachment);
    }

    private void list(final Attachment attachment)
    {
        if (!attachment.isListed)
        {
            attachment.isListed = true;
            listed.add(attachment);
        }
    }

    private int flush(final Attachment attachment)
    {
        int workCount = 0;
        final Session session = attachment.session;
        while (attachment.backlogFrom > 0)
        {
            final CachedReply reply = session.reply(attachment.backlogFrom);
            if (reply != null)
            {
                if (!send(attachment.connectionId, session.sessionId(), reply))
                {
                    return workCount;
                }
                workCount++;
            }
            attachment.backlogFrom =
                attachment.backlogFrom < session.lastSequence() ? attachment.backlogFrom + 1 : 0;
        }
        if (attachment.isLeaderEventPending && transport.sendLeaderEvent(attachment.connectionId,
            session.sessionId(), core.term(), core.leaderId(), attachment.appendedSequence))
        {
            attachment.isLeaderEventPending = false;
            workCount++;
        }
        return workCount;
    }
}
