package io.balsa.simulation.world;

import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.Damage;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.repair.LogRepairAgent;
import io.balsa.log.repair.RepairListener;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.disk.ProcessGone;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * What the process of a member does while its log is damaged: the duty cycle of the agent that repairs it. When that is
 * done the member recovers once more.
 */
final class SimRepair implements RepairListener
{
    private final SimMember member;
    private final SimCluster cluster;
    private final MemberWiring wiring;
    private final SplittableRandom random;
    private final LongSupplier pausedUntilNs;
    private final DutyCycle dutyCycle;
    private final RepairCheck check;
    private LogRepair repair;
    private LogRepairAgent agent;
    private long knownFencedTerm;
    private boolean isStartedOver;

    SimRepair(
        final SimMember member,
        final SimCluster cluster,
        final MemberWiring wiring,
        final SplittableRandom random,
        final LongSupplier pausedUntilNs)
    {
        this.pausedUntilNs = pausedUntilNs;
        this.member = member;
        this.cluster = cluster;
        this.wiring = wiring;
        this.random = random;
        dutyCycle = new DutyCycle(cluster.world(), this::cycle);
        check = new RepairCheck(
            member.disk(), cluster.checker().chains(), cluster.violations(), member.id());
    }

    /** The member has recovered. Who has given up entries is fenced; it may have died before it could say so. */
    void onRecovered(final long fencedTerm)
    {
        if (fencedTerm > knownFencedTerm)
        {
            cluster.checker().onStartedOver(member.id(), fencedTerm);
        }
        else if (isStartedOver)
        {
            throw cluster.violations().raise(
                Invariant.DAMAGE, "member=" + member.id() + " has started over and is not fenced");
        }
        knownFencedTerm = fencedTerm;
        isStartedOver = false;
    }

    void begin()
    {
        repair = LogRepair.open(member.disk().mount(), false);
        agent = new LogRepairAgent(new LogRepairAgent.Context()
            .repair(repair)
            .transport(wiring.peerTransport())
            .peerIds(cluster.peersOf(member.id()))
            .quorum(wiring.config().quorumSize())
            .repairId(random.nextLong())
            .nanoClock(wiring::monotonicNs)
            .listener(this));
        dutyCycle.on();
        dutyCycle.wake(cluster.world().nowNs() + 1);
    }

    void end()
    {
        dutyCycle.off();
        agent = null;
    }

    void wake(final long atNs)
    {
        dutyCycle.wake(atNs);
    }

    private void cycle()
    {
        if (cluster.world().nowNs() < pausedUntilNs.getAsLong())
        {
            dutyCycle.wake(pausedUntilNs.getAsLong());
            return;
        }
        final LogRepairAgent thisAgent = agent;
        dutyCycle.enter();
        try
        {
            final int workCount = agent.doWork();
            if (agent == thisAgent)
            {
                dutyCycle.leave();
                afterCycle(workCount);
            }
        }
        catch (final ProcessGone ex)
        {
            // What is left of a dead process.
        }
        catch (final CorruptStorageException ex)
        {
            if (agent == thisAgent)
            {
                member.onCorrupt(ex);
            }
        }
        catch (final StorageException ex)
        {
            if (agent == thisAgent)
            {
                member.onRepairFailed();
            }
        }
        cluster.violations().check();
    }

    private void afterCycle(final int workCount)
    {
        if (agent.isDone())
        {
            end();
            repair.close();
            member.recoverOrRepair();
        }
        else
        {
            dutyCycle.wake(
                cluster.world().nowNs() + (workCount > 0 ? cluster.busyDelayNs() : cluster.idleDelayNs()));
        }
    }

    @Override
    public void onRepaired(final Damage damage, final long lengthBytes, final int peerId)
    {
        cluster.marks().hit(Mark.LOG_REPAIRED_BY_PROOF);
        check.onRepaired(damage);
    }

    @Override
    public void onStartedOver(final Damage damage)
    {
        cluster.marks().hit(Mark.LOG_STARTED_OVER);
        isStartedOver = true;
    }
}
