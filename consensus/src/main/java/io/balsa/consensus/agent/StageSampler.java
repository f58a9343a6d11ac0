package io.balsa.consensus.agent;

import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.core.RaftRole;
import io.balsa.consensus.latency.Stage;
import io.balsa.consensus.latency.StageLatencies;
import io.balsa.consensus.port.RaftLog;
import org.agrona.concurrent.NanoClock;

/**
 * Takes the time of one command in N at each boundary between its stages. The commands under way are in a ring in the
 * order of their indexes, and each boundary has a cursor: the samples before it have passed. The clock is read only
 * where a cursor moves.
 * <p>
 * Which one of N indexes is sampled is scattered, so that it is not the same place in a client's window each time. It
 * is the same on all members.
 */
final class StageSampler
{
    /** Most samples under way; where there are more commands between them, the next ones are left out. */
    static final int SAMPLES_MAX = 64;

    private static final int MASK = SAMPLES_MAX - 1;
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
    private static final long NOT_PASSED = Long.MIN_VALUE;

    private final RaftCore core;
    private final RaftLog log;
    private final NanoClock clock;
    private final StageLatencies latencies;
    private final int acksNeeded;
    private final int intervalBits;
    private final long[] indexes = new long[SAMPLES_MAX];
    private final long[] beginNs = new long[SAMPLES_MAX];
    private final long[] appendedNs = new long[SAMPLES_MAX];
    private final long[] sentNs = new long[SAMPLES_MAX];
    private final long[] durableNs = new long[SAMPLES_MAX];
    private final long[] committedNs = new long[SAMPLES_MAX];
    private final long[] appliedNs = new long[SAMPLES_MAX];
    private final long[] offeredNs = new long[SAMPLES_MAX];
    private RaftRole role;
    private long term;
    private long cycleNs;
    private long nextIndex;
    private long tail;
    private long sent;
    private long acked;
    private long durable;
    private long committed;
    private long answered;
    private long ended;

    StageSampler(final RaftCore core, final RaftLog log, final NanoClock clock, final StageLatencies latencies)
    {
        this.core = core;
        this.log = log;
        this.clock = clock;
        this.latencies = latencies;
        acksNeeded = core.config().quorumSize() - 1;
        intervalBits = latencies.sampleInterval() == 0 ?
            -1 : Integer.numberOfTrailingZeros(latencies.sampleInterval());
        nextIndex = intervalBits < 0 ? Long.MAX_VALUE : sampledAfter(log.lastIndex());
        role = core.role();
    }

    /** The first index behind another that is sampled. */
    private long sampledAfter(final long index)
    {
        final long block = index >> intervalBits;
        final long sampled = sampledOf(block);
        return sampled > index ? sampled : sampledOf(block + 1);
    }

    private long sampledOf(final long block)
    {
        // Two shifts: one by 64 would be none.
        return (block << intervalBits) + (((block * GOLDEN_RATIO) >>> 1) >>> (Long.SIZE - 1 - intervalBits));
    }

    void onCycle(final long nowNs)
    {
        cycleNs = nowNs;
    }

    /** Messages of peers were taken in. */
    void onPolled()
    {
        if (intervalBits < 0)
        {
            return;
        }
        if (core.role() != role || core.term() != term)
        {
            forget();
        }
        if (role == RaftRole.LEADER)
        {
            if (acked < tail)
            {
                onAcked();
            }
            onCommitted();
        }
        else if (log.lastIndex() >= nextIndex)
        {
            final long index = nextIndex;
            nextIndex = sampledAfter(log.lastIndex());
            begin(index, Stage.FOLLOWER_APPEND);
        }
    }

    /** What was under way may be removed from the log, and nobody waits for it here. */
    private void forget()
    {
        role = core.role();
        term = core.term();
        nextIndex = sampledAfter(log.lastIndex());
        sent = tail;
        acked = tail;
        durable = tail;
        committed = tail;
        answered = tail;
        ended = tail;
    }

    /** A command has its place in the leader's log. */
    void onAppended(final long index)
    {
        if (index > nextIndex)
        {
            // That one was no command.
            nextIndex = sampledAfter(index - 1);
        }
        if (index == nextIndex)
        {
            nextIndex = sampledAfter(index);
            begin(index, Stage.INGRESS);
        }
    }

    private void begin(final long index, final Stage stage)
    {
        if (tail - Math.min(ended, durable) == SAMPLES_MAX)
        {
            return;
        }
        final int slot = (int)tail & MASK;
        final long nowNs = clock.nanoTime();
        indexes[slot] = index;
        beginNs[slot] = cycleNs;
        appendedNs[slot] = nowNs;
        sentNs[slot] = NOT_PASSED;
        appliedNs[slot] = NOT_PASSED;
        latencies.record(stage, nowNs - cycleNs);
        tail++;
    }

