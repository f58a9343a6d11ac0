package io.balsa.simulation.world;

import io.balsa.consensus.agent.ConsensusAgent;
import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.port.StateMachine;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.DamagedLogException;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.mmap.StorageException;
import io.balsa.log.mmap.SyncMode;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.MemberViews;
import io.balsa.simulation.disk.ProcessGone;
import io.balsa.simulation.disk.SimDisk;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentTerminationException;

import java.util.SplittableRandom;

/**
 * A member: its machine with disk and clock, which stay, and its process, which comes and goes. The process is two
 * duty cycles, that of the consensus agent and that of the log's sync agent, each on a thread of its own as far as it
 * knows: they run in any order, and while one waits for the disk the other goes on.
 */
final class SimMember implements ConsensusListener
{
    private static final long RETRY_NS = 50_000_000L;
    private static final long OPERATOR_MAX_NS = 3_000_000_000L;

    private final SimCluster cluster;
    private final World world;
    private final int id;
    private final MemberWiring wiring;
    private final SimRepair repair;
    private final RestartTimer restartTimer;
    private final SplittableRandom random;
    private final SimClock clock;
    private final SimDisk disk;
    private final DiskDelay diskDelay;
    private final StoredTermState durable;
    private final DiskHistory history;
    private final RecoveryCheck recoveryCheck;
    private final PlannedEnd plannedEnd;
    private final FileWitness files;
    private final CounterMarks counterMarks;
    private final DutyCycle consensusCycle;
    private final SyncCycle syncCycle;
    final SimSnapshots snapshots;
    private MemberState state = MemberState.DOWN;
    private ConsensusAgent agent;
    private ConsensusCounters counters;
    private StateMachine stateMachine;
    private MemberStorage storage;
    private LogWitness logWitness;
    Throwable haltReason;
    private long pausedUntilNs;
    private int life;
    private boolean isRepairing;

    SimMember(final SimCluster cluster, final int id, final RaftConfig config, final SplittableRandom random)
    {
        this.cluster = cluster;
        this.id = id;
        this.random = random.split();
        world = cluster.world();
        clock = new SimClock(random.split(), cluster.swarm().clockDriftMax());
        wiring = new MemberWiring(cluster, id, config, clock);
        diskDelay = new DiskDelay(random.split(), cluster.swarm().syncMeanNs());
        disk = new SimDisk("member-" + id, random.split(), this::awaitDisk);
        disk.faults(cluster.swarm().diskFaults(id));
        durable = new StoredTermState(disk, SimDisk.Image.DURABLE);
        history = new DiskHistory(cluster, disk, id);
        recoveryCheck = new RecoveryCheck(disk, cluster.violations(), cluster.marks(), id);
        files = new FileWitness(disk, cluster.checker().bounds(), id);
        plannedEnd = new PlannedEnd(random.split(), cluster.swarm());
        repair = new SimRepair(this, cluster, wiring, random.split(), () -> pausedUntilNs);
        counterMarks = new CounterMarks(cluster, id, disk);
        restartTimer = new RestartTimer(world, this::start);
        isRepairing = cluster.swarm().isRepairing();
        consensusCycle = new DutyCycle(world, this::cycle);
        syncCycle = new SyncCycle(
            this, cluster, () -> Math.max(pausedUntilNs, diskDelay.hungUntilNs()));
        snapshots = new SimSnapshots(this, cluster, wiring, random.split(), this::awaitDisk, () -> pausedUntilNs);
    }

    int id()
    {
        return id;
    }

    SimDisk disk()
    {
        return disk;
    }

    PlannedEnd plannedEnd()
    {
        return plannedEnd;
    }

    SimClock clock()
    {
        return clock;
    }

    DiskDelay diskDelay()
    {
        return diskDelay;
    }

    FileWitness files()
    {
        return files;
    }

    /** Term on the disk; where it is not there, or may be lost on purpose, what the member believes. */
    long storedTerm()
    {
        return isBelieved() ? storage.termStateStore().term() : durable.term();
    }

    int storedVotedFor()
    {
        return isBelieved() ? storage.termStateStore().votedFor() : durable.votedFor();
    }

