package io.balsa.node;

import io.balsa.consensus.port.ClientTransport;
import io.balsa.log.repair.LogRepairAgent;
import io.balsa.transport.aeron.AeronTransport;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;

import java.security.SecureRandom;

/**
 * The repair of a member's log over the links of that member, whose clients are told what it is at. It votes for nobody
 * and acknowledges nothing.
 * <p>
 * Thread: one. The log is closed by whoever opened it.
 */
public final class MemberRepair implements AutoCloseable
{
    /** Most requests taken from clients in one duty cycle. */
    private static final int INGRESS_FRAGMENTS_MAX = 16;

    private final LogRepairAgent agent;
    private final ClientTransport clients;
    private final RepairReplies replies;
    private AeronTransport ownTransport;

    MemberRepair(
        final NodeConfiguration configuration, final AeronTransport transport, final LogRepairAgent.Context ctx)
    {
        agent = new LogRepairAgent(NodeWiring.repair(configuration, transport.peers(), ctx)
            .repairId(new SecureRandom().nextLong()));
        clients = transport.clients();
        replies = new RepairReplies(configuration, clients);
    }

    /**
     * Begin to repair the log of a member that does not run, on links of its own.
     *
     * @param configuration of the member.
     * @param ctx           with the log, and what is allowed; links, peers and quorum are set here.
     * @param errorHandler  for errors that do not stop the repair.
     * @return the repair.
     * @throws RuntimeException when a port of the member is taken, or a part refuses its configuration.
     */
    public static MemberRepair launch(
        final NodeConfiguration configuration, final LogRepairAgent.Context ctx, final ErrorHandler errorHandler)
    {
        final AeronTransport transport = AeronTransport.launch(NodeWiring.transport(configuration, errorHandler));
        try
        {
            final MemberRepair repair = new MemberRepair(configuration, transport, ctx);
            repair.ownTransport = transport;
            return repair;
        }
        catch (final RuntimeException ex)
        {
            transport.close();
            throw ex;
        }
    }

    /**
     * Go on with it.
     *
     * @return work count.
     * @throws io.balsa.log.mmap.StorageException when the log cannot be repaired: the message says why.
     */
    public int doWork()
    {
        return agent.doWork() + clients.poll(replies, INGRESS_FRAGMENTS_MAX);
    }

    /**
     * Whether the log is repaired.
     *
     * @return true if so.
     */
    public boolean isDone()
    {
        return agent.isDone();
    }

    /** Close the links that were opened for the repair. */
    @Override
    public void close()
    {
        CloseHelper.close(ownTransport);
    }
}
