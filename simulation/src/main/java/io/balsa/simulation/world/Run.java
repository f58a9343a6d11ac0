package io.balsa.simulation.world;

import io.balsa.consensus.port.StateMachine;
import io.balsa.simulation.Workload;
import io.balsa.simulation.check.Liveness;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.MemberViews;
import io.balsa.simulation.network.LinkModel;
import io.balsa.simulation.network.LinkSettings;
import io.balsa.simulation.network.NetworkSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * One run of one seed. First everything fails that may fail and nothing wrong may happen; then a part of the cluster
 * that is enough is healed, the rest stays as bad as it is, and it must come to one state and stay there. Clusters that
 * never wait for their disks may end with a loss of power instead.
 */
public final class Run
{
    private static final long STEP_NS = 20_000_000L;
    private static final long CONVERGE_MAX_NS = 60_000_000_000L;
    /** Longer than a log waits until it tries a disk again that was full. */
    private static final int SETTLED_STEPS = 60;
    private static final long QUIET_NS = 3_000_000_000L;
    private static final long QUIET_LONG_NS = 60_000_000_000L;
    private static final int QUIET_LONG_ONE_IN = 50;
    private static final double SNAPSHOT_LOSS_RATE_MAX = 0.3;

    private final RunSettings settings;
    private final Workload workload;
    private final Swarm swarm;
    private final List<Fault> faults;
    private final SplittableRandom random;
    private final SimCluster cluster;
    private final boolean[] isCore;
    /** Those of the core that have something to mend: their disks were damaged, or they are fenced. */
    private final boolean[] isConvalescent;
    private boolean isLive;

    /**
     * Prepare a run.
     *
     * @param settings      of the run.
     * @param stateMachines makes a new state machine for each process.
     * @param workload      of the clients.
     */
    public Run(final RunSettings settings, final Supplier<StateMachine> stateMachines, final Workload workload)
    {
        this.settings = settings;
        this.workload = workload;
        final SplittableRandom root = new SplittableRandom(settings.seed());
        final SplittableRandom swarmRandom = root.split();
        final SplittableRandom planRandom = root.split();
        final SplittableRandom clusterRandom = root.split();
        random = root.split();
        swarm = new Swarm(
            swarmRandom, settings.membersMin(), settings.membersMax(), settings.isNetworkCalm());
        faults = new ArrayList<>(new FaultPlan(planRandom, swarm).faults());
        faults.removeIf((fault) -> settings.isDropped(fault));
        cluster = new SimCluster(clusterRandom, swarm, stateMachines, workload);
        isCore = new boolean[swarm.memberCount()];
        isConvalescent = new boolean[swarm.memberCount()];
    }

    /**
     * Run to the end.
     *
     * @return what came of it.
     */
    public RunResult execute()
    {
        Throwable failure = null;
        try
        {
            beSafe();
            if (swarm.isAllPowerLost())
            {
                new PowerLossOfAll(cluster, random).run();
            }
            else
            {
                beLive();
                cluster.history().checkAllAnswered();
                workload.onEnd();
                beQuiet();
            }
            cluster.violations().check();
        }
        catch (final RuntimeException | AssertionError ex)
        {
            failure = cluster.violations().first() == null ? ex : cluster.violations().first();
        }
        return new RunResult(settings, faults, cluster.marks(), cluster.world().trace(), cluster.world().nowNs(),
            swarm.memberCount() + swarm.clientCount(), failure);
    }

    /**
     * What is to befall the cluster.
     *
     * @return faults in order of time.
     */
    public List<Fault> faults()
    {
        return faults;
    }

    private void beSafe()
    {
        final Nemesis nemesis = new Nemesis(cluster);
        faults.forEach(nemesis::schedule);
        cluster.start();
        cluster.world().runUntil(swarm.safetyNs());
        nemesis.stop();
        cluster.violations().check();
    }

    /** A quorum is healed; whoever is not in it is down or cut off for good. */
    private void beLive()
    {
        cluster.world().trace(TraceKind.PHASE, -1, 1, 0);
        chooseCore();
        heal();
        cluster.world().runUntil(cluster.world().nowNs() + STEP_NS);
        cluster.stopOffering();
        if (isLive)
        {
            await();
        }
        else
        {
            cluster.world().runUntil(cluster.world().nowNs() + 2 * SimCluster.COMMAND_TIMEOUT_NS);
        }
    }

