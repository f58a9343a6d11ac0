package io.balsa.simulation.check;

import java.util.Arrays;

/**
 * The logs of all members as hash chains: the chain at an index stands for all entries up to there, terms included, so
 * two logs are equal up to an index where their chains are. Holds log matching: every (index, term) has one chain, in
 * every log and over all history.
 */
public final class LogChains
{
    /** Chain of the empty log, at index 0. */
    public static final long EMPTY = 0;

    private static final int CAPACITY_MIN = 256;
    private static final long NULL_TERM = -1;

    private final Violations violations;
    private final MemberLog[] logs;
    private final EntryTable entries = new EntryTable();

    /**
     * Start with empty logs.
     *
     * @param violations  to report to.
     * @param memberCount members.
     */
    public LogChains(final Violations violations, final int memberCount)
    {
        this.violations = violations;
        logs = new MemberLog[memberCount];
        for (int i = 0; i < memberCount; i++)
        {
            logs[i] = new MemberLog();
        }
    }

    private static final class MemberLog
    {
        private long[] chains = new long[CAPACITY_MIN];
        private long[] terms = new long[CAPACITY_MIN];
        private int lastIndex;
        /** Term that the member was elected in, as long as it has lost no entry since. */
        private long leadingTerm = NULL_TERM;

        private void add(final long term, final long chain)
        {
            lastIndex++;
            if (lastIndex == chains.length)
            {
                chains = Arrays.copyOf(chains, lastIndex * 2);
                terms = Arrays.copyOf(terms, lastIndex * 2);
            }
            chains[lastIndex] = chain;
            terms[lastIndex] = term;
        }
    }

    /**
     * A member has appended an entry, as leader or follower.
     *
     * @param member    number of the member.
     * @param index     of the entry.
     * @param term      of the entry.
     * @param frameHash of the entry's content, see {@link ContentHash#of}.
     */
    public void onAppended(final int member, final long index, final long term, final long frameHash)
    {
        final long chain = nextChain(member, index, term, frameHash);
        final long known = entries.putIfAbsent(index, term, chain);
        if (known != EntryTable.MISSING && known != chain)
        {
            throw different(member, index, term);
        }
        logs[member].add(term, chain);
    }

    /**
     * Entries were removed from the end of a log. {@link Truncations} checks whether they may be.
     *
     * @param member    number of the member.
     * @param fromIndex first index removed.
     */
    public void onTruncated(final int member, final long fromIndex)
    {
        final MemberLog log = logs[member];
        if (fromIndex <= log.lastIndex)
        {
            log.lastIndex = (int)(fromIndex - 1);
            log.leadingTerm = NULL_TERM;
        }
    }

    /**
     * What was committed takes the place of a member's next entry, which it has in a snapshot.
     *
     * @param member number of the member.
     * @param term   of the entry.
     * @param chain  at the entry.
     */
    void onInstalled(final int member, final long term, final long chain)
    {
        logs[member].leadingTerm = NULL_TERM;
        logs[member].add(term, chain);
    }

    /**
     * A process begins to read the log that it finds. What was known of it is forgotten, but for what is before its
     * first entry: that is in snapshots.
     *
     * @param member     number of the member.
     * @param firstIndex of the log.
     */
    public void onRecoveryStart(final int member, final long firstIndex)
    {
        if (firstIndex > logs[member].lastIndex + 1L)
        {
            throw violations.raise(Invariant.DURABILITY, "member=" + member + " recovered a log from index=" +
                firstIndex + " on, and had entries up to index=" + logs[member].lastIndex);
        }
        logs[member].lastIndex = (int)(firstIndex - 1);
        logs[member].leadingTerm = NULL_TERM;
    }

