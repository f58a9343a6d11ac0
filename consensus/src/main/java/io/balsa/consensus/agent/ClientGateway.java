package io.balsa.consensus.agent;

import io.balsa.codecs.storage.EntryType;
import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.session.CachedReply;
import io.balsa.consensus.session.Session;
import io.balsa.consensus.state.ReplicatedState;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Takes in what clients ask for. Every request is answered: by its outcome once it is applied, or at once by why not.
 */
final class ClientGateway implements ClientHandler
{
    /** Version of the client protocol that is spoken. */
    static final int PROTOCOL_VERSION = 1;

    private final RaftCore core;
    private final ReplicatedState state;
    private final ClientTransport transport;
    private final ClientReplies replies;
    private final StatusReport statusReport;
    private final UnknownSessions unknownSessions;
    private final StageSampler stages;
    private final UnsafeBuffer reason = new UnsafeBuffer(new byte[Integer.BYTES]);

    ClientGateway(
        final RaftCore core,
        final ReplicatedState state,
        final ClientReplies replies,
        final StatusReport statusReport,
        final UnknownSessions unknownSessions,
        final StageSampler stages)
    {
        this.core = core;
        this.state = state;
        this.transport = replies.transport();
        this.replies = replies;
        this.statusReport = statusReport;
        this.unknownSessions = unknownSessions;
        this.stages = stages;
    }

    @Override
    public boolean onConnect(
        final long connectionId,
        final long correlationId,
        final long requestedClusterId,
        final int protocolVersion,
        final long clientKey,
        final long sessionId)
    {
        final ConnectCode refusal = refusal(requestedClusterId, protocolVersion, sessionId);
        if (refusal != null)
        {
            return replies.sendConnected(connectionId, correlationId, null, refusal);
        }
        if (sessionId == NO_SESSION)
        {
            return replies.sendConnected(connectionId, correlationId, null, ConnectCode.OK);
        }
        final Session session = sessionId == NEW_SESSION ?
            state.sessions().ofClient(clientKey) : state.sessions().get(sessionId);
        if (session != null && session.clientKey() == clientKey)
        {
            if (!replies.sendConnected(connectionId, correlationId, session, ConnectCode.OK))
            {
                return false;
            }
            replies.attach(session, connectionId);
            return true;
        }
        if (sessionId == NEW_SESSION)
        {
            return open(connectionId, correlationId, clientKey);
        }
        return (session != null || unknownSessions.isGone(sessionId)) &&
            replies.sendConnected(connectionId, correlationId, null, ConnectCode.SESSION_UNKNOWN);
    }

    @Override
    public boolean onCommand(
        final long connectionId,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        final Attachment attachment = replies.attachment(connectionId, sessionId);
        if (attachment == null || core.role() != RaftRole.LEADER)
        {
            // A leader that is ready has applied what opened any session whose id a client can know.
            if (!core.isLeaderReady() || state.sessions().get(sessionId) != null)
            {
                return replies.refuse(connectionId, sessionId, sequence, OutcomeCode.NOT_LEADER);
            }
            return unknownSessions.isGone(sessionId) &&
                replies.refuse(connectionId, sessionId, sequence, OutcomeCode.SESSION_UNKNOWN);
        }
        final Session session = attachment.session;
        if (sequence < 1)
        {
            return replies.refuse(connectionId, sessionId, sequence, OutcomeCode.REJECTED);
        }
        if (sequence <= session.lastSequence())
        {
            return replyAgain(connectionId, session, sequence);
        }
        final long appendedSequence = session.appendedSequence(core.term());
        if (sequence <= appendedSequence)
        {
            return true;
        }
        final OutcomeCode refusal = refusal(sequence, ackedSequence, appendedSequence);
        if (refusal != null)
        {
            return replies.refuse(connectionId, sessionId, sequence, refusal);
        }
        final int reasonCode = validate(payload, offset, length);
        if (reasonCode != StateMachine.VALID)
        {
            reason.putInt(0, reasonCode, ByteOrder.LITTLE_ENDIAN);
            return replies.refuse(
                connectionId, sessionId, sequence, OutcomeCode.REJECTED, reason, reason.capacity());
        }
        final long index =
            core.onProposal(EntryType.COMMAND, sessionId, sequence, ackedSequence, payload, offset, length);
        if (index > 0)
        {
            stages.onAppended(index);
            session.onAppended(core.term(), sequence);
            return true;
        }
        return index != RaftLog.BACK_PRESSURED &&
            replies.refuse(connectionId, sessionId, sequence, outcomeOf(index));
    }

