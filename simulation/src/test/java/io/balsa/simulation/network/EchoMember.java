package io.balsa.simulation.network;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.ClientHandler;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;

/** A member that echoes commands while it leads, and knows one session. */
final class EchoMember implements ClientHandler
{
    static final long SESSION = 100;

    final List<String> calls = new ArrayList<>();
    final int memberId;
    SimClientTransport transport;
    boolean isLeader;
    int leaderId = -1;
    int connectCount;
    Runnable onCommand = () -> {};
    boolean isTaking = true;
    boolean isAnswering = true;

    EchoMember(final int memberId)
    {
        this.memberId = memberId;
    }

    List<String> takeCalls()
    {
        final List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
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
        if (!transport.sendConnectResponse(connectionId, correlationId, isLeader ? SESSION : 0, 0, 1, leaderId,
            isLeader ? ConnectCode.OK : ConnectCode.NOT_LEADER))
        {
            return false;
        }
        calls.add("connect " + connectionId);
        return true;
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
        onCommand.run();
        if (!isAnswering)
        {
            return true;
        }
        if (!isTaking || !transport.sendReply(connectionId, sessionId, sequence, sequence + 1000, 1, leaderId,
            isLeader ? OutcomeCode.OK : OutcomeCode.NOT_LEADER, payload, offset, length))
        {
            return false;
        }
        calls.add("command " + sequence);
        return true;
    }

    @Override
    public boolean onClose(final long connectionId, final long correlationId, final long sessionId)
    {
        return transport.sendConnectResponse(
            connectionId, correlationId, sessionId, 0, 1, leaderId, ConnectCode.CLOSED);
    }

    @Override
    public boolean onPing(final long connectionId, final long correlationId)
    {
        return transport.sendPong(connectionId, correlationId, 1, leaderId);
    }

    @Override
    public boolean onStatusRequest(final long connectionId, final long correlationId)
    {
        return true;
    }

    @Override
    public void onDisconnect(final long connectionId)
    {
        calls.add("disconnect " + connectionId);
    }
}