    /**
     * An entry was found in recovery, from the first one on without a gap. Somebody must have appended it before.
     *
     * @param member    number of the member.
     * @param index     of the entry.
     * @param term      of the entry.
     * @param frameHash of the entry's content.
     */
    public void onRecovered(final int member, final long index, final long term, final long frameHash)
    {
        final long chain = nextChain(member, index, term, frameHash);
        final long known = entries.get(index, term);
        if (known == EntryTable.MISSING)
        {
            throw violations.raise(Invariant.DURABILITY, "member=" + member + " recovered index=" + index +
                " term=" + term + " that nobody ever appended");
        }
        if (known != chain)
        {
            throw different(member, index, term);
        }
        logs[member].add(term, chain);
    }

    /**
     * A member was found to lead: its log, so far as it is known, is now the log of that term.
     *
     * @param member number of the member.
     * @param term   that it leads.
     */
    public void onElected(final int member, final long term)
    {
        logs[member].leadingTerm = term;
    }

    /**
     * Whether all that a leader of a term has sent is still in the log that is known of it.
     *
     * @param member number of the member.
     * @param term   that it was elected in.
     * @return false once it has truncated, or recovered.
     */
    public boolean isIntactSinceElected(final int member, final long term)
    {
        return logs[member].leadingTerm == term;
    }

    /**
     * End of a log.
     *
     * @param member number of the member.
     * @return log index, 0 for the empty log.
     */
    public long lastIndex(final int member)
    {
        return logs[member].lastIndex;
    }

    /**
     * Chain of a log.
     *
     * @param member number of the member.
     * @param index  from 0 to {@link #lastIndex}.
     * @return the chain.
     */
    public long chainAt(final int member, final long index)
    {
        return logs[member].chains[(int)index];
    }

    /**
     * Term of an entry.
     *
     * @param member number of the member.
     * @param index  from 0 to {@link #lastIndex}.
     * @return the term.
     */
    public long termAt(final int member, final long index)
    {
        return logs[member].terms[(int)index];
    }

    /**
     * Whether a member's log is, up to an index, the one that a chain stands for.
     *
     * @param member number of the member.
     * @param index  from 0 on.
     * @param chain  at that index.
     * @return false also where the log is shorter.
     */
    public boolean holds(final int member, final long index, final long chain)
    {
        return index <= logs[member].lastIndex && logs[member].chains[(int)index] == chain;
    }

    /**
     * Whether an entry is the one that a member's log holds, or held before its process ended.
     *
     * @param member    number of the member.
     * @param index     of the entry, at least 1.
     * @param term      of the entry.
     * @param frameHash of the entry's content.
     * @return true also where the log is shorter.
     */
    public boolean isKnown(final int member, final long index, final long term, final long frameHash)
    {
        final MemberLog log = logs[member];
        return index > log.lastIndex ||
            chain(log.chains[(int)index - 1], term, frameHash) == log.chains[(int)index];
    }

    private long nextChain(final int member, final long index, final long term, final long frameHash)
    {
        final MemberLog log = logs[member];
        if (index != log.lastIndex + 1L)
        {
            throw violations.raise(Invariant.LOG_MATCHING,
                "member=" + member + " has index=" + index + " after lastIndex=" + log.lastIndex);
        }
        if (term < log.terms[log.lastIndex])
        {
            throw violations.raise(Invariant.LOG_MATCHING, "member=" + member + " has term=" + term + " at index=" +
                index + " after an entry of term=" + log.terms[log.lastIndex]);
        }
        return chain(log.chains[log.lastIndex], term, frameHash);
    }

    private static long chain(final long before, final long term, final long frameHash)
    {
        final long chain = ContentHash.combine(ContentHash.combine(before, term), frameHash);
        return chain == EntryTable.MISSING || chain == EMPTY ? 1 : chain;
    }

    private SafetyViolation different(final int member, final long index, final long term)
    {
        return violations.raise(Invariant.LOG_MATCHING, "member=" + member + " has another entry, or others before" +
            " it, at index=" + index + " term=" + term + " than was first appended there");
    }
}
