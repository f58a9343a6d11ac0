package io.balsa.node;

import io.balsa.consensus.agent.ConsensusAgent;
import io.balsa.consensus.agent.ConsensusCounters;
import io.balsa.consensus.agent.ConsensusListener;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.port.CounterSource;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.snapshot.SnapshotCounters;
import io.balsa.consensus.transfer.TransferCounters;
import io.balsa.log.mmap.DamagedLogException;
import io.balsa.log.mmap.MemberStorage;
import io.balsa.log.repair.RepairListener;
import io.balsa.transport.aeron.AeronTransport;
import io.balsa.transport.media.JvmFlags;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * One member of a cluster, every part wired: its directory, its links, its state machine, its threads.
 * <p>
 * A member that finds its log damaged fetches what it lost from the others before it takes part in anything, unless
 * {@link NodeOption#LOG_REPAIR} says otherwise.
 * <p>
 * Threads: one for the duty cycle, unless {@link Context#useAgentInvoker(boolean)} leaves it to the caller, one for
 * the syncs of the log, and one for snapshots. The methods of this class may be called from any thread, except that
 * {@link #invoker()} belongs to one.
 */
public final class ClusterNode implements AutoCloseable
{
    private final NodeConfiguration configuration;
    private final LeadershipEvents events;
    private final ConsensusCounters counters;
    private final SnapshotCounters snapshotCounters;
    private final TransferCounters transferCounters;
    private final IdleStrategy idleStrategy;
    private final IdleStrategy syncIdleStrategy;
    private final AgentInvoker invoker;
    private AeronTransport transport;
    private LatencyFile latencyFile;
    private volatile MemberStorage storage;
    private AgentRunner syncRunner;
    private NodeSnapshots snapshots;
    private AgentRunner consensusRunner;

    private ClusterNode(final Context ctx)
    {
        configuration = ctx.configuration;
        idleStrategy = configuration.idleStrategy().newStrategy();
        syncIdleStrategy = configuration.idleStrategy().newSyncStrategy();
        events = new LeadershipEvents(ctx.listener);
        try
        {
            storage = openStorage();
            transport = AeronTransport.launch(NodeWiring.transport(configuration, ctx.errorHandler));
            final CounterSource counterSource = NodeWiring.counters(transport.sharedCounters());
            counters = new ConsensusCounters(counterSource, configuration.memberId());
            snapshotCounters = new SnapshotCounters(counterSource, configuration.memberId());
            transferCounters = new TransferCounters(counterSource, configuration.memberId());
            latencyFile = new LatencyFile(configuration);
            transport.sharedCounters().addRequest(MemberCounter.SNAPSHOT_REQUEST_TYPE_ID,
                MemberCounter.snapshotRequestLabel(configuration), snapshotCounters::request);
            final Agent agent = storage != null ? newMember(ctx, storage) : new RepairingMember(
                configuration, transport, ctx.repairListener, events, this::storageContext,
                (repaired) -> newMember(ctx, repaired));
            final ErrorHandler errorHandler = (error) -> onAgentError(ctx.errorHandler, error);
            invoker = ctx.isInvoker ? new AgentInvoker(errorHandler, null, agent) : null;
            if (invoker != null)
            {
                invoker.start();
            }
            else
            {
                consensusRunner = new AgentRunner(idleStrategy, errorHandler, null, agent);
                AgentRunner.startOnThread(consensusRunner);
            }
        }
        catch (final RuntimeException ex)
        {
            closeParts(null);
            throw ex;
        }
    }

    /**
     * Start a member.
     *
     * @param ctx what it is made of.
     * @return the member, running; it need not know a leader yet.
     * @throws ConfigurationException   when the configuration cannot be.
     * @throws IllegalArgumentException when a part refuses its configuration.
     * @throws RuntimeException         when the directory is another's, damaged or in use, or a port is taken: the
     *                                  message says which, and what to do.
     */
    public static ClusterNode launch(final Context ctx)
    {
        JvmFlags.check();
        Objects.requireNonNull(ctx.configuration, "configuration is missing");
        return new ClusterNode(ctx);
    }

    /**
     * What the member is set up as.
     *
     * @return the configuration.
     */
    public NodeConfiguration configuration()
    {
        return configuration;
    }

    /**
     * State of the member in numbers. Other processes find a copy among the counters of the media driver.
     *
     * @return counters that any thread may read.
     */
    public ConsensusCounters counters()
    {
        return counters;
    }

    /**
     * How the snapshots of the member stand. Other processes find a copy among the counters of the media driver.
     *
     * @return counters that any thread may read.
     */
    public SnapshotCounters snapshotCounters()
    {
        return snapshotCounters;
    }

    /**
     * What was given to other members and fetched from them.
     *
     * @return counters, closed with this.
     */
    public TransferCounters transferCounters()
    {
        return transferCounters;
    }

    /** Ask for a snapshot. Another thread takes it; {@link #snapshotCounters()} tell when, and whether it fails. */
    public void requestSnapshot()
    {
        snapshotCounters.request();
    }

    /**
     * How often the member has forced a file, for measurements: commits a force are what group commit gains.
     *
     * @return number since the start; 0 while the log is under repair.
     */
    public long forceCount()
    {
        final MemberStorage opened = storage;
        return opened == null ? 0 : opened.forceCount();
    }

    /**
     * Who leads, as this member sees it.
     *
     * @return the newest state.
     */
    public Leadership leadership()
    {
        return events.leadership();
    }

    /**
     * Wait until this member takes part in its cluster: one whose log is repaired first does not until that is done.
     *
     * @return false when it has stopped before.
     * @throws InterruptedException when the waiting thread is interrupted.
     */
    public boolean awaitStart() throws InterruptedException
    {
        return events.await(events::isStarted, Long.MAX_VALUE / 2);
    }

    /**
     * Wait until this member knows a leader.
     *
     * @param timeoutNs longest wait in ns.
     * @return false when the time is over or the member has stopped.
     * @throws InterruptedException when the waiting thread is interrupted.
     */
    public boolean awaitLeader(final long timeoutNs) throws InterruptedException
    {
        return events.await(() -> events.leadership().hasLeader(), timeoutNs);
    }

    /**
     * Wait until this member has stopped: closed, or halted because it can no longer be trusted.
     *
     * @return why it has halted, or null when it was closed.
     * @throws InterruptedException when the waiting thread is interrupted.
     */
    public Throwable awaitStop() throws InterruptedException
    {
        events.await(events::isStopped, Long.MAX_VALUE / 2);
        return events.haltReason();
    }

    /**
     * The duty cycle, to be called again and again by one thread. It must be called several times in a heartbeat
     * interval.
     *
     * @return the invoker.
     * @throws IllegalStateException unless {@link Context#useAgentInvoker(boolean)} was set.
     */
    public AgentInvoker invoker()
    {
        if (invoker == null)
        {
            throw new IllegalStateException("the duty cycle runs on its own thread: set useAgentInvoker(true)");
        }
        return invoker;
    }

    /** Stop the member and release all that it holds. What it had acknowledged is durable already. */
    @Override
    public void close()
    {
        closeParts(invoker);
        events.onStopped();
    }

    /** Where the log was damaged at the start, it is the duty cycle that opens the storage and starts its agent. */
    private void closeParts(final AgentInvoker dutyCycle)
    {
        try
        {
            CloseHelper.closeAll(dutyCycle, consensusRunner);
        }
        finally
        {
            CloseHelper.closeAll(
                snapshots, syncRunner, latencyFile, transport, storage, counters, snapshotCounters,
                transferCounters);
        }
    }

    /** Returns null when the log is to be repaired first. */
    private MemberStorage openStorage()
    {
        try
        {
            return MemberStorage.open(storageContext());
        }
        catch (final DamagedLogException ex)
        {
            if (configuration.logRepair() == LogRepairMode.REFUSE)
            {
                throw ex;
            }
            return null;
        }
    }

    private MemberStorage.Context storageContext()
    {
        return NodeWiring.storage(configuration)
            .wakeUps(IdleMode.wakeUp(syncIdleStrategy), IdleMode.wakeUp(idleStrategy));
    }

    private Agent newMember(final Context ctx, final MemberStorage opened)
    {
        storage = opened;
        final StateMachine service = newService(ctx);
        if (NodeSnapshots.areTaken(configuration, service, ctx.stateMachine == null, storage.log()))
        {
            snapshots = new NodeSnapshots(
                configuration, snapshotCounters, transferCounters, storage.log(), () -> newService(ctx),
                ctx.errorHandler);
        }
        final ConsensusAgent agent = newAgent(service);
        syncRunner = new AgentRunner(
            syncIdleStrategy,
            (error) -> onAgentError(ctx.errorHandler, error),
            null,
            storage.syncAgent());
        AgentRunner.startOnThread(syncRunner);
        if (snapshots != null)
        {
            snapshots.start(storage, transport.peers().chunkLengthMax());
        }
        events.onStarted();
        return agent;
    }

    private StateMachine newService(final Context ctx)
    {
        if (ctx.stateMachine != null)
        {
            return ctx.stateMachine;
        }
        return ctx.stateMachines == null ? configuration.newStateMachine() : ctx.stateMachines.get();
    }

    private ConsensusAgent newAgent(final StateMachine stateMachine)
    {
        final RaftConfig config = NodeWiring.rules(
            configuration, transport.peers().framesLengthMax(), new SecureRandom().nextLong());
        final ConsensusAgent.Context agentContext = new ConsensusAgent.Context()
            .clusterId(configuration.clusterId())
            .config(config)
            .log(storage.log())
            .termStateStore(storage.termStateStore())
            .peerTransport(transport.peers())
            .clientTransport(transport.clients())
            .stateMachine(stateMachine)
            .sessions(configuration.sessionMax(), configuration.sessionWindow())
            .resultLengthMax(configuration.commandLengthMax())
            .counters(counters)
            .stageLatencies(latencyFile.latencies())
            .listener(events);
        if (snapshots != null)
        {
            agentContext
                .restored(snapshots.restored())
                .checkpoints(snapshots.checkpoints())
                .snapshots(snapshotCounters, configuration.logRetention())
                .transfer(snapshots.link(), snapshots.install())
                .capture(snapshots.capture());
        }
        return new ConsensusAgent(agentContext);
    }

    /** The end of an agent was told by {@link ConsensusListener#onHalt} already. */
    private static void onAgentError(final ErrorHandler errorHandler, final Throwable error)
    {
        if (!(error instanceof AgentTerminationException))
        {
            errorHandler.onError(error);
        }
    }

    /**
     * What a member is made of. Setters return this.
     */
    public static final class Context
    {
        private NodeConfiguration configuration;
        private StateMachine stateMachine;
        private Supplier<StateMachine> stateMachines;
        private ConsensusListener listener = ConsensusListener.NONE;
        private RepairListener repairListener = RepairListener.NONE;
        private ErrorHandler errorHandler = (error) -> System.err.println("balsa: " + error);
        private boolean isInvoker;

        /** Start with the defaults. */
        public Context()
        {
        }

        /**
         * Set the configuration.
         *
         * @param value of the member; must be set.
         * @return this.
         */
        public Context configuration(final NodeConfiguration value)
        {
            configuration = value;
            return this;
        }

        /**
         * Set what makes the replicated service. The member makes two: one that serves, and one on a thread of its own
         * that snapshots are taken of, unless {@link SnapshotMode#INLINE} is configured.
         *
         * @param value gives a new one, in its initial state, for each call; where none is set the configuration names
         *              one.
         * @return this.
         */
        public Context stateMachines(final Supplier<StateMachine> value)
        {
            stateMachines = value;
            return this;
        }

        /**
         * Set the replicated service as the only instance: then no snapshots are taken, and the log is never shortened.
         *
         * @param value in its initial state; wins over {@link #stateMachines}.
         * @return this.
         */
        public Context stateMachine(final StateMachine value)
        {
            stateMachine = value;
            return this;
        }

        /**
         * Set who learns what becomes of the member.
         *
         * @param value called on the thread of the duty cycle; must return at once.
         * @return this.
         */
        public Context listener(final ConsensusListener value)
        {
            listener = value;
            return this;
        }

        /**
         * Set who learns how the repair of a log goes on that was found damaged at the start.
         *
         * @param value called on the thread of the duty cycle, and of its beginning on that of the launch; must return
         *              at once.
         * @return this.
         */
        public Context repairListener(final RepairListener value)
        {
            repairListener = value;
            return this;
        }

        /**
         * Set who is told of errors that do not stop the member, such as those of the network.
         *
         * @param value called on the member's threads; prints to the standard error stream where none is set.
         * @return this.
         */
        public Context errorHandler(final ErrorHandler value)
        {
            errorHandler = value;
            return this;
        }

        /**
         * Leave the duty cycle to the caller, who then calls {@link ClusterNode#invoker()} from a cycle of its own.
         *
         * @param value true to do so.
         * @return this.
         */
        public Context useAgentInvoker(final boolean value)
        {
            isInvoker = value;
            return this;
        }
    }
}
