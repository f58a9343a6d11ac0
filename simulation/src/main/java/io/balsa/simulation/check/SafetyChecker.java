package io.balsa.simulation.check;

import io.balsa.consensus.core.RaftRole;

/**
 * All checkers of members, wired. The simulator tells it what happens, when it happens:
 * <ol>
 * <li>a process begins: {@link #onRecoveryStart}, {@link #onRecovered} for each entry, {@link #onStarted}; simulated
 * time stands still meanwhile;</li>
 * <li>in a duty cycle: {@link #onAppended}, {@link #onTruncated}, {@link #onSynced} as its log does it,
 * {@link #onExecuted} as the state machine is called, and what ends in {@code Sent} before each message is on its
 * way;</li>
 * <li>at the end of each duty cycle: {@link #onShown}, then {@link Violations#check()}.</li>
 * </ol>
 * A process that dies is told by nothing: what its log was known to hold stands for its disk until it recovers.
 */
public final class SafetyChecker
{
    private final Marks marks;
    private final LogChains chains;
    private final CommitLedger commits;
    private final ApplyLedger applies;
    private final Elections elections;
    private final Promises promises;
    private final Fences fences;
    private final Truncations truncations;
    private final FailedSyncs failedSyncs;
    private final Observability observability;
    private final InflightWindows inflight;
    private final Bounds bounds;
    private final SnapshotLedger snapshots;

    /**
     * Wire the checkers of a cluster.
     *
     * @param violations  to report to.
     * @param marks       to hit.
     * @param durable     what is on the disks.
     * @param memberCount members.
     * @param quorumSize  a majority of them.
     * @param limits      of what they hold.
     */
    public SafetyChecker(
        final Violations violations,
        final Marks marks,
        final DurableView durable,
        final int memberCount,
        final int quorumSize,
        final Limits limits)
    {
        this.marks = marks;
        chains = new LogChains(violations, memberCount);
        commits = new CommitLedger(violations, marks, chains, durable, memberCount, quorumSize);
        applies = new ApplyLedger(violations, commits, memberCount);
        elections = new Elections(violations, marks, chains, commits, durable, memberCount, quorumSize);
        promises = new Promises(violations, chains, elections, durable, memberCount);
        fences = new Fences(violations, chains, promises, memberCount);
        truncations = new Truncations(violations, marks, chains, commits, elections, promises);
        failedSyncs = new FailedSyncs(violations, memberCount);
        observability = new Observability(violations, memberCount);
        inflight = new InflightWindows(violations, limits, memberCount);
        bounds = new Bounds(violations, limits, memberCount);
        snapshots = new SnapshotLedger(violations, marks, commits);
    }

    /**
     * The chains of all logs.
     *
     * @return chains.
     */
    public LogChains chains()
    {
        return chains;
    }

    /**
     * What was committed.
     *
     * @return ledger.
     */
    public CommitLedger commits()
    {
        return commits;
    }

    /**
     * What members are held to.
     *
     * @return promises.
     */
    public Promises promises()
    {
        return promises;
    }

    /**
     * Who must not vote.
     *
     * @return fences.
     */
    public Fences fences()
    {
        return fences;
    }

    /**
     * Who leads.
     *
     * @return elections.
     */
    public Elections elections()
    {
        return elections;
    }

    /**
     * What is on the way.
     *
     * @return windows.
     */
    public InflightWindows inflight()
    {
        return inflight;
    }

    /**
     * What is in snapshots.
     *
     * @return ledger.
     */
    public SnapshotLedger snapshots()
    {
        return snapshots;
    }

    /**
     * What state machines have applied.
     *
     * @return ledger.
     */
    public ApplyLedger applies()
    {
        return applies;
    }

    /**
     * What members hold.
     *
     * @return bounds.
     */
    public Bounds bounds()
    {
        return bounds;
    }

    /**
     * A process begins to read its log.
     *
     * @param member     number of the member.
     * @param firstIndex of the log.
     */
    public void onRecoveryStart(final int member, final long firstIndex)
    {
        chains.onRecoveryStart(member, firstIndex);
        bounds.onRecoveryStart(member, firstIndex);
    }

    /**
     * A process has found an entry; from the first one on without a gap.
     *
     * @param member    number of the member.
     * @param index     of the entry.
     * @param term      of the entry.
     * @param frameHash of its content.
     */
    public void onRecovered(final int member, final long index, final long term, final long frameHash)
    {
        chains.onRecovered(member, index, term, frameHash);
    }

    /**
     * A process begins its work, with all that it has recovered.
     *
     * @param member   number of the member.
     * @param term     found, 0 for none.
     * @param votedFor number of the member voted for, or -1.
     */
    public void onStarted(final int member, final long term, final int votedFor)
    {
        promises.onStarted(member);
        fences.onStarted(member);
        elections.onStarted(member, term, votedFor);
        commits.onStarted(member);
        applies.onStarted(member);
        failedSyncs.onStarted(member);
        observability.onStarted(member);
        inflight.onStarted(member);
        final long lastIndex = chains.lastIndex(member);
        final long committedIndex = commits.committedIndex();
        if (lastIndex > committedIndex)
        {
            marks.hit(Mark.RESTART_WITH_UNCOMMITTED_TAIL);
        }
        final long commonIndex = Math.min(lastIndex, committedIndex);
        if (commonIndex > 0 && !commits.isCommitted(commonIndex, chains.chainAt(member, commonIndex)))
        {
            marks.hit(Mark.RESTART_WITH_CONFLICTING_TAIL);
        }
    }

    /**
     * A log takes an entry.
     *
     * @param member    number of the member.
     * @param index     of the entry.
     * @param term      of the entry.
     * @param frameHash of its content.
     */
    public void onAppended(final int member, final long index, final long term, final long frameHash)
    {
        chains.onAppended(member, index, term, frameHash);
    }

