package io.balsa.consensus.transfer;

import io.balsa.consensus.port.SnapshotContent;
import io.balsa.consensus.port.SnapshotExchange;
import io.balsa.consensus.port.SnapshotId;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.NanoClock;

/**
 * Gives snapshots to other members and fetches theirs. Runs on the thread of the snapshot store, so that no duty cycle
 * of the consensus agent ever waits for a file.
 */
public final class SnapshotTransferAgent implements Agent, MessageHandler
{
    /** Most messages taken in one duty cycle. */
    static final int MESSAGES_PER_CYCLE_MAX = 64;

    private final TransferLink link;
    private final NanoClock clock;
    private final SnapshotServer server;
    private final SnapshotFetch fetch;
    private final SnapshotExchange exchange;
    private long newestIndex;
    private long nowNs;

    /**
     * Create the agent.
     *
     * @param ctx concluded here.
     * @throws IllegalArgumentException naming what is wrong.
     */
    public SnapshotTransferAgent(final TransferContext ctx)
    {
        ctx.conclude();
        link = ctx.link();
        clock = ctx.clock();
        nowNs = clock.nanoTime();
        exchange = ctx.exchange();
        server = new SnapshotServer(ctx, nowNs);
        fetch = new SnapshotFetch(ctx);
    }

    @Override
    public int doWork()
    {
        return cycle(true);
    }

    /**
     * Go on between two slices of a snapshot that is being written on this thread: others are given bytes and what they
     * give is taken, so that neither waits for a state however large. Nothing is published meanwhile.
     */
    public void doWorkWhileWriting()
    {
        cycle(false);
    }

    private int cycle(final boolean isPublishing)
    {
        nowNs = clock.nanoTime();
        tellNewest();
        int workCount = link.toTransfer().read(this, MESSAGES_PER_CYCLE_MAX);
        workCount += fetch.doWork(nowNs, isPublishing);
        workCount += server.doWork(nowNs);
        link.heldFrom(Math.min(exchange.oldestIndex(), server.oldestOpenIndex()));
        return workCount;
    }

    private void tellNewest()
    {
        if (exchange.newestIndex() != newestIndex)
        {
            newestIndex = exchange.newestIndex();
            link.newest(exchange.newest());
        }
    }

    /**
     * A message of the duty cycle.
     *
     * @param type   of the message.
     * @param buffer that holds it.
     * @param offset of the message in bytes.
     * @param length of the message in bytes.
     */
    @Override
    public void onMessage(final int type, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        final int peerId = TransferLink.peerId(buffer, offset);
        final long index = TransferLink.index(buffer, offset);
        final long term = TransferLink.term(buffer, offset);
        final long checksum = TransferLink.checksum(buffer, offset);
        final long position = TransferLink.position(buffer, offset);
        final int number = TransferLink.number(buffer, offset);
        switch (type)
        {
            case TransferLink.OFFER -> fetch.onOffer(
                peerId, new SnapshotContent(new SnapshotId(index, term), checksum, number, position), nowNs);
            case TransferLink.REQUEST -> server.onRequest(peerId, index, term, checksum, position, number);
            default -> fetch.onChunk(peerId, index, term, checksum, position, buffer,
                offset + TransferLink.HEADER_LENGTH, number, nowNs);
        }
    }

    @Override
    public void onClose()
    {
        fetch.end();
        server.close();
    }

    @Override
    public String roleName()
    {
        return "balsa-snapshot-transfer";
    }
}
