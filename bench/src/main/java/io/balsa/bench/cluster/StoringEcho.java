package io.balsa.bench.cluster;

import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotWriter;
import io.balsa.consensus.port.StateMachine;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A {@link CountingEcho} with a state of some length, for snapshots: each command is stored over the oldest one. The
 * whole state is there from the start, so all snapshots are of one length.
 */
final class StoringEcho implements StateMachine
{
    /** Bytes of each record of the state. */
    static final int SLOT_LENGTH = 1024;

    /** Key of the record with the count and the digest of the commands; the others have the numbers of their slots. */
    private static final long TOTALS_KEY = -1;

    private static final int COUNT_OFFSET = 0;
    private static final int DIGEST_OFFSET = Long.BYTES;
    private static final int TOTALS_LENGTH = 2 * Long.BYTES;

    private final CountingEcho echo = new CountingEcho();
    private final UnsafeBuffer state;
    private final int slots;
    private long count;

    /**
     * Create.
     *
     * @param slots of the state, each of {@link #SLOT_LENGTH} bytes.
     */
    StoringEcho(final int slots)
    {
        this.slots = slots;
        state = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.multiplyExact(slots, SLOT_LENGTH)));
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
        state.putBytes(offsetOf(count % slots), command, offset, Math.min(length, SLOT_LENGTH));
        count++;
        return echo.apply(index, timestampNs, sessionId, command, offset, length, result);
    }

    private static int offsetOf(final long slot)
    {
        return (int)(slot * SLOT_LENGTH);
    }

    @Override
    public long digest()
    {
        return echo.digest();
    }

    @Override
    public boolean hasSnapshots()
    {
        return true;
    }

    @Override
    public void takeSnapshot(final SnapshotWriter writer)
    {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[Long.BYTES]);
        final UnsafeBuffer totals = new UnsafeBuffer(new byte[TOTALS_LENGTH]);
        totals.putLong(COUNT_OFFSET, count, ByteOrder.LITTLE_ENDIAN);
        totals.putLong(DIGEST_OFFSET, echo.digest(), ByteOrder.LITTLE_ENDIAN);
        key.putLong(0, TOTALS_KEY, ByteOrder.LITTLE_ENDIAN);
        writer.put(key, 0, Long.BYTES, totals, 0, TOTALS_LENGTH);
        for (int slot = 0; slot < slots; slot++)
        {
            key.putLong(0, slot, ByteOrder.LITTLE_ENDIAN);
            writer.put(key, 0, Long.BYTES, state, offsetOf(slot), SLOT_LENGTH);
        }
    }

    @Override
    public void loadSnapshot(final SnapshotReader reader)
    {
        reader.forEach(this::load);
    }

    private void load(final DirectBuffer key, final DirectBuffer value)
    {
        final long slot = key.getLong(0, ByteOrder.LITTLE_ENDIAN);
        if (slot == TOTALS_KEY)
        {
            count = value.getLong(COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN);
            echo.restore(value.getLong(DIGEST_OFFSET, ByteOrder.LITTLE_ENDIAN));
        }
        else
        {
            state.putBytes(offsetOf(slot), value, 0, SLOT_LENGTH);
        }
    }
}
