package io.balsa.client;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.ProgressCode;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.MemberStatus;
import io.balsa.transport.aeron.AeronTransport;
import io.balsa.transport.aeron.TransportContext;
import io.balsa.transport.media.MemberEndpoints;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;

/** A member that answers as it is told, over the real transport. It echoes commands while it leads. */
final class ScriptedMember implements ClientHandler, AutoCloseable
{
    static final long CLUSTER_ID = 7;

    final List<Long> sequences = new ArrayList<>();
    final List<Long> disconnected = new ArrayList<>();
    final int memberId;
    final AeronTransport transport;
    boolean isLeader;
    boolean isSilent;
    boolean isTakingCommands = true;
    boolean isHoldingReplies;
    boolean isSessionKnown = true;
    int leaderId = -1;
    int connectCount;
    int newSessionCount;
    int commandCount;
    ConnectCode refusal;
    OutcomeCode outcome = OutcomeCode.OK;

    private final MemberStatus status = new MemberStatus(4);

    ScriptedMember(final int memberId, final String ingressChannel, final TransportContext context)
    {
        this.memberId = memberId;
        transport = AeronTransport.launch(context
            .clusterId(CLUSTER_ID)
            .memberId(memberId)
            .peers(MemberEndpoints.parse("peers", memberId + "=aeron:ipc"))
            .ingressChannel(ingressChannel));
    }

    int doWork(final long nowNs)
    {
        if (isSilent)
        {
            return 0;
        }
        return transport.peers().doWork(nowNs) + transport.clients().poll(this, 100) +
            transport.peers().doWork(nowNs);
    }

    @Override
    public boolean onConnect(
        final long connectionId,
        final long correlationId,
        final long clusterId,
        final int protocolVersion,
        final long clientKey,
        final long sessionId)
    {
        connectCount++;
        final boolean isObserver = sessionId == NO_SESSION;
        final ConnectCode code = refusal != null ? refusal :
            clusterId != CLUSTER_ID ? ConnectCode.WRONG_CLUSTER :
            isObserver ? ConnectCode.OK :
            !isLeader ? ConnectCode.NOT_LEADER :
            sessionId != NEW_SESSION && !isSessionKnown ? ConnectCode.SESSION_UNKNOWN : ConnectCode.OK;
        if (code == ConnectCode.OK && sessionId == NEW_SESSION)
        {
            newSessionCount++;
        }
        return transport.clients().sendConnectResponse(
            connectionId, correlationId, sessionId == NEW_SESSION ? 100 + newSessionCount : sessionId, 0, 1,
            isLeader ? memberId : leaderId, code);
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
        if (!isTakingCommands)
        {
            return false;
        }
        commandCount++;
        if (isHoldingReplies)
        {
            return true;
        }
        final OutcomeCode code = isLeader ? outcome : OutcomeCode.NOT_LEADER;
        final boolean isSent = transport.clients().sendReply(
            connectionId, sessionId, sequence, code == OutcomeCode.OK ? sequence + 1000 : 0, 1, leaderId, code,
            payload, offset, code == OutcomeCode.OK ? length : 0);
        if (isSent)
        {
            sequences.add(sequence);
        }
        return isSent;
    }

    @Override
    public boolean onClose(final long connectionId, final long correlationId, final long sessionId)
    {
        return transport.clients().sendConnectResponse(
            connectionId, correlationId, sessionId, 0, 1, leaderId, ConnectCode.CLOSED);
    }

    @Override
    public boolean onPing(final long connectionId, final long correlationId)
    {
        return transport.clients().sendPong(connectionId, correlationId, 1, isLeader ? memberId : leaderId);
    }

    @Override
    public boolean onStatusRequest(final long connectionId, final long correlationId)
    {
        status.clusterId = CLUSTER_ID;
        status.memberId = memberId;
        status.role = isLeader ? RoleCode.LEADER : RoleCode.FOLLOWER;
        status.term = 1;
        status.leaderId = leaderId;
        status.lastIndex = 55;
        status.peerCount = 1;
        status.peerIds[0] = 9;
        status.peerMatchIndexes[0] = 54;
        status.peerLastContactNs[0] = -1;
        status.peerProgress[0] = ProgressCode.REPLICATE;
        return transport.clients().sendStatus(connectionId, correlationId, status);
    }

    @Override
    public void onDisconnect(final long connectionId)
    {
        disconnected.add(connectionId);
    }

    @Override
    public void close()
    {
        transport.close();
    }
}