    private boolean isBelieved()
    {
        return isUp() && (history.isDamaged() || cluster.swarm().isInMemory());
    }

    MemberState state()
    {
        return state;
    }

    boolean isUp()
    {
        return state == MemberState.UP;
    }

    /** Whether an entry would not be taken now. */
    boolean isLogRefusing()
    {
        return storage.log().refusal() != 0;
    }

    RaftRole role()
    {
        return RaftRole.get((int)counters.role());
    }

    boolean isFenced()
    {
        return counters.isFenced();
    }

    long sessionCount()
    {
        return counters.sessionCount();
    }

    DiskHistory history()
    {
        return history;
    }

    /** Whether the member has something to mend: a log that may be damaged, a fence, or memory that was lost. */
    boolean isConvalescent()
    {
        return cluster.checker().fences().isUp(id) ||
            (!isUp() && (history.isTorn() || !history.isIntact() || cluster.swarm().isInMemory()));
    }

    void show(final MemberViews views)
    {
        views.set(id, role(), counters.term(), counters.commitIndex(), counters.appliedIndex(), stateMachine.digest());
    }

    /** Begin a process, now. */
    void start()
    {
        if (state != MemberState.DOWN)
        {
            return;
        }
        restartTimer.cancel();
        state = MemberState.RECOVERING;
        life++;
        pausedUntilNs = 0;
        cluster.network().onProcessStart(id);
        recoverOrRepair();
    }

    /** The process goes on after its log was repaired. */
    void recoverOrRepair()
    {
        try
        {
            recoveryCheck.onStart(history.isComparable());
            plannedEnd.onRecoveryStart(() -> restartAt(world.nowNs() + 1));
            recoverUnlessDamaged();
        }
        catch (final ProcessGone ex)
        {
            cluster.marks().hit(Mark.KILLED_IN_RECOVERY);
        }
        catch (final CorruptStorageException ex)
        {
            onCorrupt(ex);
        }
        catch (final StorageException ex)
        {
            onStartFailed();
        }
        cluster.violations().check();
    }

    private void recoverUnlessDamaged()
    {
        try
        {
            recover();
        }
        catch (final DamagedLogException ex)
        {
            history.checkExcused(ex);
            cluster.checker().fences().onDamaged(id);
            if (storage == null)
            {
                recoveryCheck.onRefused();
            }
            CloseHelper.close(storage);
            storage = null;
            if (isRepairing)
            {
                repair.begin();
            }
            else
            {
                leaveAsItIs();
            }
        }
    }

    /** Somebody sees that the log is damaged, and after a while lets it be repaired. */
    private void leaveAsItIs()
    {
        cluster.marks().hit(Mark.DAMAGED_LOG_REFUSED);
        isRepairing = true;
        kill();
        restartAt(world.nowNs() + random.nextLong(OPERATOR_MAX_NS));
    }

    private void onStartFailed()
    {
        if (cluster.swarm().isInMemory() && files.hasIdentity())
        {
            cluster.marks().hit(Mark.MEMORY_REFUSED);
            lose();
            return;
        }
        world.trace(TraceKind.START_FAILED, id, 0, 0);
        disk.kill();
        end();
        restartAt(world.nowNs() + RETRY_NS);
    }

    /** The disk did not obey, or the others cannot make the log whole. */
    void onRepairFailed()
    {
        if (wiring.config().isFenceable())
        {
            onStartFailed();
        }
        else
        {
            refuse();
        }
    }

