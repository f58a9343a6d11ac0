package io.balsa.simulation.world;

import io.balsa.consensus.agent.ConsensusAgent;
import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.core.StateDiverged;
import io.balsa.consensus.port.StateMachine;
import io.balsa.log.mmap.StorageException;
import io.balsa.simulation.Workload;
import io.balsa.simulation.check.ClientHistory;
import io.balsa.simulation.check.DiskStalls;
import io.balsa.simulation.check.DurableView;
import io.balsa.simulation.check.Invariant;
import io.balsa.simulation.check.Mark;
import io.balsa.simulation.check.Marks;
import io.balsa.simulation.check.MemberViews;
import io.balsa.simulation.check.QuorumContacts;
import io.balsa.simulation.check.SafetyChecker;
import io.balsa.simulation.check.Violations;
import io.balsa.simulation.network.NetworkEvent;
import io.balsa.simulation.network.NetworkEvents;
import io.balsa.simulation.network.SimNetwork;
import org.agrona.collections.Long2LongHashMap;

import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Members, clients, network and checkers of one run, wired.
 */
final class SimCluster implements NetworkEvents, DurableView
{
    static final long CLUSTER_ID = 1;
    static final int RESULT_LENGTH_MAX = 1_024;
    static final long COMMAND_TIMEOUT_NS = 1_500_000_000L;

    private static final int SEQUENCE_BITS = 24;
    private static final long MISSING = -1;

    private final World world = new World();
    private final Marks marks = new Marks();
    private final Violations violations = new Violations();
    private final ClientHistory history = new ClientHistory(violations, marks);
    private final Long2LongHashMap commandBySession = new Long2LongHashMap(MISSING);
    private final Long2LongHashMap repliedIndexes = new Long2LongHashMap(MISSING);
    private final Supplier<StateMachine> stateMachines;
    private final Workload workload;
    private final Swarm swarm;
    private final SplittableRandom random;
    private final SafetyChecker checker;
    private final QuorumContacts quorumContacts;
    private final DiskStalls diskStalls;
    private final SimNetwork network;
    private final SimMember[] members;
    private final SimClient[] clients;
    private final int[] memberIds;
    private final boolean hasSnapshots;
    private boolean isOffering = true;
    private boolean isDivergent;
    private int divergingMember = -1;
    private long divergesFromIndex;

    SimCluster(
        final SplittableRandom random,
        final Swarm swarm,
        final Supplier<StateMachine> stateMachines,
        final Workload workload)
    {
        this.swarm = swarm;
        this.stateMachines = stateMachines;
        this.workload = workload;
        this.random = random.split();
        hasSnapshots = !swarm.isInMemory() && hasSnapshots(stateMachines);
        memberIds = new int[swarm.memberCount()];
        for (int id = 0; id < memberIds.length; id++)
        {
            memberIds[id] = id;
        }
        checker = new SafetyChecker(violations, marks, this, memberIds.length, quorumSize(), swarm.limits());
        // Clocks of members are a little slower than true time.
        quorumContacts = new QuorumContacts(
            violations, memberIds.length, quorumSize(), swarm.rules(0, 0).electionTimeoutMaxNs() * 6 / 5);
        // A member looks once in a duty cycle, which may wait for the disk.
        diskStalls = new DiskStalls(violations, memberIds.length,
            swarm.rules(0, 0).diskStallTimeoutNs() * 6 / 5 + swarm.rules(0, 0).electionTimeoutMaxNs());
        network = new SimNetwork(random.split(), swarm.network(), this, new MessageWitness(this),
            memberIds.length + swarm.clientCount());
        members = new SimMember[memberIds.length];
        for (int id = 0; id < members.length; id++)
        {
            final SplittableRandom memberRandom = random.split();
            members[id] = new SimMember(this, id, swarm.rules(id, memberRandom.nextLong()), memberRandom);
        }
        clients = new SimClient[swarm.clientCount()];
        for (int i = 0; i < clients.length; i++)
        {
            clients[i] = new SimClient(this, i, members.length + i, random.split());
        }
    }

