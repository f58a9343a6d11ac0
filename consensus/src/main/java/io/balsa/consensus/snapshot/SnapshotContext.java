package io.balsa.consensus.snapshot;

import io.balsa.consensus.core.DigestRules;
import io.balsa.consensus.port.CommittedLog;
import io.balsa.consensus.port.SnapshotReader;
import io.balsa.consensus.port.SnapshotStore;
import io.balsa.consensus.port.StateMachine;
import io.balsa.consensus.session.SessionTable;
import io.balsa.consensus.state.CheckpointDigests;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.OffsetEpochNanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the snapshots of a member are made of. Setters return this; {@link #conclude()} checks. */
public final class SnapshotContext
{
    /** Default of the most entries a second that the second instance applies. */
    public static final long REPLAY_RATE_MAX_DEFAULT = 2_000_000;

    int memberId;
    SnapshotStore store;
    SnapshotCapture capture;
    CommittedLog log;
    Supplier<StateMachine> stateMachines;
    SnapshotReader restored;
    SnapshotCounters counters;
    SnapshotTriggers triggers;
    int[] memberIds = {};
    final int[] removedMemberIds = {};
    int sessionsMax = SessionTable.SESSIONS_MAX_DEFAULT;
    int sessionWindow = SessionTable.WINDOW_DEFAULT;
    int resultLengthMax;
    long replayRateMax = REPLAY_RATE_MAX_DEFAULT;
    CheckpointDigests checkpoints = new CheckpointDigests(DigestRules.INTERVAL_DEFAULT);
    NanoClock nanoClock = SystemNanoClock.INSTANCE;
    EpochNanoClock epochClock = new OffsetEpochNanoClock();
    Runnable betweenSlices = () -> {};
    Consumer<Throwable> onFailure = (failure) -> {};

    /** Start with the defaults. */
    public SnapshotContext()
    {
    }

    /**
     * Check that nothing is missing.
     *
     * @throws NullPointerException     naming what is missing.
     * @throws IllegalArgumentException naming what is wrong.
     */
    public void conclude()
    {
        Objects.requireNonNull(store, "store is missing");
        if (capture == null)
        {
            Objects.requireNonNull(log, "log is missing");
            Objects.requireNonNull(stateMachines, "stateMachines is missing");
        }
        Objects.requireNonNull(counters, "counters is missing");
        Objects.requireNonNull(triggers, "triggers is missing");
        if (replayRateMax < 1)
        {
            throw new IllegalArgumentException("replayRateMax=" + replayRateMax + " is not allowed: at least 1");
        }
    }

    /**
     * Set the id of the member.
     *
     * @param value for the name of the thread.
     * @return this.
     */
    public SnapshotContext memberId(final int value)
    {
        memberId = value;
        return this;
    }

    /**
     * Set where the snapshots are kept.
     *
     * @param value opened; closed by who has opened it, after this agent.
     * @return this.
     */
    public SnapshotContext store(final SnapshotStore value)
    {
        store = value;
        return this;
    }

    /**
     * Have the state taken from the instance that serves, by an {@link InlineSnapshotAgent}. It needs neither the log
     * nor further instances of the service.
     *
     * @param value of the member's duty cycle as well.
     * @return this.
     */
    public SnapshotContext capture(final SnapshotCapture value)
    {
        capture = value;
        return this;
    }

    /**
     * Set the committed log of the member.
     *
     * @param value closed with this agent.
     * @return this.
     */
    public SnapshotContext log(final CommittedLog value)
    {
        log = value;
        return this;
    }

    /**
     * Set what makes an instance of the service.
     *
     * @param value gives a new one, in its initial state, for each call.
     * @return this.
     */
    public SnapshotContext stateMachines(final Supplier<StateMachine> value)
    {
        stateMachines = value;
        return this;
    }

    /**
     * Set the snapshot that the member was started from.
     *
     * @param value opened, closed by this agent; null for none.
     * @return this.
     */
    public SnapshotContext restored(final SnapshotReader value)
    {
        restored = value;
        return this;
    }

    /**
     * Set what the state that answers clients is at its checkpoints: a second instance must be the same there.
     *
     * @param value written by the consensus agent.
     * @return this.
     */
    public SnapshotContext checkpoints(final CheckpointDigests value)
    {
        checkpoints = value;
        return this;
    }

    /**
     * Set the counters.
     *
     * @param value written by this agent.
     * @return this.
     */
    public SnapshotContext counters(final SnapshotCounters value)
    {
        counters = value;
        return this;
    }

    /**
     * Set when snapshots are taken.
     *
     * @param value in force.
     * @return this.
     */
    public SnapshotContext triggers(final SnapshotTriggers value)
    {
        triggers = value;
        return this;
    }

    /**
     * Set the members of the committed configuration.
     *
     * @param value copied.
     * @return this.
     */
    public SnapshotContext memberIds(final int[] value)
    {
        memberIds = value.clone();
        return this;
    }

    /**
     * Set the limits of the replicated state. They must be those of the consensus agent.
     *
     * @param newSessionsMax     most open sessions.
     * @param newSessionWindow   most unanswered commands of a session.
     * @param newResultLengthMax longest result of a command in bytes.
     * @return this.
     */
    public SnapshotContext limits(final int newSessionsMax, final int newSessionWindow, final int newResultLengthMax)
    {
        sessionsMax = newSessionsMax;
        sessionWindow = newSessionWindow;
        resultLengthMax = newResultLengthMax;
        return this;
    }

    /**
     * Set the pace of the second instance.
     *
     * @param value most entries a second, at least 1.
     * @return this.
     */
    public SnapshotContext replayRateMax(final long value)
    {
        replayRateMax = value;
        return this;
    }

    /**
     * Set the clocks.
     *
     * @param monotonic for intervals.
     * @param epoch     for the time at which a snapshot was taken.
     * @return this.
     */
    public SnapshotContext clocks(final NanoClock monotonic, final EpochNanoClock epoch)
    {
        nanoClock = monotonic;
        epochClock = epoch;
        return this;
    }

    /**
     * Set what goes on while a snapshot is written.
     *
     * @param value called on the thread of this agent, after each {@link SnapshotAgent#SLICE_NS}.
     * @return this.
     */
    public SnapshotContext betweenSlices(final Runnable value)
    {
        betweenSlices = value;
        return this;
    }

    /**
     * Set who is told why a snapshot could not be taken.
     *
     * @param value called on the thread of this agent.
     * @return this.
     */
    public SnapshotContext onFailure(final Consumer<Throwable> value)
    {
        onFailure = value;
        return this;
    }
}
