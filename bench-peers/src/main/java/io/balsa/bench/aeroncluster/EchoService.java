package io.balsa.bench.aeroncluster;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.Header;
import io.balsa.bench.BenchException;
import io.balsa.bench.peer.AppliedCommands;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;

import java.nio.ByteOrder;

/** Answers every command with the command. One thread. */
final class EchoService implements ClusteredService
{
    private static final int CLAIM_LENGTH_MAX = 1024;

    private final BufferClaim claim = new BufferClaim();
    private final AppliedCommands applied;
    private IdleStrategy idleStrategy;

    EchoService(final AppliedCommands applied)
    {
        this.applied = applied;
    }

    @Override
    public void onStart(final Cluster cluster, final Image snapshotImage)
    {
        idleStrategy = cluster.idleStrategy();
    }

    @Override
    public void onSessionMessage(
        final ClientSession session,
        final long timestamp,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final Header header)
    {
        applied.apply(buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        if (length <= CLAIM_LENGTH_MAX)
        {
            claim(session, buffer, offset, length);
        }
        else
        {
            offer(session, buffer, offset, length);
        }
    }

    /** One copy, for what fits into a packet. */
    private void claim(final ClientSession session, final DirectBuffer buffer, final int offset, final int length)
    {
        idleStrategy.reset();
        long position = session.tryClaim(length, claim);
        while (position < 0)
        {
            checkConnected(position);
            idleStrategy.idle();
            position = session.tryClaim(length, claim);
        }
        if (position != ClientSession.MOCKED_OFFER)
        {
            claim.buffer().putBytes(
                claim.offset() + AeronCluster.SESSION_HEADER_LENGTH, buffer, offset, length);
            claim.commit();
        }
    }

    private void offer(final ClientSession session, final DirectBuffer buffer, final int offset, final int length)
    {
        idleStrategy.reset();
        long position = session.offer(buffer, offset, length);
        while (position < 0)
        {
            checkConnected(position);
            idleStrategy.idle();
            position = session.offer(buffer, offset, length);
        }
    }

    private static void checkConnected(final long position)
    {
        if (position != Publication.BACK_PRESSURED && position != Publication.ADMIN_ACTION)
        {
            throw new BenchException("no answer to the client: " + Publication.errorString(position));
        }
    }

    @Override
    public void onSessionOpen(final ClientSession session, final long timestamp)
    {
    }

    @Override
    public void onSessionClose(final ClientSession session, final long timestamp, final CloseReason closeReason)
    {
    }

    @Override
    public void onTimerEvent(final long correlationId, final long timestamp)
    {
    }

    @Override
    public void onTakeSnapshot(final ExclusivePublication snapshotPublication)
    {
    }

    @Override
    public void onRoleChange(final Cluster.Role newRole)
    {
    }

    @Override
    public void onTerminate(final Cluster cluster)
    {
    }
}
