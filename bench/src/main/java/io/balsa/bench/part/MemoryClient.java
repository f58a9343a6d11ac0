package io.balsa.bench.part;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.MemberStatus;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/** Ingress and egress of a member with one client, which has no wire to it. */
final class MemoryClient implements ClientTransport
{
    private static final long CONNECTION_ID = 1;
    private static final long CLIENT_KEY = 7;
    private static final int PROTOCOL_VERSION = 1;

    private final UnsafeBuffer command;
    private final long clusterId;
    private boolean isConnecting;
    private long sessionId;
    private long wanted;
    private long offered;
    private long replied;

    MemoryClient(final long clusterId, final int commandLength)
    {
        this.clusterId = clusterId;
        command = new UnsafeBuffer(ByteBuffer.allocateDirect(commandLength));
    }

    /** Ask for a session. */
    void connect()
    {
        isConnecting = true;
    }

    boolean isConnected()
    {
        return sessionId != 0;
    }

    /** Offer more commands from the next poll on. */
    void offer(final long commands)
    {
        wanted += commands;
    }

    boolean isAnswered()
    {
        return replied == wanted;
    }

    @Override
    public int poll(final ClientHandler handler, final int fragmentLimit)
    {
        int count = 0;
        if (isConnecting)
        {
            isConnecting = false;
            handler.onConnect(
                CONNECTION_ID, 1, clusterId, PROTOCOL_VERSION, CLIENT_KEY, ClientHandler.NEW_SESSION);
            count++;
        }
        while (offered < wanted && count < fragmentLimit && handler.onCommand(
            CONNECTION_ID, sessionId, offered + 1, replied, command, 0, command.capacity()))
        {
            offered++;
            count++;
        }
        return count;
    }

    @Override
    public boolean sendConnectResponse(
        final long connectionId,
        final long correlationId,
        final long newSessionId,
        final long lastSequence,
        final long term,
        final int leaderId,
        final ConnectCode code)
    {
        sessionId = code == ConnectCode.OK ? newSessionId : 0;
        return true;
    }

    @Override
    public boolean sendReply(
        final long connectionId,
        final long session,
        final long sequence,
        final long index,
        final long term,
        final int leaderId,
        final OutcomeCode outcome,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        if (outcome != OutcomeCode.OK || sequence != replied + 1)
        {
            throw new IllegalStateException("sequence=" + sequence + " was answered with " + outcome + " after " +
                replied);
        }
        replied = sequence;
        return true;
    }

    @Override
    public boolean sendLeaderEvent(
        final long connectionId, final long session, final long term, final int leaderId, final long appendedSequence)
    {
        throw new IllegalStateException("the leader has changed");
    }

    @Override
    public boolean sendPong(
        final long connectionId, final long correlationId, final long term, final int leaderId)
    {
        throw new IllegalStateException("nobody has asked");
    }

    @Override
    public boolean sendStatus(final long connectionId, final long correlationId, final MemberStatus status)
    {
        throw new IllegalStateException("nobody has asked");
    }

    @Override
    public void close()
    {
    }
}
