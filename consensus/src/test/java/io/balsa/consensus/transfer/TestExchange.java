package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReceiver;
import io.balsa.consensus.port.SnapshotSource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Snapshots in memory: their bytes are checked by the checksum in their name, which here is of all of them. */
final class TestExchange implements SnapshotExchange
{
    final TreeMap<Long, byte[]> published = new TreeMap<>();
    final Map<SnapshotContent, byte[]> received = new HashMap<>();
    int openCount;
    int failuresToCome;
    String failure = "No space left on device";

    static SnapshotContent content(final long index, final byte[] bytes)
    {
        final CRC32C crc = new CRC32C();
        crc.update(bytes);
        return new SnapshotContent(new SnapshotId(index, 1), crc.getValue(), 1, bytes.length);
    }

    private void mayFail()
    {
        if (failuresToCome > 0)
        {
            failuresToCome--;
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public long newestIndex()
    {
        return published.isEmpty() ? 0 : published.lastKey();
    }

    @Override
    public SnapshotContent newest()
    {
        return published.isEmpty() ? null : content(published.lastKey(), published.lastEntry().getValue());
    }

    @Override
    public SnapshotSource source(final SnapshotId id, final long checksum)
    {
        final byte[] bytes = published.get(id.index());
        if (bytes == null || content(id.index(), bytes).checksum() != checksum)
        {
            return null;
        }
        openCount++;
        return new SnapshotSource()
        {
            @Override
            public SnapshotContent content()
            {
                return TestExchange.content(id.index(), bytes);
            }

            @Override
            public int read(
                final long position, final MutableDirectBuffer target, final int targetOffset, final int length)
            {
                mayFail();
                target.putBytes(targetOffset, bytes, (int)position, length);
                return length;
            }

            @Override
            public void close()
            {
                openCount--;
            }
        };
    }

    @Override
    public SnapshotReceiver receive(final SnapshotContent content)
    {
        mayFail();
        if (newestIndex() >= content.id().index())
        {
            return null;
        }
        received.keySet().removeIf((other) -> !other.equals(content));
        received.putIfAbsent(content, new byte[0]);
        openCount++;
        return new SnapshotReceiver()
        {
            @Override
            public SnapshotContent content()
            {
                return content;
            }

            @Override
            public long position()
            {
                return received.getOrDefault(content, new byte[0]).length;
            }

            @Override
            public boolean append(final DirectBuffer bytes, final int offset, final int length)
            {
                mayFail();
                final byte[] before = received.get(content);
                final byte[] after = Arrays.copyOf(before, before.length + length);
                bytes.getBytes(offset, after, before.length, length);
                received.put(content, after);
                return true;
            }

            @Override
            public boolean publish()
            {
                mayFail();
                final byte[] bytes = received.remove(content);
                if (!TestExchange.content(content.id().index(), bytes).equals(content))
                {
                    return false;
                }
                published.put(content.id().index(), bytes);
                return true;
            }

            @Override
            public void close()
            {
                openCount--;
            }
        };
    }
}
