package io.balsa.simulation.world;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.consensus.port.SnapshotSource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** A member's snapshots as bytes. The checksum in a snapshot's name is that of all of them. */
final class SimSnapshotExchange implements SnapshotExchange
{
    private static final int MANIFEST_LENGTH = 32;

    private final SimSnapshotStore store;

    SimSnapshotExchange(final SimSnapshotStore store)
    {
        this.store = store;
    }

    @Override
    public long newestIndex()
    {
        return store.newestIndex();
    }

    @Override
    public SnapshotContent newest()
    {
        final List<SnapshotId> ids = store.snapshots();
        for (int i = ids.size() - 1; i >= 0; i--)
        {
            final byte[] bytes = store.bytes(ids.get(i));
            if (bytes != null)
            {
                return content(ids.get(i), bytes);
            }
        }
        return null;
    }

    private static SnapshotContent content(final SnapshotId id, final byte[] bytes)
    {
        return new SnapshotContent(id, checksum(bytes), MANIFEST_LENGTH, bytes.length);
    }

    private static long checksum(final byte[] bytes)
    {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    @Override
    public SnapshotSource source(final SnapshotId id, final long checksum)
    {
        final byte[] bytes = store.bytes(id);
        return bytes == null || checksum(bytes) != checksum ? null : new Source(content(id, bytes), bytes);
    }

    @Override
    public SnapshotReceiver receive(final SnapshotContent content)
    {
        return store.newestIndex() >= content.id().index() ? null : new Receiver(content);
    }

    private record Source(SnapshotContent content, byte[] bytes) implements SnapshotSource
    {
        @Override
        public int read(
            final long position, final MutableDirectBuffer target, final int targetOffset, final int length)
        {
            target.putBytes(targetOffset, bytes, (int)position, length);
            return length;
        }

        @Override
        public void close()
        {
        }
    }

    private final class Receiver implements SnapshotReceiver
    {
        private final SnapshotContent content;

        Receiver(final SnapshotContent content)
        {
            this.content = content;
            if (store.received(content).length > content.length())
            {
                store.receive(content, new byte[0]);
            }
        }

        @Override
        public SnapshotContent content()
        {
            return content;
        }

        @Override
        public long position()
        {
            return store.received(content).length;
        }

        @Override
        public boolean append(final DirectBuffer bytes, final int offset, final int length)
        {
            final byte[] before = store.received(content);
            if (before.length + length > content.length())
            {
                store.receive(content, new byte[0]);
                return false;
            }
            final byte[] after = Arrays.copyOf(before, before.length + length);
            bytes.getBytes(offset, after, before.length, length);
            store.receive(content, after);
            return true;
        }

        @Override
        public boolean publish()
        {
            if (checksum(store.received(content)) != content.checksum())
            {
                store.receive(content, new byte[0]);
                return false;
            }
            return store.publishReceived();
        }

        @Override
        public void close()
        {
        }
    }
}
