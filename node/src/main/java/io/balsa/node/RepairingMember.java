package io.balsa.node;

import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.log.mmap.DamagedLogException;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.repair.LogRepairAgent;
import io.balsa.log.repair.RepairListener;
import io.balsa.transport.aeron.AeronTransport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

import java.security.SecureRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A member whose log was found damaged at the start, in the place of its duty cycle: first it repairs its log, one
 * damage after the other, and then it is the duty cycle. Meanwhile it votes for nobody and acknowledges nothing, and
 * tells clients who ask what it is at.
 */
final class RepairingMember implements Agent
{
    /** Most requests taken from clients in one duty cycle. */
    private static final int INGRESS_FRAGMENTS_MAX = 16;

    private final SecureRandom random = new SecureRandom();
    private final NodeConfiguration configuration;
    private final AeronTransport transport;
    private final ClientTransport clients;
    private final RepairListener repairListener;
    private final ConsensusListener listener;
    private final Supplier<MemberStorage.Context> storageContext;
    private final Function<MemberStorage, Agent> start;
    private final RepairReplies replies;
    private LogRepair repair;
    private LogRepairAgent repairAgent;
    private Agent member;
    private Throwable haltReason;

    RepairingMember(
        final NodeConfiguration configuration,
        final AeronTransport transport,
        final RepairListener repairListener,
        final ConsensusListener listener,
        final Supplier<MemberStorage.Context> storageContext,
        final Function<MemberStorage, Agent> start)
    {
        this.configuration = configuration;
        this.transport = transport;
        this.repairListener = repairListener;
        this.listener = listener;
        this.storageContext = storageContext;
        this.start = start;
        clients = transport.clients();
        replies = new RepairReplies(configuration, clients);
    }

    @Override
    public int doWork() throws Exception
    {
        if (member != null)
        {
            return member.doWork();
        }
        if (haltReason != null)
        {
            throw new AgentTerminationException(haltReason);
        }
        try
        {
            return repair();
        }
        catch (final RuntimeException | Error ex)
        {
            haltReason = ex;
            closeRepair();
            listener.onHalt(ex);
            throw new AgentTerminationException(ex);
        }
    }

    private int repair()
    {
        if (repairAgent == null)
        {
            openRepair();
        }
        final int workCount = repairAgent.doWork() + clients.poll(replies, INGRESS_FRAGMENTS_MAX);
        if (!repairAgent.isDone())
        {
            return workCount;
        }
        closeRepair();
        openMember();
        return workCount + 1;
    }

    private void openRepair()
    {
        repair = LogRepair.open(configuration.dir().toFile(), false);
        repairAgent = new LogRepairAgent(NodeWiring.repair(configuration, transport.peers())
            .repair(repair)
            .repairId(random.nextLong())
            .listener(repairListener));
    }

    private void closeRepair()
    {
        CloseHelper.close(repair);
        repair = null;
        repairAgent = null;
    }

    private void openMember()
    {
        final MemberStorage storage;
        try
        {
            storage = MemberStorage.open(storageContext.get());
        }
        catch (final DamagedLogException ex)
        {
            return;
        }
        member = start.apply(storage);
        member.onStart();
    }

    @Override
    public void onClose()
    {
        closeRepair();
        if (member != null)
        {
            member.onClose();
        }
    }

    @Override
    public String roleName()
    {
        return "balsa-consensus-" + configuration.memberId();
    }
}
