package io.balsa.consensus.support;

import io.balsa.consensus.port.InlineSnapshots;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotSlice;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.TreeMap;

/** Counts commands by their first byte and answers with the count. Commands that begin with {@code !} fail. */
public final class SlotService implements StateMachine, InlineSnapshots
{
    private final TreeMap<Byte, Long> counts = new TreeMap<>();
    private boolean isForgetful;
    private boolean isClosed;
    private long wrongFrom = Long.MAX_VALUE;
    private Runnable duringSnapshot = () -> {};
    private TreeMap<Byte, Long> frozen;
    private boolean isLeaky;
    private int resultLength = Long.BYTES;

    /** Loses what it is given, without a word. */
    public SlotService forgetful()
    {
        isForgetful = true;
        return this;
    }

    /** Does not freeze what it should. */
    public void leaky()
    {
        isLeaky = true;
    }

    public void resultLength(final int bytes)
    {
        resultLength = bytes;
    }

    public boolean isFrozen()
    {
        return frozen != null;
    }

    public SlotService duringSnapshot(final Runnable task)
    {
        duringSnapshot = task;
        return this;
    }

    /** Its results are wrong from an entry on, its state is not. */
    public void wrongFrom(final long index)
    {
        wrongFrom = index;
    }

    public boolean isClosed()
    {
        return isClosed;
    }

    public long count(final char slot)
    {
        return counts.getOrDefault((byte)slot, 0L);
    }

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
        final byte slot = command.getByte(offset);
        if (slot == '!')
        {
            throw new IllegalArgumentException("poison");
        }
        result.putLong(0, counts.merge(slot, 1L, Long::sum) + (index < wrongFrom ? 0 : 1));
        return resultLength;
    }

    @Override
    public long digest()
    {
        return counts.hashCode();
    }

    @Override
    public boolean hasSnapshots()
    {
        return true;
    }

    @Override
    public void takeSnapshot(final SnapshotWriter writer)
    {
        counts.forEach((slot, count) ->
        {
            duringSnapshot.run();
            final UnsafeBuffer record = record(slot, count);
            writer.put(record, 0, 1, record, 1, Long.BYTES);
        });
    }

    private static UnsafeBuffer record(final byte slot, final long count)
    {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[1 + Long.BYTES]);
        record.putByte(0, slot);
        record.putLong(1, count);
        return record;
    }

    @Override
    public void beginSnapshot()
    {
        frozen = new TreeMap<>(counts);
    }

    /** One record in a slice. */
    @Override
    public boolean writeSlice(final SnapshotSlice slice)
    {
        duringSnapshot.run();
        if (frozen.isEmpty())
        {
            return true;
        }
        final byte slot = frozen.firstKey();
        final UnsafeBuffer record = record(slot, (isLeaky ? counts : frozen).get(slot));
        if (!slice.isOver() && slice.put(record, 0, 1, record, 1, Long.BYTES))
        {
            frozen.remove(slot);
        }
        return false;
    }

    @Override
    public void endSnapshot()
    {
        frozen = null;
    }

    @Override
    public void loadSnapshot(final SnapshotReader reader)
    {
        if (!isForgetful)
        {
            reader.forEach((key, value) -> counts.put(key.getByte(0), value.getLong(0)));
        }
    }

    @Override
    public void close()
    {
        isClosed = true;
    }
}