    private static boolean hasSnapshots(final Supplier<StateMachine> stateMachines)
    {
        try (StateMachine stateMachine = stateMachines.get())
        {
            return stateMachine.hasSnapshots();
        }
    }

    /** Whether members take snapshots: the state machine can be written, and there are disks. */
    boolean hasSnapshots()
    {
        return hasSnapshots;
    }

    int quorumSize()
    {
        return Math.max(memberIds.length / 2 + 1, swarm.rules(0, 0).quorumFloor());
    }

    void start()
    {
        for (final SimMember member : members)
        {
            member.start();
        }
        for (final SimClient client : clients)
        {
            client.start();
        }
    }

    World world()
    {
        return world;
    }

    Swarm swarm()
    {
        return swarm;
    }

    Marks marks()
    {
        return marks;
    }

    Violations violations()
    {
        return violations;
    }

    SafetyChecker checker()
    {
        return checker;
    }

    QuorumContacts quorumContacts()
    {
        return quorumContacts;
    }

    ClientHistory history()
    {
        return history;
    }

    Workload workload()
    {
        return workload;
    }

    SimNetwork network()
    {
        return network;
    }

    SimMember[] members()
    {
        return members;
    }

    SimMember member(final int id)
    {
        return members[id];
    }

    SimClient[] clients()
    {
        return clients;
    }

    int[] memberIds()
    {
        return memberIds;
    }

    int[] peersOf(final int memberId)
    {
        final int[] peers = new int[memberIds.length - 1];
        for (int i = 0, next = 0; i < memberIds.length; i++)
        {
            if (i != memberId)
            {
                peers[next++] = i;
            }
        }
        return peers;
    }

    int[] clientNodes()
    {
        final int[] nodes = new int[swarm.clientCount()];
        for (int i = 0; i < nodes.length; i++)
        {
            nodes[i] = memberIds.length + i;
        }
        return nodes;
    }

    /** Time to the next duty cycle of a process that has work. */
    long busyDelayNs()
    {
        return 1 + random.nextLong(swarm.cycleBusyMaxNs());
    }

    /** Time to the next duty cycle of a process that has none. */
    long idleDelayNs()
    {
        return 1 + random.nextLong(swarm.cycleIdleMaxNs());
    }

    /** Whether clients may ask for more. */
    boolean isOffering()
    {
        return isOffering;
    }

    void stopOffering()
    {
        isOffering = false;
    }

    StateMachine newStateMachine(final int member)
    {
        final StateMachine observed =
            new ObservedStateMachine(stateMachines.get(), checker, history, violations, world, member, member);
        return member == divergingMember ? new DivergingStateMachine(observed, () -> divergesFromIndex) : observed;
    }

    /** State machines that a member makes from now on give other results from an entry on; -1 for no member. */
    void diverge(final int member, final long fromIndex)
    {
        isDivergent = true;
        divergingMember = member;
        divergesFromIndex = fromIndex;
    }

    /** Whether a member may stop itself: its disk has failed, or it was made to diverge. */
    boolean isExcused(final int member, final Throwable reason)
    {
        return reason instanceof StorageException || (reason instanceof StateDiverged && member == divergingMember);
    }

    /** One that is to take the place of the first when it has the state of another member's snapshot. */
    ObservedStateMachine newSuccessor(final int member)
    {
        final int number = 2 * memberIds.length + member;
        checker.applies().onStarted(number);
        return new ObservedStateMachine(stateMachines.get(), checker, history, violations, world, member, number);
    }

    /** The second instance of a member. */
    StateMachine newShadow(final int member)
    {
        final int number = memberIds.length + member;
        checker.applies().onStarted(number);
        return new ObservedStateMachine(stateMachines.get(), checker, history, violations, world, member, number);
    }

    /** A run has failed for a reason that no checker has found. */
    RunFailure fail(final String reason)
    {
        return new RunFailure(reason, null);
    }

