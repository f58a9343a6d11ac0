package io.balsa.consensus.agent;

import io.balsa.consensus.core.DigestRules;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.latency.StageLatencies;
import io.balsa.consensus.port.ClientTransport;
import io.balsa.consensus.port.EntryFrame;
import io.balsa.consensus.port.InlineSnapshots;
import io.balsa.consensus.port.PeerHandler;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.consensus.port.RaftLog;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.port.TermStateStore;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.snapshot.LogRetention;
import io.balsa.consensus.snapshot.SnapshotCapture;
import io.balsa.consensus.snapshot.SnapshotCounters;
import io.balsa.consensus.snapshot.SnapshotInstall;
import io.balsa.consensus.state.CheckpointDigests;
import io.balsa.consensus.state.ReplicatedState;
import io.balsa.consensus.transfer.TransferLink;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.util.Objects;

/**
 * A member of the cluster as one duty cycle. Run it on a thread of its own ({@code AgentRunner}), or call it from a
 * cycle of the user's ({@code AgentInvoker}): it does not know which. It never waits.
 * <p>
 * What fails for good (a sync, a broken invariant, an {@link Error} of the state machine) stops the member: the reason
 * goes to {@link ConsensusListener#onHalt} and every further call throws {@link AgentTerminationException}.
 */
public final class ConsensusAgent implements Agent
{
    /** Most messages taken from peers in one duty cycle. */
    public static final int PEER_FRAGMENTS_MAX = 128;

    /** Most requests taken from clients in one duty cycle. */
    public static final int INGRESS_FRAGMENTS_MAX = 128;

    /** Most sessions that may be waiting to be opened. */
    public static final int PENDING_OPENS_MAX = 1024;

    private final Context ctx;
    private final RaftCore core;
    private final RaftLog log;
    private final TermStateStore termStateStore;
    private final PeerTransport peers;
    private final ClientTransport clients;
    private final PeerSender sender;
    private final EntriesServer entriesServer;
    private final ReplicatedState state;
    private final ClientReplies replies;
    private final UnknownSessions unknownSessions;
    private final ClientGateway gateway;
    private final LogApplier applier;
    private final LeadershipWatch leadership;
    private final SnapshotWatch snapshots;
    private final SnapshotRelay relay;
    private final DigestRules digestRules;
    private final DigestExchange digests;
    private final PeerHandler peerHandler;
    private final StageSampler stages;
    private long cycleNs;
    private long requestedIndex;
    private long requestedGeneration = -1;
    private Throwable haltReason;

    /**
     * Create a member.
     *
     * @param ctx concluded here.
     */
    public ConsensusAgent(final Context ctx)
    {
        ctx.conclude();
        this.ctx = ctx;
        this.log = ctx.log;
        this.termStateStore = ctx.termStateStore;
        this.peers = ctx.peerTransport;
        this.clients = ctx.clientTransport;
        cycleNs = ctx.nanoClock.nanoTime();
        core = new RaftCore(ctx.config, log, termStateStore.term(), termStateStore.votedFor(),
            termStateStore.fencedTerm(), ctx.restored == null ? null : ctx.restored.metadata(), cycleNs);
        stages = new StageSampler(core, log, ctx.nanoClock, ctx.stageLatencies);
        sender = new PeerSender(core, log, peers, stages);
        entriesServer = new EntriesServer(core, log, peers);
        replies = new ClientReplies(core, clients, stages);
        unknownSessions = new UnknownSessions(core, ctx.config.quorumSize());
        state = new ReplicatedState(
            ctx.stateMachine, new SessionTable(ctx.sessionsMax, ctx.sessionWindow), ctx.resultLengthMax, replies);
        gateway = new ClientGateway(
            core, state, replies, new StatusReport(ctx.clusterId, core, log, state), unknownSessions, stages);
        if (ctx.restored != null)
        {
            state.restore(ctx.restored);
        }
        digestRules = new DigestRules(ctx.config, ctx.checkpoints.interval(), ctx.listener::onStateDifference);
        digests = new DigestExchange(digestRules, core, peers);
        applier = new LogApplier(core, log, state, digestRules, ctx.checkpoints, stages);
        snapshots = ctx.snapshots == null ? null :
            new SnapshotWatch(core, log, ctx.snapshots, ctx.retention, ctx.listener, cycleNs);
        relay = ctx.transferLink == null ? null :
            new SnapshotRelay(core, peers, ctx.transferLink, ctx.install, ctx.capture, state, ctx.listener);
        peerHandler = new PeerRouter(core, digests, relay);
        leadership = new LeadershipWatch(core, replies, ctx.counters, ctx.listener);
    }

