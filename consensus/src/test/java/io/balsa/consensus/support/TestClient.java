package io.balsa.consensus.support;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.ClientHandler;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A client with one session that wants each of its commands applied once, whatever becomes of members and connections.
 */
final class TestClient
{
    private static final int WINDOW = 6;
    private static final long CLUSTER_ID = 1;

    private final TestCluster cluster;
    private final Random random;
    private final long clientKey;
    private final long patienceNs;
    private final int longCommandLength;
    private final Map<Long, Reply> replies = new HashMap<>();
    private long wanted;
    private long sessionId;
    private long connectionId;
    private long connectionIncarnation;
    private TestMember member;
    private boolean isConnected;
    private int leaderHint = -1;
    private long lastNewsNs;
    private long nextSequence = 1;
    private long ackedSequence;

    TestClient(
        final TestCluster cluster, final Random random, final long clientKey, final int longCommandLength)
    {
        this.cluster = cluster;
        this.random = random;
        this.clientKey = clientKey;
        this.longCommandLength = longCommandLength;
        this.patienceNs = 3 * cluster.electionTimeoutMaxNs();
    }

    private record Reply(long index, OutcomeCode outcome, ByteBuffer result)
    {
    }

    void want(final long count)
    {
        wanted += count;
    }

    boolean isSatisfied()
    {
        return ackedSequence >= wanted;
    }

    void onCycle()
    {
        if (member == null || !member.isUp() || member.incarnation() != connectionIncarnation ||
            (!isSatisfied() && cluster.nowNs() - lastNewsNs > patienceNs))
        {
            connect();
        }
        while (isConnected && nextSequence <= wanted && nextSequence - ackedSequence <= WINDOW)
        {
            sendCommand(nextSequence);
            nextSequence++;
        }
    }

    private void connect()
    {
        if (member != null && member.isUp() && member.incarnation() == connectionIncarnation)
        {
            final long former = connectionId;
            if (random.nextInt(4) != 0)
            {
                member.port().request(former, (handler) ->
                {
                    handler.onDisconnect(former);
                    return true;
                });
            }
        }
        isConnected = false;
        lastNewsNs = cluster.nowNs();
        member = cluster.memberOrRandom(random.nextInt(4) == 0 ? -1 : leaderHint, random);
        leaderHint = -1;
        if (member == null)
        {
            return;
        }
        connectionIncarnation = member.incarnation();
        connectionId = cluster.newConnection(this);
        final long id = connectionId;
        final long session = sessionId == 0 ? ClientHandler.NEW_SESSION : sessionId;
        member.port().request(id, (handler) -> handler.onConnect(id, id, CLUSTER_ID, 1, clientKey, session));
    }

    private void sendCommand(final long sequence)
    {
        final boolean isLong = longCommandLength > 0 && sequence % 5 == 0;
        final byte[] payload = new byte[isLong ? longCommandLength + (int)(sequence % 13) : 16 + (int)(sequence % 9)];
        final UnsafeBuffer buffer = new UnsafeBuffer(payload);
        buffer.putLong(0, clientKey);
        buffer.putLong(8, sequence);
        final long id = connectionId;
        final long session = sessionId;
        final long acked = ackedSequence;
        member.port().request(
            id, (handler) -> handler.onCommand(id, session, sequence, acked, buffer, 0, payload.length));
    }

    void onConnected(
        final long id, final long newSessionId, final int leaderId, final ConnectCode code)
    {
        if (id != connectionId)
        {
            return;
        }
        switch (code)
        {
            case OK ->
            {
                if (sessionId != 0 && sessionId != newSessionId)
                {
                    throw new AssertionError("sessionId=" + sessionId + " newSessionId=" + newSessionId);
                }
                sessionId = newSessionId;
                isConnected = true;
                lastNewsNs = cluster.nowNs();
                nextSequence = ackedSequence + 1;
            }
            case NOT_LEADER, NO_LEADER, ELECTION -> leave(leaderId);
            case BUSY ->
            {
                // Asks again when its patience is over.
            }
            default -> throw new AssertionError(code + " for a session that was never closed");
        }
    }

    void onReply(
        final long id,
        final long sequence,
        final long index,
        final int leaderId,
        final OutcomeCode outcome,
        final byte[] result)
    {
        if (outcome == OutcomeCode.OK || outcome == OutcomeCode.FAILED)
        {
            final Reply reply = new Reply(index, outcome, ByteBuffer.wrap(result));
            final Reply first = replies.putIfAbsent(sequence, reply);
            if (first != null && !first.equals(reply))
            {
                throw new AssertionError(
                    "another reply to sequence=" + sequence + ": " + reply + ", the first was " + first);
            }
            cluster.ledger().onReplied(index);
            while (replies.containsKey(ackedSequence + 1))
            {
                ackedSequence++;
                lastNewsNs = cluster.nowNs();
            }
        }
        else if (id == connectionId && outcome == OutcomeCode.NOT_LEADER)
        {
            leave(leaderId);
        }
        else if (id == connectionId)
        {
            nextSequence = Math.min(nextSequence, sequence);
        }
    }

    void onLeaderEvent(final long id, final int leaderId)
    {
        if (id == connectionId)
        {
            leave(leaderId);
        }
    }

    private void leave(final int leaderId)
    {
        leaderHint = leaderId;
        isConnected = false;
        lastNewsNs = cluster.nowNs() - patienceNs + cluster.electionTimeoutMaxNs() / 4;
    }
}
