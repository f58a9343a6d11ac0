package io.balsa.simulation.world;

import io.balsa.consensus.agent.ConsensusAgent;
import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotId;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.snapshot.SnapshotAgent;
import io.balsa.consensus.snapshot.SnapshotContext;
import io.balsa.consensus.snapshot.SnapshotCounters;
import io.balsa.consensus.snapshot.SnapshotInstall;
import io.balsa.consensus.snapshot.SnapshotRestore;
import io.balsa.consensus.state.ApplyListener;
import io.balsa.consensus.state.CheckpointDigests;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.consensus.transfer.SnapshotTransferAgent;
import io.balsa.consensus.transfer.TransferContext;
import io.balsa.consensus.transfer.TransferCounters;
import io.balsa.consensus.transfer.TransferLink;
import io.balsa.consensus.transfer.TransferListener;
import io.balsa.log.mmap.CorruptStorageException;
import io.balsa.log.mmap.StorageException;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.disk.ProcessGone;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * The snapshots of a member: its store, which stays, and the duty cycle of the agent that takes them, which comes and
 * goes with the process, as a thread of its own as far as it knows.
 */
final class SimSnapshots implements TransferListener
{
    private static final int LINK_LENGTH = 32 * 1024;

    private static final int IDLE_FACTOR = 4;

    private final SimMember member;
    private final SimCluster cluster;
    private final MemberWiring wiring;
    private final SplittableRandom random;
    private final LongSupplier blockedUntilNs;
    private final SimSnapshotStore store;
    private final DutyCycle dutyCycle;
    private SnapshotAgent agent;
    private SnapshotTransferAgent transfer;
    private SnapshotInstall install;
    private ObservedStateMachine successor;
    private SnapshotCounters counters;
    private boolean isReadySeen;

    SimSnapshots(
        final SimMember member,
        final SimCluster cluster,
        final MemberWiring wiring,
        final SplittableRandom random,
        final SimSnapshotStore.Device device,
        final LongSupplier blockedUntilNs)
    {
        this.member = member;
        this.cluster = cluster;
        this.wiring = wiring;
        this.random = random;
        this.blockedUntilNs = blockedUntilNs;
        store = new SimSnapshotStore(random.split(), device,
            (index, hash) -> cluster.checker().snapshots().onPublished(member.id(), index, hash),
            cluster.swarm().snapshots());
        dutyCycle = new DutyCycle(cluster.world(), this::cycle);
    }

    SimSnapshotStore store()
    {
        return store;
    }

    /** Find what the member starts from, and begin to take more. */
    void begin(final RaftLog log, final ConsensusAgent.Context context, final ConsensusCounters memberCounters)
    {
        final CheckpointDigests checkpoints = new CheckpointDigests(cluster.swarm().digestInterval());
        context.checkpoints(checkpoints);
        if (!cluster.hasSnapshots())
        {
            return;
        }
        store.begin();
        if (random.nextDouble() < cluster.swarm().snapshots().damageRate() && store.damageNewest(log.firstIndex()))
        {
            cluster.marks().hit(Mark.SNAPSHOT_DAMAGED);
        }
        final SnapshotReader restored = open(log);
        if (restored != null)
        {
            cluster.marks().hit(Mark.RESTORED_FROM_SNAPSHOT);
        }
        counters = new SnapshotCounters(ConsensusCounters.standalone(), member.id());
        context.restored(restored).snapshots(counters, cluster.swarm().snapshots().retention(member.id()));
        beginTransfer(context);
        agent = new SnapshotAgent(new SnapshotContext()
            .memberId(member.id())
            .store(store)
            .log(new SimCommittedLog(log,
                () -> Math.min(memberCounters.commitIndex(), memberCounters.syncedIndex())))
            .stateMachines(() -> cluster.newShadow(member.id()))
            .restored(restored)
            .checkpoints(checkpoints)
            .counters(counters)
            .triggers(cluster.swarm().snapshots().triggers())
            .memberIds(cluster.memberIds())
            .limits(cluster.swarm().sessionsMax(), cluster.swarm().sessionWindow(), SimCluster.RESULT_LENGTH_MAX)
            .clocks(wiring::monotonicNs, () -> member.clock().epochNs(cluster.world().nowNs()))
            .onFailure(this::onFailure));
        dutyCycle.on();
        dutyCycle.wake(cluster.world().nowNs() + 1);
    }

