package io.balsa.bench.aeroncluster;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.RethrowingErrorHandler;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.cluster.codecs.EventCode;
import io.aeron.driver.MediaDriver;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.Header;
import io.balsa.bench.BenchException;
import io.balsa.bench.load.ReplyHandler;
import io.balsa.bench.load.Target;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpLock;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A client of Aeron Cluster, with all of it on the one thread of the load unless its driver is to have its own. */
final class AeronClusterTarget implements Target, EgressListener
{
    private static final long MESSAGE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long KEEP_ALIVE_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final BufferClaim claim = new BufferClaim();
    private final ReplyHandler handler;
    private final MediaDriver driver;
    private final AgentInvoker driverInvoker;
    private final Aeron aeron;
    private final AgentInvoker aeronInvoker;
    private final AeronCluster cluster;
    private final int claimLengthMax;
    private long keepAliveNs = System.nanoTime();
    private int leaderChanges;

    /**
     * Connect.
     *
     * @param network   of the cluster.
     * @param directory of the media driver: the client's own, or that of a member.
     * @param isIpc     whether it is the leader's.
     * @param handler   told of answers.
     */
    AeronClusterTarget(
        final AeronClusterNetwork network, final Path directory, final boolean isIpc, final ReplyHandler handler)
    {
        this.handler = handler;
        driver = isIpc ? null : MediaDriver.launch(AeronClusterDrivers.ofClient(network, directory));
        driverInvoker = driver == null ? null : driver.sharedAgentInvoker();
        try
        {
            aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .useConductorAgentInvoker(true)
                .driverAgentInvoker(driverInvoker)
                .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE)
                .clientLock(NoOpLock.INSTANCE));
            aeronInvoker = aeron.conductorAgentInvoker();
            cluster = connect(network, isIpc);
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.close(driver);
            throw ex;
        }
        claimLengthMax = cluster.ingressPublication().maxPayloadLength() - AeronCluster.SESSION_HEADER_LENGTH;
    }

    private AeronCluster connect(final AeronClusterNetwork network, final boolean isIpc)
    {
        final AeronCluster.Context context = new AeronCluster.Context()
            .aeron(aeron)
            .ownsAeronClient(true)
            .agentInvoker(driverInvoker)
            .egressListener(this)
            .messageTimeoutNs(MESSAGE_TIMEOUT_NS);
        return AeronCluster.connect(isIpc ?
            context.ingressChannel(AeronClusterNetwork.IPC).egressChannel(AeronClusterNetwork.IPC) :
            context.ingressChannel(network.ingressChannel())
                .ingressEndpoints(network.ingressEndpoints())
                .egressChannel(AeronClusterNetwork.anyPort()));
    }

    int leaderChanges()
    {
        return leaderChanges;
    }

    int leaderId()
    {
        return cluster.leaderMemberId();
    }

    @Override
    public boolean offer(final DirectBuffer buffer, final int length)
    {
        final long position;
        if (length <= claimLengthMax)
        {
            position = cluster.tryClaim(length, claim);
            if (position > 0)
            {
                claim.buffer().putBytes(
                    claim.offset() + AeronCluster.SESSION_HEADER_LENGTH, buffer, 0, length);
                claim.commit();
            }
        }
        else
        {
            position = cluster.offer(buffer, 0, length);
        }
        if (position < 0 && position != Publication.BACK_PRESSURED && position != Publication.ADMIN_ACTION)
        {
            throw new BenchException("the cluster takes no commands: " + Publication.errorString(position));
        }
        return position > 0;
    }

    @Override
    public int poll()
    {
        final long nowNs = System.nanoTime();
        if (nowNs - keepAliveNs >= KEEP_ALIVE_INTERVAL_NS)
        {
            cluster.sendKeepAlive();
            keepAliveNs = nowNs;
        }
        final int work = driverInvoker == null ? 0 : driverInvoker.invoke();
        return work + aeronInvoker.invoke() + cluster.pollEgress();
    }

    @Override
    public void onMessage(
        final long clusterSessionId,
        final long timestamp,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final Header header)
    {
        handler.onReply(buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
    }

    @Override
    public void onSessionEvent(
        final long correlationId,
        final long clusterSessionId,
        final long leadershipTermId,
        final int leaderMemberId,
        final EventCode code,
        final String detail)
    {
        if (code == EventCode.ERROR || code == EventCode.CLOSED)
        {
            throw new BenchException("the cluster has ended the session: " + code + " " + detail);
        }
    }

    @Override
    public void onNewLeader(
        final long clusterSessionId,
        final long leadershipTermId,
        final int leaderMemberId,
        final String ingressEndpoints)
    {
        leaderChanges++;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(cluster, driver);
    }
}
