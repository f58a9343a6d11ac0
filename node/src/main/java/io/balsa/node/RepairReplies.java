package io.balsa.node;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.codecs.wire.RoleCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.MemberStatus;
import org.agrona.DirectBuffer;

/**
 * What a member that repairs its log says to clients: it takes no sessions and no commands, and its role is REPAIRING.
 */
final class RepairReplies implements ClientHandler
{
    private static final int NO_LEADER = -1;

    private final ClientTransport clients;
    private final MemberStatus status = new MemberStatus(0);

    RepairReplies(final NodeConfiguration configuration, final ClientTransport clients)
    {
        this.clients = clients;
        status.clusterId = configuration.clusterId();
        status.memberId = configuration.memberId();
        status.leaderId = NO_LEADER;
        status.role = RoleCode.REPAIRING;
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
        final ConnectCode code = clusterId != status.clusterId ? ConnectCode.WRONG_CLUSTER :
            sessionId == NO_SESSION ? ConnectCode.OK : ConnectCode.NO_LEADER;
        return clients.sendConnectResponse(connectionId, correlationId, 0, 0, 0, NO_LEADER, code);
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
        return clients.sendReply(
            connectionId, sessionId, sequence, 0, 0, NO_LEADER, OutcomeCode.NOT_LEADER, payload, offset, 0);
    }

    @Override
    public boolean onClose(final long connectionId, final long correlationId, final long sessionId)
    {
        return clients.sendConnectResponse(
            connectionId, correlationId, 0, 0, 0, NO_LEADER, ConnectCode.NO_LEADER);
    }

    @Override
    public boolean onPing(final long connectionId, final long correlationId)
    {
        return clients.sendPong(connectionId, correlationId, 0, NO_LEADER);
    }

    @Override
    public boolean onStatusRequest(final long connectionId, final long correlationId)
    {
        return clients.sendStatus(connectionId, correlationId, status);
    }

    @Override
    public void onDisconnect(final long connectionId)
    {
    }
}