    @Override
    public void onStart()
    {
        cycleNs = ctx.nanoClock.nanoTime();
    }

    /**
     * Run one duty cycle.
     *
     * @return work count, 0 when there was nothing to do but to give and to take signs of life.
     * @throws AgentTerminationException when the member has stopped for good.
     */
    @Override
    public int doWork()
    {
        if (haltReason != null)
        {
            throw new AgentTerminationException(haltReason);
        }
        try
        {
            return cycle();
        }
        catch (final Throwable ex)
        {
            haltReason = ex;
            ctx.counters.onHalt();
            ctx.listener.onHalt(ex);
            throw new AgentTerminationException(ex);
        }
    }

    /** Closes the state machine. Everything else belongs to whoever made it, who closes it after this. */
    @Override
    public void onClose()
    {
        if (ctx.capture != null)
        {
            ctx.capture.end();
        }
        state.close();
    }

    @Override
    public String roleName()
    {
        return "balsa-consensus-" + ctx.config.memberId();
    }

    /** The order in which everything happens: safety rests on it. */
    private int cycle()
    {
        final long nowNs = startCycle();
        int workCount = peers.doWork(nowNs);
        workCount += peers.poll(peerHandler, PEER_FRAGMENTS_MAX);
        stages.onPolled();
        workCount += clients.poll(gateway, INGRESS_FRAGMENTS_MAX);
        if (relay != null)
        {
            workCount += relay.install();
        }
        core.onTick();
        workCount += sender.sendEntries(nowNs);
        workCount += storeTermState();
        workCount += requestSync();
        core.onLogSynced(log.syncedIndex());
        stages.onSynced();
        workCount += sender.sendControl(nowNs);
        workCount += apply();
        digests.exchange();
        leadership.onCycle();
        if (snapshots != null)
        {
            snapshots.onCycle(nowNs);
        }
        workCount += replies.flush();
        workCount += entriesServer.serve();
        if (relay != null)
        {
            workCount += relay.relay(nowNs);
        }
        peers.flush();
        stages.onCycleEnd();
        ctx.counters.update(core, log.lastIndex(), state.sessions().size(), replies.pendingOpenCount());
        ctx.counters.digests(digestRules.quorumIndex(), digestRules.differenceCount());
        return workCount;
    }

    /** What is taken for a snapshot is taken before anything is applied: what is frozen is what was applied before. */
    private int apply()
    {
        if (ctx.capture == null)
        {
            return applier.apply();
        }
        final int workCount = ctx.capture.onCycle(state, core.commitIndex());
        return ctx.capture.isHolding() ? workCount : workCount + applier.apply();
    }

    private long startCycle()
    {
        final long nowNs = ctx.nanoClock.nanoTime();
        final long cycleTimeNs = nowNs - cycleNs;
        cycleNs = nowNs;
        core.onCycle(nowNs, ctx.epochClock.nanoTime());
        unknownSessions.onCycle(nowNs);
        stages.onCycle(nowNs);
        ctx.counters.onCycleTime(cycleTimeNs);
        if (cycleTimeNs >= ctx.pauseThresholdNs)
        {
            ctx.counters.onPause();
            core.onPause();
        }
        return nowNs;
    }

    private int storeTermState()
    {
        int workCount = 0;
        if (termStateStore.pollStored())
        {
            core.onTermStateStored(termStateStore.term(), termStateStore.votedFor());
            workCount++;
        }
        if (core.isTermStatePending() && termStateStore.store(core.term(), core.votedFor()))
        {
            workCount++;
            if (termStateStore.pollStored())
            {
                core.onTermStateStored(termStateStore.term(), termStateStore.votedFor());
            }
        }
        return workCount;
    }

    private int requestSync()
    {
        log.committed(core.commitIndex());
        final long lastIndex = log.lastIndex();
        final long generation = log.generation();
        if (lastIndex == requestedIndex && generation == requestedGeneration)
        {
            return 0;
        }
        requestedIndex = lastIndex;
        requestedGeneration = generation;
        log.requestSync();
        return 1;
    }

