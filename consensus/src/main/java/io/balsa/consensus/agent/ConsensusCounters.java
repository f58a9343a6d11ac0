package io.balsa.consensus.agent;

import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.port.CounterSource;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

import java.nio.charset.StandardCharsets;

/**
 * State of a member for observers. Written by the duty cycle with ordered stores, read by any thread or, where they
 * are a media driver's counters, by any process.
 */
public final class ConsensusCounters implements AutoCloseable
{
    /** Type id of the first counter; the others follow in the order of the accessors below. */
    public static final int TYPE_ID_BASE = 7400;

    private static final int STANDALONE_COUNTERS_MAX = 64;

    private final AtomicCounter role;
    private final AtomicCounter term;
    private final AtomicCounter leaderId;
    private final AtomicCounter commitIndex;
    private final AtomicCounter appliedIndex;
    private final AtomicCounter lastIndex;
    private final AtomicCounter syncedIndex;
    private final AtomicCounter leaderReady;
    private final AtomicCounter electionCount;
    private final AtomicCounter pauseCount;
    private final AtomicCounter maxCycleTimeNs;
    private final AtomicCounter malformedCount;
    private final AtomicCounter halted;
    private final AtomicCounter sessionCount;
    private final AtomicCounter pendingOpenCount;
    private final AtomicCounter diskState;
    private final AtomicCounter diskStepDownCount;
    private final AtomicCounter fenced;
    private final AtomicCounter agreedIndex;
    private final AtomicCounter differenceCount;

    /**
     * Allocate the counters.
     *
     * @param source   of counters.
     * @param memberId for the labels.
     */
    public ConsensusCounters(final CounterSource source, final int memberId)
    {
        final String suffix = " - balsa member=" + memberId;
        int typeId = TYPE_ID_BASE;
        role = source.newCounter(typeId++, "role" + suffix);
        term = source.newCounter(typeId++, "term" + suffix);
        leaderId = source.newCounter(typeId++, "leader-id" + suffix);
        commitIndex = source.newCounter(typeId++, "commit-index" + suffix);
        appliedIndex = source.newCounter(typeId++, "applied-index" + suffix);
        lastIndex = source.newCounter(typeId++, "last-index" + suffix);
        syncedIndex = source.newCounter(typeId++, "synced-index" + suffix);
        leaderReady = source.newCounter(typeId++, "leader-ready" + suffix);
        electionCount = source.newCounter(typeId++, "elections-stood-for" + suffix);
        pauseCount = source.newCounter(typeId++, "own-pauses" + suffix);
        maxCycleTimeNs = source.newCounter(typeId++, "max-cycle-time-ns" + suffix);
        malformedCount = source.newCounter(typeId++, "malformed-messages" + suffix);
        halted = source.newCounter(typeId++, "halted" + suffix);
        sessionCount = source.newCounter(typeId++, "open-sessions" + suffix);
        pendingOpenCount = source.newCounter(typeId++, "sessions-waiting-to-open" + suffix);
        diskState = source.newCounter(typeId++, "disk-state" + suffix);
        diskStepDownCount = source.newCounter(typeId++, "disk-step-downs" + suffix);
        fenced = source.newCounter(typeId++, "fenced" + suffix);
        agreedIndex = source.newCounter(typeId++, "state-agreed-index" + suffix);
        differenceCount = source.newCounter(typeId, "state-differences" + suffix);
        leaderId.setOrdered(-1);
    }

    /**
     * A source of counters that only this process sees.
     *
     * @return the source.
     */
    public static CounterSource standalone()
    {
        final CountersManager manager = new CountersManager(
            allocate(CountersReader.METADATA_LENGTH),
            allocate(CountersReader.COUNTER_LENGTH),
            StandardCharsets.US_ASCII);
        return (typeId, label) -> manager.newCounter(label, typeId);
    }

