package io.balsa.consensus.support;

import io.balsa.codecs.wire.ConnectCode;
import io.balsa.codecs.wire.OutcomeCode;
import io.balsa.consensus.port.ClientHandler;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.MemberStatus;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One member's ingress and egress, as lists. Egress can be full.
 */
public final class TestClientPort implements ClientTransport
{
    private final List<Request> requests = new ArrayList<>();
    private final Listener listener;
    private BooleanSupplier isFull = () -> false;

    public TestClientPort(final Listener listener)
    {
        this.listener = listener;
    }

    /** A request as a call of the handler. */
    public interface Call
    {
        boolean on(ClientHandler handler);
    }

    /** Gets what leaves over egress. */
    public interface Listener
    {
        void onConnected(
            long connectionId, long correlationId, long sessionId, long lastSequence, int leaderId, ConnectCode code);

        void onReply(long connectionId, long sequence, long index, int leaderId, OutcomeCode outcome, byte[] result);

        void onLeaderEvent(long connectionId, long sessionId, int leaderId, long appendedSequence);

        default void onPong(final long connectionId, final long term, final int leaderId)
        {
        }

        default void onStatus(final long connectionId, final MemberStatus status)
        {
        }
    }

    private record Request(long connectionId, Call call)
    {
    }

    public void request(final long connectionId, final Call call)
    {
        requests.add(new Request(connectionId, call));
    }

    public int waiting()
    {
        return requests.size();
    }

    public void fullWhen(final BooleanSupplier newIsFull)
    {
        isFull = newIsFull;
    }

    @Override
    public int poll(final ClientHandler handler, final int fragmentLimit)
    {
        final Set<Long> heldBack = new HashSet<>();
        int count = 0;
        final Iterator<Request> waiting = requests.iterator();
        while (waiting.hasNext() && count < fragmentLimit)
        {
            final Request request = waiting.next();
            if (!heldBack.contains(request.connectionId()))
            {
                count++;
                if (request.call().on(handler))
                {
                    waiting.remove();
                }
                else
                {
                    heldBack.add(request.connectionId());
                }
            }
        }
        return count;
    }

    @Override
    public boolean sendConnectResponse(
        final long connectionId,
        final long correlationId,
        final long sessionId,
        final long lastSequence,
        final long term,
        final int leaderId,
        final ConnectCode code)
    {
        if (isFull.getAsBoolean())
        {
            return false;
        }
        listener.onConnected(connectionId, correlationId, sessionId, lastSequence, leaderId, code);
        return true;
    }

    @Override
    public boolean sendReply(
        final long connectionId,
        final long sessionId,
        final long sequence,
        final long index,
        final long term,
        final int leaderId,
        final OutcomeCode outcome,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        if (isFull.getAsBoolean())
        {
            return false;
        }
        final byte[] copy = new byte[length];
        result.getBytes(offset, copy);
        listener.onReply(connectionId, sequence, index, leaderId, outcome, copy);
        return true;
    }

    @Override
    public boolean sendLeaderEvent(
        final long connectionId,
        final long sessionId,
        final long term,
        final int leaderId,
        final long appendedSequence)
    {
        if (isFull.getAsBoolean())
        {
            return false;
        }
        listener.onLeaderEvent(connectionId, sessionId, leaderId, appendedSequence);
        return true;
    }

    @Override
    public boolean sendPong(final long connectionId, final long correlationId, final long term, final int leaderId)
    {
        if (isFull.getAsBoolean())
        {
            return false;
        }
        listener.onPong(connectionId, term, leaderId);
        return true;
    }

    @Override
    public boolean sendStatus(final long connectionId, final long correlationId, final MemberStatus status)
    {
        if (isFull.getAsBoolean())
        {
            return false;
        }
        listener.onStatus(connectionId, status);
        return true;
    }

    @Override
    public void close()
    {
    }
}