    private void await()
    {
        final MemberViews views = new MemberViews(swarm.memberCount());
        final long endNs = cluster.world().nowNs() + CONVERGE_MAX_NS;
        String reason = "";
        int settledSteps = 0;
        long settledIndex = 0;
        while (settledSteps < SETTLED_STEPS)
        {
            if (cluster.world().nowNs() >= endNs)
            {
                throw cluster.fail("I28: not converged " + CONVERGE_MAX_NS / 1_000_000_000L + " s after all was " +
                    "healed: " + reason);
            }
            cluster.world().runUntil(cluster.world().nowNs() + STEP_NS);
            cluster.violations().check();
            dropLost();
            reason = whyNotConverged(views);
            final long committedIndex = cluster.checker().commits().committedIndex();
            settledSteps = reason == null && settledIndex == committedIndex ? settledSteps + 1 : 0;
            settledIndex = committedIndex;
        }
        for (int member = 0; member < isCore.length; member++)
        {
            if (isCore[member] && isConvalescent[member])
            {
                cluster.marks().hit(Mark.MENDED_AFTER_FAULTS);
            }
        }
    }

    private String whyNotConverged(final MemberViews views)
    {
        for (final SimMember member : cluster.members())
        {
            if (isCore[member.id()] && !member.isUp())
            {
                return "member=" + member.id() + " is " + member.state();
            }
            if (isCore[member.id()] && member.isFenced())
            {
                return "member=" + member.id() + " is fenced";
            }
        }
        if (cluster.history().unansweredCount() > 0)
        {
            return cluster.history().unansweredCount() + " commands are not answered";
        }
        for (final SimClient client : cluster.clients())
        {
            if (!client.isConnected() && !cluster.isSessionTableFull())
            {
                return "client=" + client.node() + " is not connected";
            }
        }
        cluster.show(views, isCore);
        return Liveness.whyNotConverged(views, cluster.checker().commits().committedIndex());
    }

    /** As many as make a quorum at least, and in addition those that are to be made whole by them. */
    private void chooseCore()
    {
        int size = 0;
        for (final SimMember member : cluster.members())
        {
            isCore[member.id()] = member.state() != MemberState.LOST && !member.isConvalescent();
            size += isCore[member.id()] ? 1 : 0;
        }
        isLive = size >= cluster.quorumSize();
        final int sizeMin = Math.min(size, cluster.quorumSize());
        int excess = random.nextInt(size - sizeMin + 1);
        while (excess > 0)
        {
            final int candidate = random.nextInt(isCore.length);
            if (isCore[candidate])
            {
                isCore[candidate] = false;
                excess--;
            }
        }
        for (final SimMember member : cluster.members())
        {
            isConvalescent[member.id()] = member.state() != MemberState.LOST && member.isConvalescent();
            isCore[member.id()] |= isConvalescent[member.id()];
        }
    }

    /** A member of which nothing can be saved finds out when it starts. */
    private void dropLost()
    {
        for (final SimMember member : cluster.members())
        {
            if (isConvalescent[member.id()] && member.state() == MemberState.LOST)
            {
                isCore[member.id()] = false;
            }
        }
    }

    private void heal()
    {
        final NetworkSettings calm = NetworkSettings.calm();
        cluster.network().heal();
        // Whatever becomes of their bytes, snapshots come through in the end.
        final LinkSettings snapshots = new LinkSettings()
            .model(LinkModel.ORDERED).lossRate(random.nextBoolean() ? 0 : SNAPSHOT_LOSS_RATE_MAX * random.nextDouble());
        cluster.network().settings(new NetworkSettings(
            calm.members(), snapshots, calm.clients(), cluster.network().settings().framesLengthMax()));
        for (final SimMember member : cluster.members())
        {
            if (isCore[member.id()])
            {
                member.heal();
            }
            else
            {
                exclude(member);
            }
        }
        for (final SimClient client : cluster.clients())
        {
            client.start();
        }
    }

    private void exclude(final SimMember member)
    {
        member.lose();
    }

    private void beQuiet()
    {
        if (!isLive)
        {
            return;
        }
        cluster.world().trace(TraceKind.PHASE, -1, 2, 0);
        final long durationNs = random.nextInt(QUIET_LONG_ONE_IN) == 0 ? QUIET_LONG_NS : QUIET_NS;
        final MemberViews before = new MemberViews(swarm.memberCount());
        final MemberViews after = new MemberViews(swarm.memberCount());
        cluster.show(before, isCore);
        final long sentCount = cluster.network().sentCount();
        cluster.world().runUntil(cluster.world().nowNs() + durationNs);
        cluster.show(after, isCore);
        final String reason = Liveness.whyNotQuiet(
            before, after, cluster.network().sentCount() - sentCount, messagesPerSecondMax(), durationNs);
        if (reason != null)
        {
            throw cluster.fail("I28, I29: not quiet: " + reason);
        }
        for (final SimMember member : cluster.members())
        {
            if (isCore[member.id()] && !swarm.isInMemory())
            {
                member.files().onQuiet();
            }
        }
    }

    /** A heartbeat and its answer for each peer, client pings and their answers, and as much again. */
    private long messagesPerSecondMax()
    {
        final long heartbeatsPerSecond = 1_000_000_000L / swarm.rules(0, 0).heartbeatIntervalNs() + 1;
        return 4 * heartbeatsPerSecond * swarm.memberCount() + 200L * swarm.clientCount();
    }
}
