package io.balsa.simulation.world;

import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotMetadata;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotRecordHandler;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** All of a snapshot as one run of bytes, as it travels from member to member. */
final class SimSnapshotBytes
{
    private final UnsafeBuffer buffer;
    private final SnapshotMetadata metadata;
    private final UnsafeBuffer sessions = new UnsafeBuffer(0, 0);
    private int position;

    /** Read. */
    SimSnapshotBytes(final byte[] bytes)
    {
        buffer = new UnsafeBuffer(bytes);
        final SnapshotId id = new SnapshotId(nextLong(), nextLong());
        final long clusterTimeNs = nextLong();
        final long stateDigest = nextLong();
        final int[] memberIds = new int[(int)nextLong()];
        for (int i = 0; i < memberIds.length; i++)
        {
            memberIds[i] = (int)nextLong();
        }
        metadata = new SnapshotMetadata(id, clusterTimeNs, stateDigest, memberIds, new int[0]);
        nextRun(sessions);
    }

    static byte[] encode(final SnapshotReader reader)
    {
        final ExpandableArrayBuffer target = new ExpandableArrayBuffer();
        final SnapshotMetadata metadata = reader.metadata();
        int length = putLong(target, 0, metadata.id().index());
        length = putLong(target, length, metadata.id().term());
        length = putLong(target, length, metadata.clusterTimeNs());
        length = putLong(target, length, metadata.stateDigest());
        length = putLong(target, length, metadata.memberIds().length);
        for (final int memberId : metadata.memberIds())
        {
            length = putLong(target, length, memberId);
        }
        final int[] end = { putRun(target, length, reader.sessions()) };
        reader.forEach((key, value) -> end[0] = putRun(target, putRun(target, end[0], key), value));
        final byte[] bytes = new byte[end[0]];
        target.getBytes(0, bytes);
        return bytes;
    }

    private static int putLong(final ExpandableArrayBuffer target, final int offset, final long value)
    {
        target.putLong(offset, value);
        return offset + Long.BYTES;
    }

    private static int putRun(final ExpandableArrayBuffer target, final int offset, final DirectBuffer run)
    {
        final int from = putLong(target, offset, run.capacity());
        target.putBytes(from, run, 0, run.capacity());
        return from + run.capacity();
    }

    SnapshotMetadata metadata()
    {
        return metadata;
    }

    UnsafeBuffer sessions()
    {
        return sessions;
    }

    void forEach(final SnapshotRecordHandler handler)
    {
        final UnsafeBuffer key = new UnsafeBuffer(0, 0);
        final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        while (position < buffer.capacity())
        {
            nextRun(key);
            nextRun(value);
            handler.onRecord(key, value);
        }
    }

    private long nextLong()
    {
        position += Long.BYTES;
        return buffer.getLong(position - Long.BYTES);
    }

    private void nextRun(final UnsafeBuffer run)
    {
        final int length = (int)nextLong();
        run.wrap(buffer, position, length);
        position += length;
    }
}
