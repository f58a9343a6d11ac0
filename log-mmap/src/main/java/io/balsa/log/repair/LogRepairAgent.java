package io.balsa.log.repair;

import io.balsa.codecs.wire.EntriesStatus;
import io.balsa.consensus.port.PeerTransport;
import io.balsa.log.mmap.Damage;
import io.balsa.log.mmap.LogRepair;
import io.balsa.log.mmap.StorageException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Repairs the log of a member, one damage after the other, before the member may take part in anything.
 * <p>
 * Peers are asked in turn, each for what comes next. One that has the entry behind the damage with its term has what
 * was lost too (log matching): its frames are taken, checked and written. Where so many peers do not have
 * it that nobody can have committed it without this member's part, and where nobody can say how much was lost, the log
 * is cut before the damage, and the member is fenced: it neither votes nor stands for election until a leader of a
 * later term has sent it what was decided. That takes a leader that the others elect without it; where they cannot,
 * the repair ends with an error.
 * <p>
 * Thread: one, that of the transport. It ends when {@link #isDone()}; what the agent was given belongs to its owner.
 */
public final class LogRepairAgent implements Agent
{
    /** Time that a peer has for an answer, in ns. */
    public static final long RESPONSE_TIMEOUT_NS = 200_000_000L;

    /** Requests to one peer that may stay without an answer before the next is asked. */
    public static final int ATTEMPTS_MAX = 3;

    /** Shortest time between two reports of progress, in ns. */
    public static final long PROGRESS_INTERVAL_NS = 1_000_000_000L;

    /** Stands for a repair that waits for its peers as long as it takes. */
    public static final long NO_TIMEOUT = Long.MAX_VALUE;

    /** Most messages taken in one duty cycle. */
    public static final int FRAGMENTS_MAX = 128;

    private final Context ctx;
    private final LogRepair repair;
    private final PeerTransport transport;
    private final EntriesAnswers answers = new EntriesAnswers(this);
    private final boolean[] isRefused;
    private int peer;
    private int attempts;
    private long nowNs;
    private long dueNs;
    private long progressNs;
    private long advanceNs;

    /**
     * Create an agent, which tells its listener at once what is damaged.
     *
     * @param ctx concluded here.
     */
    public LogRepairAgent(final Context ctx)
    {
        ctx.conclude();
        this.ctx = ctx;
        repair = ctx.repair;
        transport = ctx.transport;
        isRefused = new boolean[ctx.peerIds.length];
        nowNs = ctx.nanoClock.nanoTime();
        dueNs = nowNs;
        progressNs = dueNs - PROGRESS_INTERVAL_NS;
        advanceNs = nowNs;
        if (!isDone())
        {
            ctx.listener.onBegin(repair.damage());
        }
    }

    /**
     * Go on with the repair.
     *
     * @return work count.
     * @throws RepairException  when nothing can be repaired but by what the context does not allow, or in its time.
     * @throws StorageException when the log cannot be repaired: the message says why, and what to do.
     */
    @Override
    public int doWork()
    {
        if (isDone())
        {
            return 0;
        }
        nowNs = ctx.nanoClock.nanoTime();
        int workCount = transport.doWork(nowNs) + transport.poll(answers, FRAGMENTS_MAX);
        if (!isDone())
        {
            workCount += goOn();
        }
        return workCount + transport.doWork(nowNs);
    }

    private int goOn()
    {
        if (repair.damage().isTailUncertain() || ctx.peerIds.length == 0)
        {
            startOver();
            return 1;
        }
        if (nowNs - advanceNs >= ctx.timeoutNs)
        {
            throw new RepairException(damagedSegment() + ", and no peer has sent what is lost in " +
                TimeUnit.NANOSECONDS.toMillis(ctx.timeoutNs) + " ms", repair.damage(), awaitedPeerIds());
        }
        return nowNs - dueNs < 0 ? 0 : ask();
    }

    private int[] awaitedPeerIds()
    {
        return IntStream.range(0, ctx.peerIds.length).filter((i) -> !isRefused[i]).map((i) -> ctx.peerIds[i]).toArray();
    }

    @Override
    public String roleName()
    {
        return "balsa-log-repair";
    }

    /**
     * Whether the log is repaired.
     *
     * @return true if so.
     */
    public boolean isDone()
    {
        return repair.damage() == null;
    }

    private int ask()
    {
        if (attempts == ATTEMPTS_MAX)
        {
            nextPeer();
        }
        tellProgress();
        final Damage damage = repair.damage();
        final int result = transport.sendEntriesRequest(
            ctx.peerIds[peer],
            ctx.repairId,
            damage.afterIndex(),
            damage.afterTerm(),
            damage.untilIndex(),
            damage.untilTerm(),
            repair.wantedIndex(),
            repair.wantedOffset());
        attempts = result == PeerTransport.SENT ? attempts + 1 : ATTEMPTS_MAX;
        dueNs = nowNs + RESPONSE_TIMEOUT_NS;
        return 1;
    }

    private void nextPeer()
    {
        peer = peer + 1 < ctx.peerIds.length ? peer + 1 : 0;
        attempts = 0;
    }

    private void tellProgress()
    {
        if (nowNs - progressNs >= PROGRESS_INTERVAL_NS)
        {
            progressNs = nowNs;
            ctx.listener.onProgress(repair.damage(), repair.filledLength(), ctx.peerIds[peer]);
        }
    }

    void onAnswer(
        final int senderId,
        final long repairId,
        final long index,
        final int frameOffset,
        final EntriesStatus status,
        final DirectBuffer frames,
        final int offset,
        final int length)
    {
        final int sender = Arrays.binarySearch(ctx.peerIds, senderId);
        if (isDone() || repair.damage().isTailUncertain() || sender < 0 || repairId != ctx.repairId ||
            index != repair.wantedIndex() || frameOffset != repair.wantedOffset())
        {
            return;
        }
        final boolean wasRefused = isRefused[sender];
        isRefused[sender] = status != EntriesStatus.FRAMES;
        final Damage damage = repair.damage();
        if (isRefused[sender])
        {
            advanceNs = wasRefused ? advanceNs : nowNs;
            onRefusal(sender);
        }
        else if (repair.write(repair.filledLength(), frames, offset, length))
        {
            onFrames(sender);
        }
        else if (damage.equals(repair.damage()))
        {
            nextPeer();
            dueNs = nowNs + RESPONSE_TIMEOUT_NS;
        }
        else
        {
            onMended();
        }
    }

    private void onFrames(final int sender)
    {
        peer = sender;
        attempts = 0;
        dueNs = nowNs;
        advanceNs = nowNs;
        if (repair.isFilled())
        {
            final Damage damage = repair.damage();
            final int length = repair.filledLength();
            repair.complete();
            ctx.listener.onRepaired(damage, length, ctx.peerIds[sender]);
            onMended();
        }
    }

    private void onRefusal(final int sender)
    {
        int refusedCount = 0;
        for (final boolean isOneRefused : isRefused)
        {
            refusedCount += isOneRefused ? 1 : 0;
        }
        if (refusedCount == ctx.peerIds.length || refusedCount >= ctx.quorum)
        {
            startOver();
        }
        else if (sender == peer)
        {
            nextPeer();
            dueNs = nowNs;
        }
    }

    private void startOver()
    {
        final Damage damage = repair.damage();
        if (ctx.peerIds.length < ctx.quorum)
        {
            throw new StorageException(damagedSegment() + ", no peer has what is lost, and without this member no " +
                "leader can be elected to give it back (peers=" + ctx.peerIds.length + ", quorum=" + ctx.quorum +
                "): restore the directory from a backup");
        }
        if (!ctx.isStartOverAllowed)
        {
            throw new RepairException(damagedSegment() + ", and no peer can prove what is lost", damage);
        }
        repair.startOver();
        ctx.listener.onStartedOver(damage);
        onMended();
    }

    private String damagedSegment()
    {
        return "log segment " + repair.damage().segmentName() + " is damaged behind index " +
            repair.damage().afterIndex();
    }

    /** What peers said of one damage says nothing of the next, nor of the same one when it is wider. */
    private void onMended()
    {
        Arrays.fill(isRefused, false);
        dueNs = nowNs;
        if (isDone())
        {
            ctx.listener.onEnd();
        }
    }

    /**
     * What a repair is made of. Setters return this; {@link #conclude()} checks.
     */
    public static final class Context
    {
        private LogRepair repair;
        private PeerTransport transport;
        private int[] peerIds;
        private int quorum;
        private long repairId;
        private long timeoutNs = NO_TIMEOUT;
        private boolean isStartOverAllowed = true;
        private NanoClock nanoClock = SystemNanoClock.INSTANCE;
        private RepairListener listener = RepairListener.NONE;

        /** Start with the defaults. */
        public Context()
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
            Objects.requireNonNull(repair, "repair is missing");
            Objects.requireNonNull(transport, "transport is missing");
            Objects.requireNonNull(peerIds, "peerIds are missing");
            if (quorum < 1)
            {
                throw new IllegalArgumentException("quorum=" + quorum + " is not allowed: 1 or more");
            }
            if (timeoutNs < 1)
            {
                throw new IllegalArgumentException("timeoutNs=" + timeoutNs + " is not allowed: 1 or more");
            }
        }

        /**
         * Set the damaged log.
         *
         * @param value opened.
         * @return this.
         */
        public Context repair(final LogRepair value)
        {
            repair = value;
            return this;
        }

        /**
         * Set the links to the peers.
         *
         * @param value opened; nobody else polls it until the repair is done.
         * @return this.
         */
        public Context transport(final PeerTransport value)
        {
            transport = value;
            return this;
        }

        /**
         * Set whom to ask.
         *
         * @param value ids of the other members.
         * @return this.
         */
        public Context peerIds(final int... value)
        {
            peerIds = value.clone();
            Arrays.sort(peerIds);
            return this;
        }

        /**
         * Set how many members must agree on anything.
         *
         * @param value members, this one among them.
         * @return this.
         */
        public Context quorum(final int value)
        {
            quorum = value;
            return this;
        }

        /**
         * Set the name of the repair, by which late answers to a former one are told.
         *
         * @param value random.
         * @return this.
         */
        public Context repairId(final long value)
        {
            repairId = value;
            return this;
        }

        /**
         * Set how long the repair goes on without coming nearer to its end.
         *
         * @param value in ns; by default {@link #NO_TIMEOUT}.
         * @return this.
         */
        public Context timeoutNs(final long value)
        {
            timeoutNs = value;
            return this;
        }

        /**
         * Set whether the log may be cut before a damage that no peer can mend.
         *
         * @param value true by default; otherwise the repair ends with a {@link RepairException} then.
         * @return this.
         */
        public Context startOverAllowed(final boolean value)
        {
            isStartOverAllowed = value;
            return this;
        }

        /**
         * Set the clock for time-outs.
         *
         * @param value monotonic.
         * @return this.
         */
        public Context nanoClock(final NanoClock value)
        {
            nanoClock = value;
            return this;
        }

        /**
         * Set who learns how it goes on.
         *
         * @param value listener.
         * @return this.
         */
        public Context listener(final RepairListener value)
        {
            listener = value;
            return this;
        }
    }
}