    private void recover()
    {
        final int thisLife = life;
        final RecoveryWatch watch = new RecoveryWatch(disk, cluster.marks());
        final MemberStorage opened = wiring.open(disk, random);
        if (life != thisLife || state != MemberState.RECOVERING)
        {
            throw new ProcessGone(disk.location());
        }
        storage = opened;
        plannedEnd.onRecovered();
        history.onRecovered();
        recoveryCheck.onRecovered(history.isComparable());
        watch.onRecovered();
        logWitness = new LogWitness(cluster, id, syncCycle, snapshots.store());
        final ObservedLog log = new ObservedLog(storage.log(), logWitness);
        logWitness.recover(log);
        repair.onRecovered(storage.termStateStore().fencedTerm());
        if (history.isDamaged() && !cluster.checker().promises().isKept(id))
        {
            // The format cannot tell damage to the last synced bytes from a torn end: the member must not vote again.
            recoveryCheck.onCut(
                cluster.checker().promises().index(id) - log.lastIndex(), cluster.checker().promises().lastBatch(id),
                history.damageCount(), cluster.swarm().syncMode() == SyncMode.ASYNC);
            lose();
            return;
        }
        cluster.checker().onStarted(id, storage.termStateStore().term(), storage.termStateStore().votedFor());
        world.trace(TraceKind.STARTED, id, log.lastIndex(), storage.termStateStore().term(),
            storage.termStateStore().votedFor(), 0);
        startAgent(log);
    }

    /** What is on the disk is recovered once more, looked at, and left alone. */
    void recoverForGood()
    {
        life++;
        state = MemberState.RECOVERING;
        storage = wiring.open(disk, random);
        logWitness = new LogWitness(cluster, id, syncCycle, snapshots.store());
        logWitness.recover(new ObservedLog(storage.log(), logWitness));
        cluster.checker().elections().onStarted(
            id, storage.termStateStore().term(), storage.termStateStore().votedFor());
        lose();
    }

    private void startAgent(final ObservedLog log)
    {
        haltReason = null;
        counterMarks.onStarted();
        counters = new ConsensusCounters(ConsensusCounters.standalone(), id);
        stateMachine = cluster.newStateMachine(id);
        final ConsensusAgent.Context context = wiring.consensus()
            .log(log)
            .termStateStore(storage.termStateStore())
            .stateMachine(stateMachine)
            .counters(counters)
            .listener(this);
        snapshots.begin(log, context, counters);
        agent = new ConsensusAgent(context);
        agent.onStart();
        state = MemberState.UP;
        consensusCycle.on();
        consensusCycle.wake(world.nowNs() + 1);
        syncCycle.begin(storage.syncAgent());
    }

    @Override
    public void onSnapshotInstalled(final long index)
    {
        stateMachine = snapshots.succeed(index);
    }

    /** It has lost what no other member can give back. */
    void onCorrupt(final CorruptStorageException reason)
    {
        history.checkExcused(reason);
        refuse();
    }

    private void refuse()
    {
        cluster.marks().hit(Mark.CORRUPTION_REFUSED);
        lose();
    }

    /** The member is gone for good. */
    void lose()
    {
        kill();
        state = MemberState.LOST;
        restartTimer.cancel();
    }

    /** The process is gone, at once. */
    void kill()
    {
        if (state == MemberState.LOST || state == MemberState.DOWN)
        {
            return;
        }
        if (syncCycle.isInside())
        {
            cluster.marks().hit(Mark.KILLED_IN_SYNC);
        }
        world.trace(TraceKind.KILLED, id, 0, 0);
        disk.kill();
        end();
    }

    void losePower()
    {
        if (state == MemberState.LOST)
        {
            return;
        }
        world.trace(TraceKind.POWER_LOST, id, 0, 0);
        disk.powerLoss();
        snapshots.store().losePower();
        history.onPowerLost();
        recoveryCheck.onPowerLost(history.isTorn());
        end();
    }

    /** The process ends as it should: it makes durable what it has, and may die or fail at that. */
    void stop()
    {
        if (!isUp() || consensusCycle.isInside() || syncCycle.isInside())
        {
            return;
        }
        world.trace(TraceKind.STOPPED, id, 0, 0);
        consensusCycle.enter();
        syncCycle.enter();
        try
        {
            agent.onClose();
            storage.syncAgent().onClose();
            storage.close();
        }
        catch (final ProcessGone ex)
        {
            return;
        }
        catch (final StorageException ex)
        {
            counterMarks.onForces();
        }
        disk.kill();
        end();
    }

    private void end()
    {
        state = MemberState.DOWN;
        agent = null;
        storage = null;
        consensusCycle.off();
        syncCycle.end();
        snapshots.end();
        repair.end();
        plannedEnd.onEnd();
        cluster.network().onProcessEnd(id);
        cluster.onMemberDown();
    }

