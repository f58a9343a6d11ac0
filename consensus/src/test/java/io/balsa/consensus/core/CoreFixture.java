package io.balsa.consensus.core;

import io.balsa.codecs.storage.EntryType;
import io.balsa.consensus.support.TestLog;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One core whose inputs are fed by hand. Member 0 of three unless told otherwise; time starts below zero.
 */
final class CoreFixture
{
    static final long MS = 1_000_000;
    static final long ELECTION_MIN_NS = 150 * MS;
    static final long ELECTION_MAX_NS = 300 * MS;

    final TestLog log;
    final RaftCore core;
    final AppendMessage message = new AppendMessage();
    long nowNs = -1_000 * MS;

    CoreFixture(final long... terms)
    {
        this(config(3), logOf(terms), terms.length == 0 ? 0 : terms[terms.length - 1], -1);
    }

    CoreFixture(final RaftConfig.Builder config, final TestLog log, final long term, final int votedFor)
    {
        this(config, log, term, votedFor, 0);
    }

    CoreFixture(
        final RaftConfig.Builder config,
        final TestLog log,
        final long term,
        final int votedFor,
        final long fencedTerm)
    {
        this.log = log;
        core = new RaftCore(config.build(), log, term, votedFor, fencedTerm, null, nowNs);
        core.onCycle(nowNs, nowNs);
    }

    static RaftConfig.Builder config(final int size)
    {
        final int[] ids = new int[size];
        for (int id = 0; id < size; id++)
        {
            ids[id] = id;
        }
        return new RaftConfig.Builder().memberId(0).memberIds(ids);
    }

    /** A durable log whose entries have these terms. */
    static TestLog logOf(final long... terms)
    {
        final TestLog log = new TestLog();
        for (final long term : terms)
        {
            log.append(term, EntryType.COMMAND, 0, 0, 0, 0, new UnsafeBuffer(new byte[8]), 0, 8);
        }
        log.recover();
        return log;
    }

    PeerOutbox outbox(final int slot)
    {
        return core.outbox(slot);
    }

    /** Time passes, term state is stored and the log synced. */
    void cycle(final long elapsedNs)
    {
        nowNs += elapsedNs;
        core.onCycle(nowNs, nowNs);
        core.onTick();
        settle();
    }

    void settle()
    {
        for (int i = 0; i < 2 && core.isTermStatePending(); i++)
        {
            core.onTermStateStored(core.term(), core.votedFor());
        }
        log.requestSync();
        core.onLogSynced(log.syncedIndex());
    }

    void becomeCandidate()
    {
        cycle(ELECTION_MAX_NS + 1);
        core.onVoteResponse(1, core.term(), core.term() + 1, true, true);
        settle();
    }

    CoreFixture lead()
    {
        becomeCandidate();
        core.onVoteResponse(1, core.term(), core.term(), false, true);
        settle();
        return this;
    }

    long propose()
    {
        return propose(8);
    }

    long propose(final int length)
    {
        return core.onProposal(EntryType.COMMAND, 1, 1, 0, new UnsafeBuffer(new byte[length]), 0, length);
    }

    void ack(final int peerId, final long matchIndex, final long appendedIndex)
    {
        core.onAppendResponse(peerId, core.term(), matchIndex, appendedIndex, nowNs, -1, 0, 0);
    }

    boolean append(
        final int senderId,
        final long term,
        final long prevLogIndex,
        final long prevLogTerm,
        final long commitIndex,
        final UnsafeBuffer frames)
    {
        return core.onAppendEntries(senderId, term, prevLogIndex, prevLogTerm, commitIndex, nowNs, 0, frames, 0,
            frames.capacity());
    }

    /** What member 1 would send from a log with these terms. */
    boolean appendFrom(final long term, final long commitIndex, final long prevLogIndex, final long... leaderTerms)
    {
        final TestLog leaderLog = logOf(leaderTerms);
        final UnsafeBuffer frames = prevLogIndex == leaderTerms.length ?
            new UnsafeBuffer(new byte[0]) : leaderLog.frames(prevLogIndex + 1, leaderTerms.length);
        return append(1, term, prevLogIndex, leaderLog.termAt(prevLogIndex), commitIndex, frames);
    }

    long matchFor(final int peerId)
    {
        return Math.min(core.appendedIndexFor(peerId), core.durableIndex());
    }

    void forgetOutboxes()
    {
        for (int slot = 0; slot < core.memberCount(); slot++)
        {
            core.outbox(slot).clear();
        }
    }
}