    private static UnsafeBuffer allocate(final int recordLength)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            STANDALONE_COUNTERS_MAX * recordLength, BitUtil.CACHE_LINE_LENGTH));
    }

    void update(
        final RaftCore core, final long newLastIndex, final int newSessionCount, final int newPendingOpenCount)
    {
        role.setOrdered(core.role().code());
        term.setOrdered(core.term());
        leaderId.setOrdered(core.leaderId());
        commitIndex.setOrdered(core.commitIndex());
        appliedIndex.setOrdered(core.appliedIndex());
        lastIndex.setOrdered(newLastIndex);
        syncedIndex.setOrdered(core.durableIndex());
        leaderReady.setOrdered(core.isLeaderReady() ? 1 : 0);
        malformedCount.setOrdered(core.malformedCount());
        sessionCount.setOrdered(newSessionCount);
        pendingOpenCount.setOrdered(newPendingOpenCount);
        diskState.setOrdered(core.diskState().code());
        diskStepDownCount.setOrdered(core.diskStepDownCount());
        fenced.setOrdered(core.isFenced() ? 1 : 0);
    }

    void digests(final long newAgreedIndex, final long newDifferenceCount)
    {
        agreedIndex.setOrdered(newAgreedIndex);
        differenceCount.setOrdered(newDifferenceCount);
    }

    void onElection()
    {
        electionCount.incrementOrdered();
    }

    void onPause()
    {
        pauseCount.incrementOrdered();
    }

    void onCycleTime(final long cycleTimeNs)
    {
        maxCycleTimeNs.proposeMaxOrdered(cycleTimeNs);
    }

    void onHalt()
    {
        halted.setOrdered(1);
    }

    /**
     * Code of the role, see {@link io.balsa.consensus.core.RaftRole#code()}.
     *
     * @return the code.
     */
    public long role()
    {
        return role.get();
    }

    /**
     * The present term.
     *
     * @return the term.
     */
    public long term()
    {
        return term.get();
    }

    /**
     * The leader that the member knows.
     *
     * @return member id or -1.
     */
    public long leaderId()
    {
        return leaderId.get();
    }

    /**
     * Highest index known to be committed.
     *
     * @return log index.
     */
    public long commitIndex()
    {
        return commitIndex.get();
    }

    /**
     * Highest index that was applied.
     *
     * @return log index.
     */
    public long appliedIndex()
    {
        return appliedIndex.get();
    }

    /**
     * Last index of the log.
     *
     * @return log index.
     */
    public long lastIndex()
    {
        return lastIndex.get();
    }

    /**
     * Last durable index of the log.
     *
     * @return log index.
     */
    public long syncedIndex()
    {
        return syncedIndex.get();
    }

    /**
     * Whether the member leads and has applied the entry that opened its term.
     *
     * @return true if so.
     */
    public boolean isLeaderReady()
    {
        return leaderReady.get() == 1;
    }

    /**
     * How often the member stood for election.
     *
     * @return number since the start.
     */
    public long electionCount()
    {
        return electionCount.get();
    }

    /**
     * How often the duty cycle stood still for longer than is safe to ignore.
     *
     * @return number since the start.
     */
    public long pauseCount()
    {
        return pauseCount.get();
    }

    /**
     * The longest duty cycle.
     *
     * @return ns.
     */
    public long maxCycleTimeNs()
    {
        return maxCycleTimeNs.get();
    }

    /**
     * Peer messages that were dropped because what they said cannot be.
     *
     * @return number since the start.
     */
    public long malformedCount()
    {
        return malformedCount.get();
    }

    /**
     * Whether the member has stopped for good.
     *
     * @return true if so.
     */
    public boolean isHalted()
    {
        return halted.get() == 1;
    }

    /**
     * Open sessions.
     *
     * @return count.
     */
    public long sessionCount()
    {
        return sessionCount.get();
    }

    /**
     * Clients that wait for a session to be opened; at most {@link ConsensusAgent#PENDING_OPENS_MAX}.
     *
     * @return count.
     */
    public long pendingOpenCount()
    {
        return pendingOpenCount.get();
    }

    /**
     * Code of what the member's disk does for it, see {@link io.balsa.consensus.core.DiskState#code()}.
     *
     * @return the code.
     */
    public long diskState()
    {
        return diskState.get();
    }

    /**
     * How often the member gave up leading because its own disk hung or was full.
     *
     * @return number since the start.
     */
    public long diskStepDownCount()
    {
        return diskStepDownCount.get();
    }

    /**
     * Whether the member has lost what it may have acknowledged, and neither votes nor stands for election yet.
     *
     * @return true if so.
     */
    public boolean isFenced()
    {
        return fenced.get() == 1;
    }

    /**
     * The newest entry after which a quorum was found to have the same state as this member.
     *
     * @return log index, 0 for none since the start.
     */
    public long agreedIndex()
    {
        return agreedIndex.get();
    }

    /**
     * How often another member was found to have another state than this one.
     *
     * @return number since the start.
     */
    public long differenceCount()
    {
        return differenceCount.get();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(role, term, leaderId, commitIndex, appliedIndex, lastIndex, syncedIndex, leaderReady,
            electionCount, pauseCount, maxCycleTimeNs, malformedCount, halted, sessionCount, pendingOpenCount,
            diskState, diskStepDownCount, fenced, agreedIndex, differenceCount);
    }
}