    /**
     * What a member is made of. Setters return this; {@link #conclude()} checks.
     */
    public static final class Context
    {
        /** Default of the longest result of a command, in bytes. */
        public static final int RESULT_LENGTH_MAX_DEFAULT = 1024 * 1024 + 1024;

        private long clusterId;
        private RaftConfig config;
        private RaftLog log;
        private TermStateStore termStateStore;
        private PeerTransport peerTransport;
        private ClientTransport clientTransport;
        private StateMachine stateMachine;
        private NanoClock nanoClock = SystemNanoClock.INSTANCE;
        private EpochNanoClock epochClock = new OffsetEpochNanoClock();
        private ConsensusListener listener = ConsensusListener.NONE;
        private ConsensusCounters counters;
        private StageLatencies stageLatencies = StageLatencies.NONE;
        private int sessionsMax = SessionTable.SESSIONS_MAX_DEFAULT;
        private int sessionWindow = SessionTable.WINDOW_DEFAULT;
        private int resultLengthMax = RESULT_LENGTH_MAX_DEFAULT;
        private long pauseThresholdNs;
        private CheckpointDigests checkpoints = new CheckpointDigests(DigestRules.INTERVAL_DEFAULT);
        private SnapshotReader restored;
        private SnapshotCounters snapshots;
        private LogRetention retention;
        private TransferLink transferLink;
        private SnapshotInstall install;
        private SnapshotCapture capture;

        /** Start with the defaults. */
        public Context()
        {
        }

        /**
         * Check that nothing is missing.
         *
         * @throws NullPointerException naming what is missing.
         * @throws IllegalArgumentException naming what is wrong.
         */
        public void conclude()
        {
            Objects.requireNonNull(config, "config is missing");
            Objects.requireNonNull(log, "log is missing");
            Objects.requireNonNull(termStateStore, "termStateStore is missing");
            Objects.requireNonNull(peerTransport, "peerTransport is missing");
            Objects.requireNonNull(clientTransport, "clientTransport is missing");
            Objects.requireNonNull(stateMachine, "stateMachine is missing");
            Objects.requireNonNull(stageLatencies, "stageLatencies is missing");
            if (resultLengthMax < 0 || resultLengthMax > EntryFrame.PAYLOAD_LENGTH_LIMIT)
            {
                throw new IllegalArgumentException("resultLengthMax=" + resultLengthMax + " is not allowed: 0 to " +
                    EntryFrame.PAYLOAD_LENGTH_LIMIT);
            }
            if (config.appendLengthMax() > peerTransport.framesLengthMax())
            {
                throw new IllegalArgumentException("appendLengthMax=" + config.appendLengthMax() +
                    " is not allowed: peerTransport takes at most " + peerTransport.framesLengthMax());
            }
            if (capture != null && !(stateMachine instanceof InlineSnapshots))
            {
                throw new IllegalArgumentException(stateMachine.getClass().getName() + " does not implement " +
                    InlineSnapshots.class.getSimpleName() + ": its snapshots cannot be taken inline");
            }
            if (pauseThresholdNs == 0)
            {
                pauseThresholdNs = config.electionTimeoutMinNs() / 2;
            }
            if (counters == null)
            {
                counters = new ConsensusCounters(ConsensusCounters.standalone(), config.memberId());
            }
        }

        /**
         * Set the id of the cluster.
         *
         * @param value any, the same on all members.
         * @return this.
         */
        public Context clusterId(final long value)
        {
            clusterId = value;
            return this;
        }

        /**
         * Set the configuration of the rules.
         *
         * @param value of the rules.
         * @return this.
         */
        public Context config(final RaftConfig value)
        {
            config = value;
            return this;
        }

        /**
         * Set the log.
         *
         * @param value recovered.
         * @return this.
         */
        public Context log(final RaftLog value)
        {
            log = value;
            return this;
        }

        /**
         * Set the store of term and vote.
         *
         * @param value opened.
         * @return this.
         */
        public Context termStateStore(final TermStateStore value)
        {
            termStateStore = value;
            return this;
        }

        /**
         * Set the links to the peers.
         *
         * @param value opened.
         * @return this.
         */
        public Context peerTransport(final PeerTransport value)
        {
            peerTransport = value;
            return this;
        }

