package io.balsa.simulation.check;

/**
 * Removal of entries from the end of a log. Holds: a leader never does it in its term, a committed entry is never
 * removed, and nothing is removed that the leader of the term has as well.
 * <p>
 * What counts is the entry, not its index: a log that differs from what was committed must be cut below the commit
 * index.
 */
public final class Truncations
{
    private final Violations violations;
    private final Marks marks;
    private final LogChains chains;
    private final CommitLedger commits;
    private final Elections elections;
    private final Promises promises;

    /**
     * Look at these.
     *
     * @param violations to report to.
     * @param marks      to hit.
     * @param chains     of all logs; told what was removed.
     * @param commits    what was committed.
     * @param elections  who leads.
     * @param promises   told what was removed.
     */
    public Truncations(
        final Violations violations,
        final Marks marks,
        final LogChains chains,
        final CommitLedger commits,
        final Elections elections,
        final Promises promises)
    {
        this.violations = violations;
        this.marks = marks;
        this.chains = chains;
        this.commits = commits;
        this.elections = elections;
        this.promises = promises;
    }

    /**
     * A member removes entries.
     *
     * @param member    number of the member.
     * @param fromIndex first index removed.
     * @param term      that the member is in: that of the leader whose message made it do so.
     */
    public void onTruncated(final int member, final long fromIndex, final long term)
    {
        if (fromIndex < 1)
        {
            throw violations.raise(Invariant.TRUNCATION, "member=" + member + " truncates from index=" + fromIndex);
        }
        if (fromIndex > chains.lastIndex(member))
        {
            return;
        }
        final int leader = elections.leaderOf(term);
        final long chain = chains.chainAt(member, fromIndex);
        if (leader == member)
        {
            throw violations.raise(Invariant.LEADER_APPEND_ONLY,
                "leader=" + member + " of term=" + term + " truncates from index=" + fromIndex);
        }
        if (commits.isCommitted(fromIndex, chain))
        {
            throw violations.raise(Invariant.TRUNCATION, "member=" + member + " in term=" + term +
                " removes index=" + fromIndex + " that is committed");
        }
        if (leader >= 0 && chains.isIntactSinceElected(leader, term) && chains.holds(leader, fromIndex, chain))
        {
            throw violations.raise(Invariant.TRUNCATION, "member=" + member + " in term=" + term +
                " removes index=" + fromIndex + " that leader=" + leader + " has as well");
        }
        marks.hit(Mark.LOG_TRUNCATED);
        promises.onTruncated(member, fromIndex);
        chains.onTruncated(member, fromIndex);
    }

    /**
     * A member removes all entries and goes on behind one that is in a snapshot: only where it does not hold that one,
     * and it was committed. What it had promised and is not what was committed was of no use to anybody.
     *
     * @param member number of the member.
     * @param index  of the entry.
     */
    public void onReset(final int member, final long index)
    {
        if (index > commits.committedIndex())
        {
            throw violations.raise(Invariant.SNAPSHOT_BOUND, "member=" + member + " begins anew behind index=" + index +
                ", and only index=" + commits.committedIndex() + " is committed");
        }
        long common = Math.min(index, chains.lastIndex(member));
        while (common > 0 && !commits.isCommitted(common, chains.chainAt(member, common)))
        {
            common--;
        }
        if (common == index)
        {
            throw violations.raise(Invariant.TRUNCATION,
                "member=" + member + " begins anew behind index=" + index + ", which its log held");
        }
        promises.onTruncated(member, common + 1);
        chains.onTruncated(member, common + 1);
        for (long next = common + 1; next <= index; next++)
        {
            chains.onInstalled(member, commits.entryTermAt(next), commits.chainAt(next));
        }
        marks.hit(Mark.LOG_RESET);
    }
}