    RunFailure fail(final String reason, final Throwable cause)
    {
        return new RunFailure(reason, cause);
    }

    void onMemberDown()
    {
        for (final SimMember member : members)
        {
            if (member.state() != MemberState.DOWN && member.state() != MemberState.LOST)
            {
                return;
            }
        }
        marks.hit(Mark.ALL_DOWN_AT_ONCE);
    }

    void onShown(final SimMember member, final ConsensusCounters counters, final long cycleNs)
    {
        world.trace(TraceKind.SHOWN, member.id(), counters.role(), counters.term(), counters.commitIndex(),
            counters.appliedIndex());
        checker.onShown(
            member.id(), member.role(), counters.term(), counters.commitIndex(), counters.appliedIndex());
        checker.bounds().onSessionsShown(member.id(), counters.sessionCount(), counters.pendingOpenCount(),
            ConsensusAgent.PENDING_OPENS_MAX);
        if (counters.differenceCount() > 0 && !isDivergent)
        {
            throw violations.raise(Invariant.SNAPSHOT_EQUIVALENCE,
                "member=" + member.id() + " finds the state of another one different, and it is not");
        }
        final boolean isLeader = member.role() == RaftRole.LEADER;
        quorumContacts.onShown(member.id(), counters.term(), isLeader, cycleNs);
        diskStalls.onShown(member.id(), isLeader, counters.syncedIndex(), counters.lastIndex(),
            member.isLogRefusing(), counters.pauseCount(), cycleNs);
    }

    /** Whether clients may have to stay without a session: those that died have left theirs open. */
    boolean isSessionTableFull()
    {
        for (final SimMember member : members)
        {
            if (member.isUp() && member.sessionCount() == swarm.sessionsMax())
            {
                return true;
            }
        }
        return false;
    }

    void show(final MemberViews views, final boolean[] isIncluded)
    {
        views.clear();
        for (final SimMember member : members)
        {
            if (isIncluded[member.id()] && member.isUp())
            {
                member.show(views);
            }
        }
    }

    void onOffered(final long sessionId, final long sequence, final int command)
    {
        commandBySession.put(sessionId << SEQUENCE_BITS | sequence, command);
    }

    void onReplySent(
        final int member, final long sessionId, final long sequence, final long index, final long resultHash)
    {
        final long key = sessionId << SEQUENCE_BITS | sequence;
        history.onReplySent(member, (int)commandBySession.get(key), index, resultHash);
        if (repliedIndexes.put(key, index) != MISSING)
        {
            marks.hit(Mark.REPLY_FROM_CACHE);
        }
    }

    @Override
    public long nowNs()
    {
        return world.nowNs();
    }

    @Override
    public void schedule(final long dueNs, final NetworkEvent event)
    {
        world.schedule(dueNs, event);
    }

    @Override
    public void beforeSend(final int nodeId)
    {
        if (nodeId < members.length)
        {
            members[nodeId].beforeSend();
        }
    }

    @Override
    public void onArrival(final int nodeId)
    {
        if (nodeId < members.length)
        {
            members[nodeId].onArrival();
        }
        else
        {
            clients[nodeId - members.length].onArrival();
        }
    }

    @Override
    public boolean isDurable(final int member, final long index, final long chain)
    {
        // What a member had acknowledged whose log is gone or being repaired was once there: its word is taken.
        final boolean isGone =
            members[member].state() == MemberState.LOST || checker.fences().isRepairing(member);
        return isGone ?
            index <= checker.promises().index(member) :
            checker.promises().isSynced(member, index, chain);
    }

    @Override
    public boolean isCounted(final int member, final long index, final long term)
    {
        return checker.promises().isCounted(member, index, term);
    }

    @Override
    public long storedTerm(final int member)
    {
        return members[member].storedTerm();
    }

    @Override
    public int storedVotedFor(final int member)
    {
        return members[member].storedVotedFor();
    }
}