        /**
         * Set ingress and egress.
         *
         * @param value opened.
         * @return this.
         */
        public Context clientTransport(final ClientTransport value)
        {
            clientTransport = value;
            return this;
        }

        /**
         * Set the replicated service.
         *
         * @param value in its initial state.
         * @return this.
         */
        public Context stateMachine(final StateMachine value)
        {
            stateMachine = value;
            return this;
        }

        /**
         * Set what the member starts from.
         *
         * @param value that the log goes on from; read by the constructor and not closed; null for the empty state.
         * @return this.
         */
        public Context restored(final SnapshotReader value)
        {
            restored = value;
            return this;
        }

        /**
         * Have the log shortened behind snapshots, which a {@link io.balsa.consensus.snapshot.SnapshotAgent} takes.
         *
         * @param value        tell of the snapshots.
         * @param newRetention of what is in snapshots.
         * @return this.
         */
        public Context snapshots(final SnapshotCounters value, final LogRetention newRetention)
        {
            snapshots = value;
            retention = Objects.requireNonNull(newRetention, "newRetention is missing");
            return this;
        }

        /**
         * Have snapshots given to other members and taken from them, by a
         * {@link io.balsa.consensus.transfer.SnapshotTransferAgent}.
         *
         * @param link       to and from that agent.
         * @param newInstall hands over what was taken.
         * @return this.
         */
        public Context transfer(final TransferLink link, final SnapshotInstall newInstall)
        {
            transferLink = link;
            install = Objects.requireNonNull(newInstall, "newInstall is missing");
            return this;
        }

        /**
         * Have snapshots taken from the state machine that serves, for an
         * {@link io.balsa.consensus.snapshot.InlineSnapshotAgent}.
         *
         * @param value of that agent as well; the state machine must offer {@link InlineSnapshots}.
         * @return this.
         */
        public Context capture(final SnapshotCapture value)
        {
            capture = value;
            return this;
        }

        /**
         * Set the clocks.
         *
         * @param monotonic for all timing.
         * @param epoch     for the stamps of entries.
         * @return this.
         */
        public Context clocks(final NanoClock monotonic, final EpochNanoClock epoch)
        {
            nanoClock = monotonic;
            epochClock = epoch;
            return this;
        }

        /**
         * Set who learns what becomes of the member.
         *
         * @param value listener.
         * @return this.
         */
        public Context listener(final ConsensusListener value)
        {
            listener = value;
            return this;
        }

        /**
         * Set the counters.
         *
         * @param value counters.
         * @return this.
         */
        public Context counters(final ConsensusCounters value)
        {
            counters = value;
            return this;
        }

        /**
         * The counters.
         *
         * @return counters; null before {@link #conclude()} unless they were set.
         */
        public ConsensusCounters counters()
        {
            return counters;
        }

        /**
         * Set where the times of the stages of a commit are recorded, and of how many commands.
         *
         * @param value histograms; {@link StageLatencies#NONE}, the default, for no command.
         * @return this.
         */
        public Context stageLatencies(final StageLatencies value)
        {
            stageLatencies = value;
            return this;
        }

        /**
         * Set the limits of sessions. They must be the same on all members.
         *
         * @param newSessionsMax   most open sessions.
         * @param newSessionWindow most unanswered commands of a session.
         * @return this.
         */
        public Context sessions(final int newSessionsMax, final int newSessionWindow)
        {
            sessionsMax = newSessionsMax;
            sessionWindow = newSessionWindow;
            return this;
        }

        /**
         * Set the longest result of a command. It must be the same on all members.
         *
         * @param value bytes, 0 to {@link EntryFrame#PAYLOAD_LENGTH_LIMIT}.
         * @return this.
         */
        public Context resultLengthMax(final int value)
        {
            resultLengthMax = value;
            return this;
        }

        /**
         * Set at which entries members compare their states, and where this one writes its own down.
         *
         * @param value for this agent to write.
         * @return this.
         */
        public Context checkpoints(final CheckpointDigests value)
        {
            checkpoints = value;
            return this;
        }

        /**
         * Set how long the duty cycle may stand still before the member mistrusts what it knows of the others.
         *
         * @param value ns; 0 for half the shortest election timeout.
         * @return this.
         */
        public Context pauseThresholdNs(final long value)
        {
            pauseThresholdNs = value;
            return this;
        }
    }
}
