package io.balsa.node;

import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.log.mmap.DamagedLogException;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.repair.LogRepairAgent;
import io.balsa.log.repair.RepairListener;
import io.balsa.transport.aeron.AeronTransport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A member whose log was found damaged at the start, in the place of its duty cycle: first it repairs its log, one
 * damage after the other, and then it is the duty cycle. Meanwhile it votes for nobody and acknowledges nothing, and
 * tells clients who ask what it is at.
 */
final class RepairingMember implements Agent
{
    private final NodeConfiguration configuration;
    private final AeronTransport transport;
    private final RepairListener repairListener;
    private final ConsensusListener listener;
    private final Supplier<MemberStorage.Context> storageContext;
    private final Function<MemberStorage, Agent> start;
    private LogRepair log;
    private MemberRepair repair;
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
        try
        {
            openRepair();
        }
        catch (final RuntimeException ex)
        {
            closeRepair();
            throw ex;
        }
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
        if (log == null)
        {
            openRepair();
        }
        final int workCount = repair.doWork();
        if (!repair.isDone())
        {
            return workCount;
        }
        closeRepair();
        openMember();
        return workCount + 1;
    }

    private void openRepair()
    {
        log = LogRepair.open(configuration.dir().toFile(), false);
        repair = new MemberRepair(
            configuration, transport, new LogRepairAgent.Context().repair(log).listener(repairListener));
    }

    private void closeRepair()
    {
        CloseHelper.close(log);
        log = null;
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