    private void beginTransfer(final ConsensusAgent.Context context)
    {
        final TransferLink link = new TransferLink(LINK_LENGTH);
        install = new SnapshotInstall(store, this::newSuccessor);
        context.transfer(link, install);
        transfer = new SnapshotTransferAgent(new TransferContext()
            .exchange(new SimSnapshotExchange(store))
            .installer(install)
            .link(link)
            .counters(new TransferCounters(ConsensusCounters.standalone(), member.id()))
            .listener(this)
            .clock(wiring::monotonicNs)
            .peerIds(cluster.peersOf(member.id()))
            .chunkLengthMax(cluster.swarm().snapshots().chunkLengthMax())
            .rateBytesMax(cluster.swarm().snapshots().rateBytesMax())
            .requestTimeoutNs(cluster.swarm().snapshots().requestTimeoutNs()));
    }

    private ReplicatedState newSuccessor()
    {
        successor = cluster.newSuccessor(member.id());
        return new ReplicatedState(
            successor,
            new SessionTable(cluster.swarm().sessionsMax(), cluster.swarm().sessionWindow()),
            SimCluster.RESULT_LENGTH_MAX,
            ApplyListener.NONE);
    }

    /** What was made ready has taken the place of the member's state machine. */
    ObservedStateMachine succeed(final long index)
    {
        cluster.marks().hit(Mark.SNAPSHOT_INSTALLED);
        cluster.world().trace(TraceKind.INSTALLED, member.id(), index, 0);
        successor.succeed(index);
        return successor;
    }

    @Override
    public void onFetch(final SnapshotId id, final long position, final long length)
    {
        if (position > 0)
        {
            cluster.marks().hit(Mark.SNAPSHOT_FETCH_RESUMED);
        }
    }

    @Override
    public void onFailed(final String reason)
    {
        cluster.marks().hit(Mark.SNAPSHOT_TRANSFER_FAILED);
    }

    /** A log that was damaged may have been cut before what is in the snapshot: then the member is lost. */
    private SnapshotReader open(final RaftLog log)
    {
        try
        {
            return SnapshotRestore.open(store, log, (reason) ->
            {
                throw cluster.fail("member=" + member.id() + " cannot read its snapshots", reason);
            });
        }
        catch (final IllegalStateException ex)
        {
            if (!member.history().isDamaged())
            {
                throw cluster.violations().raise(
                    Invariant.SNAPSHOT_BOUND, "member=" + member.id() + " refuses to start: " + ex.getMessage());
            }
            throw new CorruptStorageException(ex.getMessage());
        }
    }

    void end()
    {
        agent = null;
        transfer = null;
        successor = null;
        isReadySeen = false;
        dutyCycle.off();
    }

    private void cycle()
    {
        if (cluster.world().nowNs() < blockedUntilNs.getAsLong())
        {
            dutyCycle.wake(blockedUntilNs.getAsLong());
            return;
        }
        final SnapshotAgent thisAgent = agent;
        dutyCycle.enter();
        int workCount = agent.doWork();
        cluster.violations().check();
        if (agent == thisAgent)
        {
            workCount += transferUnlessGone();
            cluster.violations().check();
            noticeOvertaken();
        }
        if (agent == thisAgent)
        {
            dutyCycle.leave();
            final long delayNs = workCount > 0 ? cluster.busyDelayNs() : IDLE_FACTOR * cluster.idleDelayNs();
            dutyCycle.wake(cluster.world().nowNs() + delayNs);
        }
    }

    private void noticeOvertaken()
    {
        if (isReadySeen && !install.isReady() && !successor.hasSucceeded())
        {
            cluster.marks().hit(Mark.SNAPSHOT_OVERTAKEN);
        }
        isReadySeen = install.isReady();
    }

    private int transferUnlessGone()
    {
        try
        {
            return transfer.doWork();
        }
        catch (final ProcessGone ex)
        {
            return 0;
        }
    }

    /** Only the device is a reason, or the end of the process. */
    private void onFailure(final Throwable reason)
    {
        if (!(reason instanceof ProcessGone || reason instanceof StorageException))
        {
            cluster.violations().check();
            throw cluster.fail("member=" + member.id() + " has trouble with its snapshots: " + reason, reason);
        }
        cluster.marks().hit(Mark.SNAPSHOT_FAILED);
    }
}