    /** A peer was offered entries up to an index. */
    void onSent(final long lastIndex)
    {
        if (sent < tail && indexAt(sent) <= lastIndex)
        {
            final long nowNs = clock.nanoTime();
            for (; sent < tail && indexAt(sent) <= lastIndex; sent++)
            {
                final int slot = (int)sent & MASK;
                sentNs[slot] = nowNs;
                latencies.record(Stage.FIRST_SEND, nowNs - appendedNs[slot]);
            }
        }
    }

    private long indexAt(final long position)
    {
        return indexes[(int)position & MASK];
    }

    private void onAcked()
    {
        if (isAcked(indexAt(acked)))
        {
            final long nowNs = clock.nanoTime();
            for (; acked < tail && isAcked(indexAt(acked)); acked++)
            {
                final long thatNs = sentNs[(int)acked & MASK];
                if (thatNs != NOT_PASSED)
                {
                    latencies.record(Stage.ROUND_TRIP, nowNs - thatNs);
                }
            }
            sent = Math.max(sent, acked);
        }
    }

    private boolean isAcked(final long index)
    {
        int count = 0;
        for (int slot = 0; slot < core.memberCount(); slot++)
        {
            if (core.outbox(slot).peerId() != core.config().memberId() && core.matchIndex(slot) >= index)
            {
                count++;
            }
        }
        return count >= acksNeeded;
    }

    /** The log was asked how far it is durable, and the rules were told. */
    void onSynced()
    {
        if (durable < tail && indexAt(durable) <= core.durableIndex())
        {
            final Stage stage = role == RaftRole.LEADER ? Stage.OWN_SYNC : Stage.FOLLOWER_SYNC;
            final long nowNs = clock.nanoTime();
            for (; durable < tail && indexAt(durable) <= core.durableIndex(); durable++)
            {
                final int slot = (int)durable & MASK;
                durableNs[slot] = nowNs;
                latencies.record(stage, nowNs - appendedNs[slot]);
            }
        }
        if (role == RaftRole.LEADER)
        {
            onCommitted();
        }
    }

    private void onCommitted()
    {
        if (committed < tail && indexAt(committed) <= core.commitIndex())
        {
            final long nowNs = clock.nanoTime();
            for (; committed < tail && indexAt(committed) <= core.commitIndex(); committed++)
            {
                final int slot = (int)committed & MASK;
                committedNs[slot] = nowNs;
                latencies.record(Stage.QUORUM, nowNs - appendedNs[slot]);
            }
        }
    }

    /** The state machine has done its work on a command. */
    void onExecuted(final long index)
    {
        if (answered < committed && indexAt(answered) == index)
        {
            final int slot = (int)answered & MASK;
            appliedNs[slot] = clock.nanoTime();
            latencies.record(Stage.APPLY, appliedNs[slot] - committedNs[slot]);
        }
    }

    /** An entry is applied, and if it was a command that was executed, its reply was offered. */
    void onApplied(final long index)
    {
        if (answered < committed && indexAt(answered) == index)
        {
            final int slot = (int)answered & MASK;
            offeredNs[slot] = NOT_PASSED;
            if (appliedNs[slot] != NOT_PASSED)
            {
                offeredNs[slot] = clock.nanoTime();
                latencies.record(Stage.REPLY, offeredNs[slot] - appliedNs[slot]);
            }
            answered++;
        }
    }

    /** A follower has told that it holds entries up to an index. */
    void onAckSent(final long matchIndex)
    {
        if (role != RaftRole.LEADER && answered < durable && indexAt(answered) <= matchIndex)
        {
            final long nowNs = clock.nanoTime();
            for (; answered < durable && indexAt(answered) <= matchIndex; answered++)
            {
                final int slot = (int)answered & MASK;
                offeredNs[slot] = nowNs;
                latencies.record(Stage.FOLLOWER_ACK, nowNs - durableNs[slot]);
            }
        }
    }

    /** All was said that is said in this duty cycle. */
    void onCycleEnd()
    {
        if (ended < answered)
        {
            final long nowNs = clock.nanoTime();
            for (; ended < answered; ended++)
            {
                end((int)ended & MASK, nowNs);
            }
        }
    }

    private void end(final int slot, final long nowNs)
    {
        if (role != RaftRole.LEADER)
        {
            latencies.record(Stage.FOLLOWER_CYCLE_END, nowNs - offeredNs[slot]);
        }
        else if (offeredNs[slot] != NOT_PASSED)
        {
            latencies.record(Stage.CYCLE_END, nowNs - offeredNs[slot]);
            latencies.record(Stage.LEADER, nowNs - beginNs[slot]);
        }
    }
}