    /** Begin a process later, unless that is to happen anyway. */
    void restartAt(final long atNs)
    {
        if (state == MemberState.DOWN)
        {
            restartTimer.at(atNs);
        }
    }

    /** All faults of this machine are over; its process runs, or will. */
    void heal()
    {
        disk.heal();
        diskDelay.heal();
        pausedUntilNs = 0;
        plannedEnd.cancel();
        restartAt(world.nowNs());
        consensusCycle.wake(world.nowNs());
        syncCycle.wake(world.nowNs());
        repair.wake(world.nowNs());
    }

    void pause(final long untilNs)
    {
        pausedUntilNs = Math.max(pausedUntilNs, untilNs);
    }

    void beforeSend()
    {
        if (plannedEnd.isNowInSend())
        {
            kill();
            throw new ProcessGone(disk.location());
        }
    }

    void onArrival()
    {
        consensusCycle.wake(world.nowNs() + cluster.busyDelayNs());
        repair.wake(world.nowNs() + cluster.busyDelayNs());
    }

    /** A message of a leader is about to be handled. */
    void onLeaderMessageDelivered(final long term)
    {
        if (!isUp())
        {
            return;
        }
        logWitness.onLeaderMessage(term);
        if (term < counters.term())
        {
            cluster.marks().hit(Mark.STALE_MESSAGE_DELIVERED);
        }
    }

    private void cycle()
    {
        if (world.nowNs() < pausedUntilNs)
        {
            consensusCycle.wake(pausedUntilNs);
            return;
        }
        final long cycleNs = world.nowNs();
        final int thisLife = life;
        int workCount = 0;
        boolean isHalted = false;
        consensusCycle.enter();
        try
        {
            workCount = agent.doWork();
        }
        catch (final AgentTerminationException ex)
        {
            isHalted = true;
        }
        cluster.violations().check();
        if (life == thisLife && isUp())
        {
            consensusCycle.leave();
            if (isHalted)
            {
                onHalted();
            }
            else
            {
                afterCycle(workCount, cycleNs);
            }
        }
    }

    private void afterCycle(final int workCount, final long cycleNs)
    {
        counterMarks.onForces();
        counterMarks.onCycle(counters);
        cluster.onShown(this, counters, cycleNs);
        cluster.violations().check();
        consensusCycle.wake(world.nowNs() + (workCount > 0 ? cluster.busyDelayNs() : cluster.idleDelayNs()));
    }

    /** The sync agent has worked, or found nothing to do. */
    void onSyncCycle(final int workCount)
    {
        counterMarks.onForces();
        if (workCount > 0)
        {
            files.onSynced();
            cluster.violations().check();
            onArrival();
        }
    }

    private void awaitDisk(final SimDisk.Operation operation, final String name, final long bytes)
    {
        world.trace(TraceKind.of(operation), id, bytes, 0);
        RecoveryWatch.onOperation(cluster.marks(), operation, name, state);
        final int thisLife = life;
        world.runUntil(world.nowNs() + diskDelay.delayNs(operation, bytes));
        if (life == thisLife && plannedEnd.isNowInWait(operation))
        {
            plannedEnd.carryOut(this::losePower, this::kill);
        }
        if (life != thisLife || !(isUp() || state == MemberState.RECOVERING))
        {
            throw new ProcessGone(disk.location());
        }
    }

    @Override
    public void onHalt(final Throwable reason)
    {
        haltReason = reason;
    }

    /** The member has stopped itself: only what was done to its disk is a reason. */
    private void onHalted()
    {
        world.trace(TraceKind.HALTED, id, 0, 0);
        counterMarks.onForces();
        cluster.violations().check();
        final boolean isExcused = cluster.isExcused(id, haltReason) || history.isDamaged();
        if (!isExcused)
        {
            throw cluster.fail("member=" + id + " halted: " + haltReason, haltReason);
        }
        kill();
        restartAt(world.nowNs() + RETRY_NS);
    }
}