    /**
     * A log removes entries.
     *
     * @param member    number of the member.
     * @param fromIndex first index removed.
     * @param term      that the member is in, of the leader whose message made it do so.
     */
    public void onTruncated(final int member, final long fromIndex, final long term)
    {
        truncations.onTruncated(member, fromIndex, term);
        bounds.onTruncated(member, fromIndex);
    }

    /**
     * A log removes all entries and goes on behind one that is in a snapshot.
     *
     * @param member number of the member.
     * @param index  of the entry.
     */
    public void onReset(final int member, final long index)
    {
        truncations.onReset(member, index);
        bounds.onReset(member, index);
    }

    /**
     * A log reports what is durable.
     *
     * @param member number of the member.
     * @param index  up to which it is synced.
     */
    public void onSynced(final int member, final long index)
    {
        promises.onSynced(member, index);
    }

    /**
     * A sync of a member has failed.
     *
     * @param member number of the member.
     */
    public void onSyncFailed(final int member)
    {
        failedSyncs.onSyncFailed(member);
    }

    /**
     * A vote request leaves a member.
     *
     * @param member    number of the sender.
     * @param term      that it stands for.
     * @param isPreVote true for the trial.
     */
    public void onVoteRequestSent(final int member, final long term, final boolean isPreVote)
    {
        observability.onVoteRequest(member, isPreVote);
        fences.onVote(member);
        if (isPreVote)
        {
            onSent(member, term - 1);
        }
        else
        {
            onSent(member, term);
            onVote(member, term, member);
        }
    }

    /**
     * A vote response leaves a member.
     *
     * @param member      number of the sender.
     * @param receiver    number of the candidate.
     * @param term        of the sender.
     * @param requestTerm of the request.
     * @param isPreVote   true for the trial.
     * @param isGranted   true for yes.
     */
    public void onVoteResponseSent(
        final int member,
        final int receiver,
        final long term,
        final long requestTerm,
        final boolean isPreVote,
        final boolean isGranted)
    {
        onSent(member, term);
        if (!isGranted)
        {
            marks.hit(isPreVote ? Mark.PRE_VOTE_REFUSED : Mark.VOTE_REFUSED);
        }
        else
        {
            fences.onVote(member);
            if (!isPreVote)
            {
                onVote(member, requestTerm, receiver);
            }
        }
    }

    /**
     * A heartbeat or AppendEntries leaves a member.
     *
     * @param member      number of the sender.
     * @param term        that it leads.
     * @param commitIndex in the message.
     */
    public void onLeaderMessageSent(final int member, final long term, final long commitIndex)
    {
        onSent(member, term);
        observability.onLeaderMessage(member, commitIndex);
        elections.onLeads(member, term);
    }

    /**
     * An AppendResponse leaves a member.
     *
     * @param member        number of the sender.
     * @param receiver      number of the member that it goes to.
     * @param term          of the sender.
     * @param matchIndex    in the message.
     * @param appendedIndex in the message.
     * @param isRejection   whether it rejects entries.
     */
    public void onAppendResponseSent(
        final int member,
        final int receiver,
        final long term,
        final long matchIndex,
        final long appendedIndex,
        final boolean isRejection)
    {
        onSent(member, term);
        if (matchIndex > 0)
        {
            failedSyncs.onPromise(member, term);
        }
        if (isRejection)
        {
            marks.hit(Mark.APPEND_REJECTED);
        }
        promises.onAck(member, receiver, term, matchIndex, appendedIndex);
    }

    /**
     * A reply that says that a command was applied leaves a member.
     *
     * @param member number of the sender.
     * @param index  in the reply.
     */
    public void onReplySent(final int member, final long index)
    {
        observability.onReply(member, index);
    }

    /**
     * A member has given up what its damaged log had lost. After its log was recovered, before it takes part.
     *
     * @param member     number of the member.
     * @param fencedTerm whose leaders are elected without it.
     */
    public void onStartedOver(final int member, final long fencedTerm)
    {
        promises.onStartedOver(member, fencedTerm);
        fences.onStartedOver(member, fencedTerm);
    }

    /**
     * A state machine has executed an entry.
     *
     * @param member number of the member.
     * @param index  of the entry.
     * @param digest of the state after it.
     */
    public void onExecuted(final int member, final long index, final long digest)
    {
        applies.onExecuted(member, index, digest);
    }

    /**
     * A duty cycle has ended; this is what the member shows.
     *
     * @param member       number of the member.
     * @param role         that it has.
     * @param term         that it is in.
     * @param commitIndex  of the member.
     * @param appliedIndex of the member.
     */
    public void onShown(
        final int member, final RaftRole role, final long term, final long commitIndex, final long appliedIndex)
    {
        final boolean isLeader = role == RaftRole.LEADER;
        observability.onShown(member, role, term, commitIndex, appliedIndex);
        elections.onShown(member, term, isLeader);
        commits.onCommit(member, commitIndex, term, isLeader);
        applies.onApplied(member, appliedIndex);
        if (isLeader)
        {
            bounds.onLeaderShown(member, term, appliedIndex);
        }
    }

    /**
     * What a member had promised is lost and it may be: its disk was wiped, or its log does not survive a loss of
     * power.
     *
     * @param member number of the member.
     */
    public void onReleased(final int member)
    {
        promises.onReleased(member);
    }

    private void onSent(final int member, final long term)
    {
        fences.onSent(member);
        elections.onSent(member, term);
        observability.onSent(member, term);
    }

    private void onVote(final int member, final long term, final int candidate)
    {
        failedSyncs.onPromise(member, term);
        elections.onVote(member, term, candidate);
    }
}
