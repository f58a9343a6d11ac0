package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * Everything that was ever committed, append-only. Holds what all members commit against it: one history, commit
 * indexes that only grow in one life of a member, entries durable on a quorum when they first appear, counting of the
 * leader's own term only, and that every later leader has all of it.
 */
public final class CommitLedger
{
    private static final int CAPACITY_MIN = 1024;
    private static final long NO_TERM = -1;

    private final Violations violations;
    private final Marks marks;
    private final LogChains chains;
    private final DurableView durable;
    private final int quorumSize;
    private final long[] commitIndexes;
    private long[] ledger = new long[CAPACITY_MIN];
    private long[] commitTerms = new long[CAPACITY_MIN];
    private long[] entryTerms = new long[CAPACITY_MIN];
    private int lastIndex;
    private int newestLeader = -1;
    private long newestLeaderTerm = NO_TERM;

    /**
     * Start with nothing committed.
     *
     * @param violations  to report to.
     * @param marks       to hit.
     * @param chains      of all logs.
     * @param durable     what is on the disks.
     * @param memberCount members.
     * @param quorumSize  copies that commit an entry.
     */
    public CommitLedger(
        final Violations violations,
        final Marks marks,
        final LogChains chains,
        final DurableView durable,
        final int memberCount,
        final int quorumSize)
    {
        this.violations = violations;
        this.marks = marks;
        this.chains = chains;
        this.durable = durable;
        this.quorumSize = quorumSize;
        this.commitIndexes = new long[memberCount];
        commitTerms[0] = NO_TERM;
    }

    /**
     * A process of a member begins: it finds its commit index anew.
     *
     * @param member number of the member.
     */
    public void onStarted(final int member)
    {
        commitIndexes[member] = 0;
    }

    /**
     * What a member shows after a duty cycle. Costs nothing while the commit index stays.
     *
     * @param member      number of the member.
     * @param commitIndex of the member.
     * @param term        of the member.
     * @param isLeader    whether it leads.
     */
    public void onCommit(final int member, final long commitIndex, final long term, final boolean isLeader)
    {
        final long former = commitIndexes[member];
        if (commitIndex == former)
        {
            return;
        }
        if (commitIndex < former || commitIndex > chains.lastIndex(member))
        {
            throw violations.raise(Invariant.COMMIT_ORDER, "member=" + member + " term=" + term + " has commitIndex=" +
                commitIndex + " after " + former + ", lastIndex=" + chains.lastIndex(member));
        }
        if (isLeader && chains.termAt(member, commitIndex) != term)
        {
            throw violations.raise(Invariant.COMMIT_RULE, "leader=" + member + " of term=" + term +
                " committed index=" + commitIndex + " of term=" + chains.termAt(member, commitIndex) + " by counting");
        }
        final int known = (int)Math.min(commitIndex, lastIndex);
        if (chains.chainAt(member, known) != ledger[known])
        {
            throw violations.raise(Invariant.STATE_MACHINE_SAFETY, "member=" + member + " term=" + term +
                " committed another entry than was committed before, at or before index=" + known);
        }
        commitIndexes[member] = commitIndex;
        if (commitIndex > lastIndex)
        {
            extend(member, (int)commitIndex, term, isLeader);
        }
    }

    /**
     * A member leads a term: hold its log against all that was committed in earlier terms.
     *
     * @param member number of the member.
     * @param term   that it leads.
     */
    public void onElected(final int member, final long term)
    {
        int index = lastIndex;
        while (commitTerms[index] >= term)
        {
            index--;
        }
        checkComplete(member, term, index);
        if (term > newestLeaderTerm)
        {
            newestLeader = member;
            newestLeaderTerm = term;
        }
    }

    /**
     * Highest index that was ever committed by anybody.
     *
     * @return log index.
     */
    public long committedIndex()
    {
        return lastIndex;
    }

    /**
     * The commit index that a member showed last.
     *
     * @param member number of the member.
     * @return log index.
     */
    public long commitIndex(final int member)
    {
        return commitIndexes[member];
    }

    /**
     * Whether an entry is the one that was committed at its index.
     *
     * @param index of the entry.
     * @param chain at the index.
     * @return false also where nothing was committed yet.
     */
    public boolean isCommitted(final long index, final long chain)
    {
        return index <= lastIndex && ledger[(int)index] == chain;
    }

    /**
     * Chain of what was committed.
     *
     * @param index at most {@link #committedIndex()}.
     * @return the chain.
     */
    long chainAt(final long index)
    {
        return ledger[(int)index];
    }

    /**
     * Term of an entry that was committed.
     *
     * @param index at most {@link #committedIndex()}.
     * @return the term.
     */
    long entryTermAt(final long index)
    {
        return entryTerms[(int)index];
    }

    private void extend(final int member, final int commitIndex, final long term, final boolean isLeader)
    {
        final long chain = chains.chainAt(member, commitIndex);
        int copies = 0;
        for (int i = 0; i < commitIndexes.length; i++)
        {
            if (durable.isDurable(i, commitIndex, chain) || durable.isCounted(i, commitIndex, term))
            {
                copies++;
            }
        }
        if (copies < quorumSize)
        {
            throw violations.raise(Invariant.COMMIT_RULE, "member=" + member + " term=" + term + " committed index=" +
                commitIndex + " with " + copies + " durable copies of " + quorumSize);
        }
        if (isLeader && chains.termAt(member, lastIndex + 1L) < term)
        {
            marks.hit(Mark.OLD_TERM_ENTRY_COMMITTED_BY_NEW);
        }
        if (commitIndex >= ledger.length)
        {
            final int capacity = Math.max(ledger.length * 2, commitIndex + 1);
            ledger = Arrays.copyOf(ledger, capacity);
            commitTerms = Arrays.copyOf(commitTerms, capacity);
            entryTerms = Arrays.copyOf(entryTerms, capacity);
        }
        for (int index = lastIndex + 1; index <= commitIndex; index++)
        {
            ledger[index] = chains.chainAt(member, index);
            commitTerms[index] = term;
            entryTerms[index] = chains.termAt(member, index);
        }
        lastIndex = commitIndex;
        if (term < newestLeaderTerm && chains.isIntactSinceElected(newestLeader, newestLeaderTerm))
        {
            checkComplete(newestLeader, newestLeaderTerm, commitIndex);
        }
    }

    private void checkComplete(final int leader, final long term, final int index)
    {
        if (!chains.holds(leader, index, ledger[index]))
        {
            throw violations.raise(Invariant.LEADER_COMPLETENESS, "leader=" + leader + " of term=" + term +
                " lacks entries up to index=" + index + " that were committed in term=" + commitTerms[index] +
                ", lastIndex=" + chains.lastIndex(leader));
        }
    }
}