    @Override
    public boolean onClose(final long connectionId, final long correlationId, final long sessionId)
    {
        final Attachment attachment = replies.attachment(connectionId, sessionId);
        if (attachment == null || core.role() != RaftRole.LEADER)
        {
            return replies.sendConnected(connectionId, correlationId, null, leaderless());
        }
        if (attachment.closeCorrelationId == 0)
        {
            final long index = core.onProposal(EntryType.SESSION_CLOSE, sessionId, 0, 0, reason, 0, 0);
            if (index < 0)
            {
                return index != RaftLog.BACK_PRESSURED &&
                    replies.sendConnected(connectionId, correlationId, attachment.session, ConnectCode.BUSY);
            }
        }
        attachment.closeCorrelationId = correlationId;
        return true;
    }

    @Override
    public boolean onPing(final long connectionId, final long correlationId)
    {
        return transport.sendPong(connectionId, correlationId, core.term(), core.leaderId());
    }

    @Override
    public boolean onStatusRequest(final long connectionId, final long correlationId)
    {
        return transport.sendStatus(connectionId, correlationId, statusReport.fill());
    }

    @Override
    public void onDisconnect(final long connectionId)
    {
        replies.onDisconnect(connectionId);
    }

    private ConnectCode refusal(final long requestedClusterId, final int protocolVersion, final long sessionId)
    {
        if (requestedClusterId != statusReport.clusterId())
        {
            return ConnectCode.WRONG_CLUSTER;
        }
        if (protocolVersion != PROTOCOL_VERSION)
        {
            return ConnectCode.WRONG_VERSION;
        }
        if (sessionId != NO_SESSION && core.role() != RaftRole.LEADER)
        {
            return leaderless();
        }
        // Until its own first entry is applied a leader does not know all sessions.
        return sessionId != NO_SESSION && !core.isLeaderReady() ? ConnectCode.BUSY : null;
    }

    /** Why this member takes no sessions: somebody else leads, nobody does, or it is being decided. */
    private ConnectCode leaderless()
    {
        return switch (core.role())
        {
            case PRE_CANDIDATE, CANDIDATE -> ConnectCode.ELECTION;
            default -> core.leaderId() < 0 ? ConnectCode.NO_LEADER : ConnectCode.NOT_LEADER;
        };
    }

    private boolean open(final long connectionId, final long correlationId, final long clientKey)
    {
        if (!replies.isOpenPending(clientKey))
        {
            if (state.sessions().isFull())
            {
                return replies.sendConnected(connectionId, correlationId, null, ConnectCode.SESSION_LIMIT);
            }
            final long index = replies.pendingOpenCount() >= ConsensusAgent.PENDING_OPENS_MAX ?
                RaftCore.BUSY : core.onProposal(EntryType.SESSION_OPEN, 0, clientKey, 0, reason, 0, 0);
            if (index < 0)
            {
                return index != RaftLog.BACK_PRESSURED &&
                    replies.sendConnected(connectionId, correlationId, null, ConnectCode.BUSY);
            }
        }
        replies.openPending(clientKey, connectionId, correlationId);
        return true;
    }

    /** It was applied: the first reply, if the client has not said that it has it. */
    private boolean replyAgain(final long connectionId, final Session session, final long sequence)
    {
        final CachedReply reply = session.reply(sequence);
        return reply == null || replies.send(connectionId, session.sessionId(), reply);
    }

    /** A courtesy that saves log: what decides is the order in the log. */
    private OutcomeCode refusal(final long sequence, final long ackedSequence, final long appendedSequence)
    {
        if (sequence != Math.max(appendedSequence, ackedSequence) + 1)
        {
            return OutcomeCode.NOT_APPLIED;
        }
        return sequence - ackedSequence > state.sessions().window() ? OutcomeCode.BUSY : null;
    }

    /** A validator that fails has at least found a command that it does not understand. */
    private int validate(final DirectBuffer payload, final int offset, final int length)
    {
        try
        {
            return state.stateMachine().validate(payload, offset, length);
        }
        catch (final RuntimeException ex)
        {
            return StateMachine.INVALID;
        }
    }

    private static OutcomeCode outcomeOf(final long code)
    {
        if (code == RaftLog.DISK_FULL)
        {
            return OutcomeCode.DISK_FULL;
        }
        if (code == RaftCore.TOO_LARGE)
        {
            return OutcomeCode.TOO_LARGE;
        }
        return code == RaftCore.NOT_LEADER ? OutcomeCode.NOT_LEADER : OutcomeCode.BUSY;
    }
}
