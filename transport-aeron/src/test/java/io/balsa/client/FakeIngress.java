package io.balsa.client;

import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;

/** Writes down what the client sent. */
final class FakeIngress implements Ingress
{
    final List<String> sent = new ArrayList<>();
    final int memberCount;
    boolean isRecording = true;
    boolean isFull;
    boolean isReached = true;
    long lastCorrelationId;
    long lastSequence;
    long lastClientKey;

    FakeIngress(final int memberCount)
    {
        this.memberCount = memberCount;
    }

    List<String> takeSent()
    {
        final List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    @Override
    public int memberCount()
    {
        return memberCount;
    }

    @Override
    public int memberId(final int position)
    {
        return position;
    }

    @Override
    public boolean isConnected(final int position)
    {
        return isReached;
    }

    @Override
    public boolean sendConnect(
        final int position, final long correlationId, final long clientKey, final long sessionId)
    {
        if (isFull)
        {
            return false;
        }
        lastCorrelationId = correlationId;
        lastClientKey = clientKey;
        sent.add("connect " + position + " session " + sessionId);
        return true;
    }

    @Override
    public boolean sendCommand(
        final int position,
        final long sessionId,
        final long sequence,
        final long ackedSequence,
        final DirectBuffer payload,
        final int offset,
        final int length)
    {
        if (isFull)
        {
            return false;
        }
        lastSequence = sequence;
        if (isRecording)
        {
            sent.add("command " + position + " session " + sessionId + " sequence " + sequence + " acked " +
                ackedSequence + " first " + (length > 0 ? payload.getByte(offset) : -1));
        }
        return true;
    }

    @Override
    public boolean sendPing(final int position, final long correlationId)
    {
        return record("ping " + position);
    }

    @Override
    public boolean sendClose(final int position, final long correlationId, final long sessionId)
    {
        return record("close " + position + " session " + sessionId);
    }

    private boolean record(final String message)
    {
        if (!isFull)
        {
            sent.add(message);
        }
        return !isFull;
    }
}
