package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotSource;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Gives bytes of published snapshots, in any role. Of each peer the newest request counts; nothing else is remembered
 * but the files, which stay open while somebody asks: a snapshot that is retired meanwhile can still be given to the
 * end.
 */
final class SnapshotServer
{
    /** Most chunks for one peer in one duty cycle: in between requests of others are heard. */
    static final int CHUNKS_PER_CYCLE_MAX = 8;

    /** Most snapshots that are held open; the one that was not asked for the longest is closed. */
    static final int SOURCES_MAX = 4;

    /** After what time nobody has asked for it a snapshot is closed. */
    static final long SOURCE_IDLE_NS = 30_000_000_000L;

    private final SnapshotExchange exchange;
    private final TransferLink link;
    private final TransferListener listener;
    private final TransferCounters counters;
    private final RateLimit rate;
    private final int[] peerIds;
    private final Range[] ranges;
    private final OpenSource[] sources = new OpenSource[SOURCES_MAX];
    private final UnsafeBuffer chunk;
    private int nextPeer;

    /** What a peer wants. */
    private static final class Range
    {
        private long index;
        private long term;
        private long checksum;
        private long position;
        private int remaining;
    }

    /** What is held open. */
    private static final class OpenSource
    {
        private final SnapshotSource source;
        private long usedNs;

        private OpenSource(final SnapshotSource source, final long nowNs)
        {
            this.source = source;
            usedNs = nowNs;
        }

        private boolean is(final Range range)
        {
            return source.content().id().index() == range.index && source.content().id().term() == range.term &&
                source.content().checksum() == range.checksum;
        }
    }

    SnapshotServer(final TransferContext ctx, final long nowNs)
    {
        exchange = ctx.exchange();
        link = ctx.link();
        listener = ctx.listener();
        counters = ctx.counters();
        rate = new RateLimit(ctx.rateBytesMax(), TransferContext.REQUEST_LENGTH_MAX, nowNs);
        peerIds = ctx.peerIds();
        ranges = new Range[peerIds.length];
        for (int i = 0; i < ranges.length; i++)
        {
            ranges[i] = new Range();
        }
        chunk = new UnsafeBuffer(ByteBuffer.allocateDirect(ctx.chunkLengthMax()));
    }

    void onRequest(
        final int peerId,
        final long index,
        final long term,
        final long checksum,
        final long position,
        final int length)
    {
        for (int i = 0; i < peerIds.length; i++)
        {
            if (peerIds[i] == peerId)
            {
                final Range range = ranges[i];
                range.index = index;
                range.term = term;
                range.checksum = checksum;
                range.position = position;
                range.remaining = Math.min(length, TransferContext.REQUEST_LENGTH_MAX);
            }
        }
    }

    int doWork(final long nowNs)
    {
        int workCount = 0;
        nextPeer = nextPeer + 1 < ranges.length ? nextPeer + 1 : 0;
        for (int i = 0; i < ranges.length; i++)
        {
            final int peer = nextPeer + i < ranges.length ? nextPeer + i : nextPeer + i - ranges.length;
            workCount += serve(peerIds[peer], ranges[peer], nowNs);
        }
        closeIdle(nowNs);
        return workCount;
    }

    private int serve(final int peerId, final Range range, final long nowNs)
    {
        int count = 0;
        while (range.remaining > 0 && count < CHUNKS_PER_CYCLE_MAX && rate.isOpen(nowNs) && give(peerId, range, nowNs))
        {
            count++;
        }
        return count;
    }

    private boolean give(final int peerId, final Range range, final long nowNs)
    {
        final SnapshotSource source = source(range, nowNs);
        int length = 0;
        if (source != null && range.position < source.content().length())
        {
            final long end = Math.min(range.position + range.remaining, source.content().length());
            length = read(source, range.position, (int)Math.min(end - range.position, chunk.capacity()));
        }
        if (!link.sendChunk(peerId, range.index, range.term, range.checksum, range.position, chunk, 0, length))
        {
            return false;
        }
        rate.onGiven(length);
        if (length > 0)
        {
            counters.onGiven(length);
        }
        range.position += length;
        range.remaining = length == 0 || range.position >= source.content().length() ? 0 : range.remaining - length;
        return true;
    }

    private int read(final SnapshotSource source, final long position, final int length)
    {
        try
        {
            return source.read(position, chunk, 0, length);
        }
        catch (final RuntimeException ex)
        {
            counters.onFailed();
            listener.onFailed("cannot give bytes of snapshot " + source.content().id() + ": " + ex.getMessage());
            close(source);
            return 0;
        }
    }

    private SnapshotSource source(final Range range, final long nowNs)
    {
        int oldest = 0;
        for (int i = 0; i < sources.length; i++)
        {
            if (sources[i] != null && sources[i].is(range))
            {
                sources[i].usedNs = nowNs;
                return sources[i].source;
            }
            if (sources[oldest] != null &&
                (sources[i] == null || sources[i].usedNs - sources[oldest].usedNs < 0))
            {
                oldest = i;
            }
        }
        final SnapshotSource opened = open(range);
        if (opened != null)
        {
            close(oldest);
            sources[oldest] = new OpenSource(opened, nowNs);
        }
        return opened;
    }

    private SnapshotSource open(final Range range)
    {
        try
        {
            return exchange.source(new SnapshotId(range.index, range.term), range.checksum);
        }
        catch (final RuntimeException ex)
        {
            counters.onFailed();
            listener.onFailed("cannot give snapshot index=" + range.index + ": " + ex.getMessage());
            return null;
        }
    }

    /** Last entry in the oldest snapshot that is held open. */
    long oldestOpenIndex()
    {
        long index = Long.MAX_VALUE;
        for (final OpenSource open : sources)
        {
            if (open != null)
            {
                index = Math.min(index, open.source.content().id().index());
            }
        }
        return index;
    }

    private void closeIdle(final long nowNs)
    {
        for (int i = 0; i < sources.length; i++)
        {
            if (sources[i] != null && nowNs - sources[i].usedNs > SOURCE_IDLE_NS)
            {
                close(i);
            }
        }
    }

    private void close(final SnapshotSource source)
    {
        for (int i = 0; i < sources.length; i++)
        {
            if (sources[i] != null && sources[i].source == source)
            {
                close(i);
            }
        }
    }

    private void close(final int place)
    {
        if (sources[place] != null)
        {
            sources[place].source.close();
            sources[place] = null;
        }
    }

    void close()
    {
        for (int i = 0; i < sources.length; i++)
        {
            close(i);
        }
    }
}
