package io.balsa.bench.part;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.core.AppendMessage;
import io.balsa.consensus.core.RaftConfig;
import io.balsa.consensus.core.RaftCore;
import io.balsa.consensus.core.RaftRole;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The rules of a leader, without log, network and clock.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class CoreBenchmark
{
    private static final int PAYLOAD_LENGTH = 128;
    private static final long CYCLE_NS = 1_000;

    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_LENGTH]);
    private final AppendMessage message = new AppendMessage();
    @Param({"3", "5", "7"})
    private int members;
    private IndexLog log;
    private RaftCore core;
    private long nowNs;
    private long sequence;

    /** Create the benchmark. */
    public CoreBenchmark()
    {
    }

    /** Have all others elect member 0. */
    @Setup(Level.Trial)
    public void elect()
    {
        log = new IndexLog();
        core = new RaftCore(
            new RaftConfig.Builder().memberId(0).memberIds(IntStream.range(0, members).toArray()).build(),
            log, 0, -1, 0, null, nowNs);
        while (core.role() != RaftRole.LEADER)
        {
            nowNs += TimeUnit.MILLISECONDS.toNanos(1);
            core.onCycle(nowNs, nowNs);
            core.onTick();
            store();
            final boolean isTrial = core.role() == RaftRole.PRE_CANDIDATE;
            for (int id = 1; id < members && core.role() != RaftRole.FOLLOWER; id++)
            {
                core.onVoteResponse(
                    id, isTrial ? core.ballotTerm() - 1 : core.term(), core.ballotTerm(), isTrial, true);
            }
            store();
        }
        commit();
        commit();
    }

    private void store()
    {
        if (core.isTermStatePending())
        {
            core.onTermStateStored(core.term(), core.votedFor());
        }
    }

    private long commit()
    {
        core.onLogSynced(log.lastIndex());
        for (int slot = 1; slot < members; slot++)
        {
            while (core.nextAppend(slot, message))
            {
                core.onAppendSent(message);
            }
            core.onAppendResponse(slot, core.term(), log.lastIndex(), log.lastIndex(), nowNs, -1, 0, 0);
        }
        while (core.appliedIndex() < core.commitIndex())
        {
            core.onApplied(core.appliedIndex() + 1, core.term(), PAYLOAD_LENGTH);
        }
        return core.appliedIndex();
    }

    /**
     * One duty cycle with one commit: proposed, offered to all others, durable here, acknowledged by all, applied.
     *
     * @return its index.
     */
    @Benchmark
    public long commitOne()
    {
        nowNs += CYCLE_NS;
        core.onCycle(nowNs, nowNs);
        sequence++;
        final long index =
            core.onProposal(EntryType.COMMAND, 1, sequence, sequence - 1, payload, 0, PAYLOAD_LENGTH);
        core.onTick();
        if (index <= 0 || commit() != index)
        {
            throw new IllegalStateException("not committed: index=" + index + " applied=" + core.appliedIndex());
        }
        return index;
    }

    /**
     * One look for what a quorum has: the leader's durable index goes to and fro.
     *
     * @return the commit index.
     */
    @Benchmark
    public long quorum()
    {
        core.onLogSynced(core.durableIndex() == log.lastIndex() ? log.lastIndex() - 1 : log.lastIndex());
        return core.commitIndex();
    }
}
