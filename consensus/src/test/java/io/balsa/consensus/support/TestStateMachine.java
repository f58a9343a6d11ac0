package io.balsa.consensus.support;

import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.HashMap;
import java.util.Map;

/**
 * Digests commands of {@link TestClient}: client key, sequence, and bytes that do not matter. Each client's commands
 * must come once and in order.
 */
public final class TestStateMachine implements StateMachine
{
    /** Commands whose sequence is a multiple of this one fail. */
    static final int POISON_INTERVAL = 5;

    private final Map<Long, Long> lastSequences = new HashMap<>();
    private long digest;
    private long lastIndex;
    private long lastTimestampNs = Long.MIN_VALUE;

    @Override
    public int apply(
        final long index,
        final long timestampNs,
        final long sessionId,
        final DirectBuffer command,
        final int offset,
        final int length,
        final MutableDirectBuffer result)
    {
        final long clientKey = command.getLong(offset);
        final long sequence = command.getLong(offset + Long.BYTES);
        final long expected = lastSequences.getOrDefault(clientKey, 0L) + 1;
        if (index <= lastIndex || sequence != expected || timestampNs < lastTimestampNs)
        {
            throw new AssertionError("index=" + index + " lastIndex=" + lastIndex + " sequence=" + sequence +
                " expected=" + expected + " timestampNs=" + timestampNs + " lastTimestampNs=" + lastTimestampNs);
        }
        lastIndex = index;
        lastTimestampNs = timestampNs;
        lastSequences.put(clientKey, sequence);
        if (sequence % POISON_INTERVAL == 0)
        {
            throw new IllegalArgumentException("poison, and differently on each member: " + hashCode());
        }
        digest = (digest ^ clientKey ^ sequence ^ timestampNs) * 0x9E3779B97F4A7C15L + index;
        result.putLong(0, digest);
        return Long.BYTES;
    }

    @Override
    public long digest()
    {
        return digest;
    }
}
