package io.balsa.client;

import org.agrona.DirectBuffer;
import org.agrona.collections.MutableInteger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes down what it was told, and that nothing is told twice. */
final class RecordingListener implements ClientListener
{
    final Map<Long, Outcome> outcomes = new LinkedHashMap<>();
    final List<Integer> leaders = new ArrayList<>();
    final List<Long> lostSessions = new ArrayList<>();
    final List<String> timeouts = new ArrayList<>();
    final MutableInteger doubles = new MutableInteger();
    byte[] lastResult = new byte[0];
    long lastIndex;

    @Override
    public void onReply(
        final long correlationId,
        final Outcome outcome,
        final long index,
        final DirectBuffer result,
        final int offset,
        final int length)
    {
        if (outcomes.put(correlationId, outcome) != null)
        {
            doubles.increment();
        }
        lastIndex = index;
        lastResult = new byte[length];
        result.getBytes(offset, lastResult);
    }

    @Override
    public void onTimeout(final long correlationId, final String reason)
    {
        timeouts.add(correlationId + " " + reason + (outcomes.containsKey(correlationId) ? ", too late" : ""));
    }

    @Override
    public void onLeader(final int memberId, final long term, final long sessionId)
    {
        leaders.add(memberId);
    }

    @Override
    public void onSessionLost(final long sessionId)
    {
        lostSessions.add(sessionId);
    }
}
