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
        return true;
    }

    @Override
    public boolean sendConnect(
        final int position, final long correlationId, final long clientKey, final long sessionId)
    {
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
        sent.add("ping " + position);
        return true;
    }

    @Override
    public boolean sendClose(final int position, final long correlationId, final long sessionId)
    {
        sent.add("close " + position + " session " + sessionId);
        return true;
    }
}
